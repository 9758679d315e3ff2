import type { ChartSeries } from "./chart-view";
import { formatValue, printFormatted } from "./format";
import { buildRow, type LegendActions, legendColumns, type LegendRow, showRow } from "./legend-row";
import { summarize, type SeriesSummary, unitOfSum } from "./series-summary";
import { type Choice, pickShown } from "./shown-series";

/** The table of a panel with many lines: what each says, which are drawn, and in which order. */
export interface Legend {
  /** Texts change at most four times a second, whatever the data does. */
  draw(series: readonly ChartSeries[], choice: Choice, fromMs: number): void;
  stop(): void;
}

type Column = (typeof legendColumns)[number];

export const maxLegendRows = 50;
const textEveryMs = 250;
/** Rows that change places under the eye are hard to read. */
const sortEveryMs = 5_000;

/** `element` is empty, and scrolls. */
export function createLegend(element: HTMLElement, on: LegendActions): Legend {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  const body = table.createTBody();
  let wanted: Parameters<Legend["draw"]> | null = null;
  let built: readonly ChartSeries[] = [];
  let rows = new Map<string, LegendRow>();
  let order: { column: Column | "name"; isRising: boolean } | null = null;
  let sortedMs = Number.NEGATIVE_INFINITY;
  let writtenMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const headers = (["name", ...legendColumns] as const).map(addHeader);
  element.replaceChildren(table);
  element.addEventListener("keydown", moveFocus);
  return {
    draw(...next) {
      const isOther = next[0] !== wanted?.[0] || next[1] !== wanted?.[1];
      wanted = next;
      const inMs = isOther ? 0 : writtenMs + textEveryMs - performance.now();
      if (inMs <= 0) write();
      else timer ??= setTimeout(write, inMs);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      element.removeEventListener("keydown", moveFocus);
      element.replaceChildren();
    },
  };

  function write(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!wanted) return;
    const [series, choice, fromMs] = wanted;
    writtenMs = performance.now();
    if (series !== built) build(series);
    const drawn = new Set(pickShown(series, choice).map(({ id }) => id));
    for (const each of series) {
      const row = rows.get(each.id);
      if (!row) continue;
      row.summary = summarize(each.window, fromMs, each.unit);
      const texts = legendColumns.map((column) => print(row.summary[column], each, column));
      showRow(row, texts, { isDrawn: drawn.has(each.id), isSolo: choice.solo === each.id });
    }
    const isInUse = element.matches(":hover, :focus-within");
    if (order && !isInUse && writtenMs - sortedMs > sortEveryMs) sort();
  }

  function build(series: readonly ChartSeries[]): void {
    built = series;
    const before = rows;
    rows = new Map(
      series
        .slice(0, maxLegendRows)
        .map((each): [string, LegendRow] => [each.id, before.get(each.id) ?? buildRow(each, on)]),
    );
    for (const each of series) rows.get(each.id)?.rename(each);
    body.replaceChildren(...[...rows.values()].map(({ element: row }) => row));
    if (series.length > maxLegendRows) {
      const more = body.insertRow().insertCell();
      more.colSpan = legendColumns.length + 1;
      more.textContent = `${series.length - maxLegendRows} more`;
    }
    [...rows.values()].forEach((row, i) => (row.button.tabIndex = i === 0 ? 0 : -1));
    sort();
  }

  function addHeader(column: Column | "name"): HTMLElement {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.dataset.column = column;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = column;
    button.addEventListener("click", () => {
      const isFirst = order?.column !== column;
      const startsRising = column === "name";
      // Numbers begin with the greatest; the third press is the panel's own order.
      if (isFirst) order = { column, isRising: startsRising };
      else order = order!.isRising === startsRising ? { column, isRising: !startsRising } : null;
      sort();
    });
    cell.append(button);
    head.append(cell);
    return cell;
  }

  function sort(): void {
    sortedMs = performance.now();
    for (const cell of headers) {
      const isSorted = order?.column === cell.dataset.column;
      if (isSorted) cell.ariaSort = order!.isRising ? "ascending" : "descending";
      else cell.removeAttribute("aria-sort");
    }
    const sorted = order ? [...rows.values()].sort(compare) : [...rows.values()];
    const focused = document.activeElement;
    for (const { element: row } of sorted) body.insertBefore(row, moreRow());
    if (focused instanceof HTMLElement && body.contains(focused)) focused.focus();
  }

  function moreRow(): Element | null {
    return built.length > maxLegendRows ? body.lastElementChild : null;
  }

  /** What has no value comes last, whichever the direction. */
  function compare(a: LegendRow, b: LegendRow): number {
    const { column, isRising } = order!;
    const sign = isRising ? 1 : -1;
    if (column === "name") return sign * a.label.localeCompare(b.label, "en", { numeric: true });
    const [one, other] = [a.summary[column], b.summary[column]];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  }

  /** Tab goes to the table once; arrows go from line to line. */
  function moveFocus(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...body.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = step === undefined || at === -1 ? undefined : buttons[at + step];
    if (!next) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }
}

function print(value: SeriesSummary[Column], { unit }: ChartSeries, column: Column): string {
  if (value === null) return "–";
  return printFormatted(formatValue(value, column === "sum" ? unitOfSum(unit) : unit));
}
