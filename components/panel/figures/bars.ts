import type { Figure } from "./figure";
import type { ChartSeries, ChartView, Moment } from "../chart-view";
import { currentValue } from "../current-value";
import { formatValue } from "../format";
import { spanBar } from "./bar-span";
import { addElement, addName, setStyle, setText } from "./elements";
import { createPace } from "./pace";
import { createSteadyOrder, rank } from "./ranking";
import { createRowList, type RowList } from "./row-list";

const maxRows = 20;
const pitchPx = 30;
const textSpacingMs = 250;
const orderSpacingMs = 1_000;

interface BarRow {
  element: HTMLElement;
  bar: HTMLElement;
  edge: HTMLElement;
  number: HTMLElement;
  unit: HTMLElement;
}

/** A row for each series, the greatest value first: its name, a bar and the value. */
export function createBars(host: HTMLElement): Figure {
  const list = addElement(host, "ol", "bars");
  const more = addElement(host, "p", "figure-more");
  const order = createSteadyOrder(orderSpacingMs, update);
  const pace = createPace(textSpacingMs, update);
  let rows: RowList<BarRow>;
  let shown: readonly ChartSeries[] = [];
  let view: ChartView | null = null;
  let moment: Moment | null = null;
  list.tabIndex = 0;
  return {
    show(series, next) {
      view = next;
      shown = series;
      const byId = new Map(series.map((each) => [each.id, each]));
      list.replaceChildren();
      rows = createRowList(list, pitchPx, (id) => makeRow(byId.get(id)!));
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

  function update(): void {
    if (!view || !moment) return;
    const edgeMs = moment.cutMs ?? moment.edgeMs;
    const values = shown.map((each) => currentValue(each, edgeMs));
    const ranking = order.settle(shown, rank(values, maxRows), performance.now());
    const known = values.filter((value) => value !== null);
    const low = view.yMin ?? Math.min(0, ...known);
    const high = view.yMax ?? Math.max(0, ...known);
    const ids = ranking.places.map((place) => shown[place]!.id);
    for (const [i, row] of rows.arrange(ids).entries()) drawRow(row, values[ranking.places[i]!]!, low, high);
    setText(more, ranking.more === 0 ? "" : `${ranking.more} more`);
  }

  function drawRow(
    { element, bar, edge, number, unit }: BarRow,
    value: number | null,
    low: number,
    high: number,
  ) {
    const { from, length } = spanBar(value ?? 0, low, high);
    // Percentages of the row's own width: no layout, whatever its size.
    setStyle(bar, "transform", `translateX(${round(100 * from)}%) scaleX(${round(length)})`);
    setStyle(edge, "transform", `translateX(${round(100 * from)}%)`);
    element.dataset.empty = String(value === null);
    const formatted = value === null ? { number: "–", unit: "" } : formatValue(value, view!.unit);
    setText(number, formatted.number);
    setText(unit, formatted.unit);
  }
}

function makeRow({ name, label, look }: ChartSeries): BarRow {
  const element = document.createElement("li");
  element.title = name;
  const bar = addElement(element, "i", "bar");
  // The edge lies at the start of an element as wide as the row, so that it can be moved by percentages.
  const edge = addElement(element, "i", "bar-edge");
  for (const part of [bar, edge]) part.style.setProperty("--bar", look.color);
  addName(element, label);
  const value = addElement(element, "span", "figure-value");
  return { element, bar, edge, number: addElement(value, "b"), unit: addElement(value, "small") };
}

function round(part: number): number {
  return Math.round(part * 10_000) / 10_000;
}
