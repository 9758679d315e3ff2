import type { Figure } from "./figure";
import type { ChartSeries, ChartView, Moment } from "../chart-view";
import { currentValue } from "../current-value";
import { type Formatted, formatValue } from "../format";
import { type SeriesSummary, summarize, unitOfSum } from "../series-summary";
import { addElement, addName, setText } from "./elements";
import { createPace } from "./pace";
import { createSteadyOrder, type Ranking, rank, rankNames } from "./ranking";
import { createRowList, type RowList } from "./row-list";

const maxRows = 200;
const pitchPx = 24;
const textSpacingMs = 250;
const orderSpacingMs = 1_000;
const columns = ["last", "min", "max", "avg", "sum"] as const;
type Column = (typeof columns)[number];

type Values = Record<Column, number | null>;

interface TableRow {
  element: HTMLElement;
  cells: { number: HTMLElement; unit: HTMLElement }[];
}

/** A row for each series, with what it says now and over the range; sorted by the column that is pressed. */
export function createTable(host: HTMLElement): Figure {
  const box = addElement(host, "div", "figure-table");
  const table = addElement(box, "table");
  const more = addElement(host, "p", "figure-more");
  const head = addElement(addElement(table, "thead"), "tr");
  const body = addElement(table, "tbody");
  const order = createSteadyOrder(orderSpacingMs, update);
  const pace = createPace(textSpacingMs, update);
  const summaries = new Map<string, { key: string; summary: SeriesSummary }>();
  let sorting: { by: Column | "name"; isRising: boolean } = { by: "last", isRising: false };
  let rows: RowList<TableRow>;
  let shown: readonly ChartSeries[] = [];
  let view: ChartView | null = null;
  let moment: Moment | null = null;
  box.tabIndex = 0;
  const heads = (["name", ...columns] as const).map((column) => {
    const cell = addElement(head, "th");
    cell.scope = "col";
    const button = addElement(cell, "button");
    button.type = "button";
    button.textContent = column;
    button.addEventListener("click", () => sortBy(column));
    return { column, cell };
  });
  markSorting();
  return {
    show(series, next) {
      view = next;
      shown = series;
      summaries.clear();
      const byId = new Map(series.map((each) => [each.id, each]));
      body.replaceChildren();
      rows = createRowList(body, pitchPx, (id) => makeRow(byId.get(id)!));
    },
    draw(at) {
      moment = at;
      pace.request();
    },
    destroy() {
      pace.stop();
      order.stop();
      host.replaceChildren();
    },
  };

  function sortBy(column: Column | "name"): void {
    const isSame = sorting.by === column;
    sorting = { by: column, isRising: isSame ? !sorting.isRising : column === "name" };
    markSorting();
    update();
  }

  function markSorting(): void {
    for (const { column, cell } of heads)
      cell.ariaSort = column !== sorting.by ? "none" : sorting.isRising ? "ascending" : "descending";
  }

  function update(): void {
    if (!view || !moment) return;
    const edgeMs = moment.cutMs ?? moment.edgeMs;
    const values = shown.map((each) => measure(each, edgeMs));
    // Another sorting is another list to the order: it is shown at once.
    const ranking = order.settle(sorting, rankBy(values), performance.now());
    const ids = ranking.places.flatMap((place) => shown[place]?.id ?? []);
    for (const [i, row] of rows.arrange(ids).entries()) drawRow(row, ranking.places[i]!, values);
    setText(more, ranking.more === 0 ? "" : `${ranking.more} more`);
  }

  function rankBy(values: readonly Values[]): Ranking {
    const { by, isRising } = sorting;
    if (by === "name")
      return rankNames(
        shown.map(({ label }) => label),
        maxRows,
        isRising,
      );
    return rank(
      values.map((each) => each[by]),
      maxRows,
      isRising,
    );
  }

  function measure(series: ChartSeries, edgeMs: number): Values {
    const { window } = series;
    const key = [window.version, edgeMs].join(" ");
    const known = summaries.get(series.id);
    const summary =
      known?.key === key ? known.summary : summarize(window, edgeMs - view!.rangeMs, view!.unit);
    summaries.set(series.id, { key, summary });
    return { ...summary, last: currentValue(series, edgeMs) };
  }

  function drawRow({ cells }: TableRow, place: number, values: readonly Values[]): void {
    columns.forEach((column, i) => {
      const { number, unit } = printCell(column, values[place]![column]);
      setText(cells[i]!.number, number);
      setText(cells[i]!.unit, unit);
    });
  }

  function printCell(column: Column, value: number | null): Formatted {
    if (value === null) return { number: "–", unit: "" };
    return formatValue(value, column === "sum" ? unitOfSum(view!.unit) : view!.unit);
  }
}

function makeRow({ name, label, look }: ChartSeries): TableRow {
  const element = document.createElement("tr");
  const head = addElement(element, "th");
  head.scope = "row";
  head.title = name;
  const box = addElement(head, "span", "figure-series");
  addElement(box, "i", "figure-swatch").style.background = look.dash
    ? `repeating-linear-gradient(to right, ${look.color} 0 4px, transparent 4px 6px)`
    : look.color;
  addName(box, label);
  const cells = columns.map(() => {
    const cell = addElement(element, "td");
    return { number: addElement(cell, "b"), unit: addElement(cell, "small") };
  });
  return { element, cells };
}
