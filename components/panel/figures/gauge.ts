import type { Figure } from "./figure";
import type { ChartSeries, ChartView, Moment } from "../chart-view";
import { currentValue } from "../current-value";
import { createScaleHold } from "../scale-hold";
import { summarize } from "../series-summary";
import { createDial, type Dial } from "./dial";
import { addElement, setStyle, setText } from "./elements";
import { type GaugeScale, pickGaugeScale } from "./gauge-scale";
import { createPace } from "./pace";

const maxDials = 12;
const textSpacingMs = 250;
/** The room that a dial and its name need at least. */
const leastDial = { width: 84, height: 58 };

/** A dial for each series: how far along its scale the value is, and the value itself. */
export function createGauge(host: HTMLElement): Figure {
  const grid = addElement(host, "div", "dials");
  const more = addElement(host, "p", "figure-more");
  const pace = createPace(textSpacingMs, update);
  const resized = new ResizeObserver(pace.request);
  let hold = createScaleHold(0);
  let dials: Dial[] = [];
  let total = 0;
  let shown: readonly ChartSeries[] = [];
  let view: ChartView | null = null;
  let moment: Moment | null = null;
  resized.observe(host);
  return {
    show(series, next) {
      view = next;
      shown = series.slice(0, maxDials);
      hold = createScaleHold(next.rangeMs / 20);
      grid.replaceChildren();
      dials = shown.map((each) => createDial(grid, each, shown.length > 1));
      total = series.length;
    },
    draw(at) {
      moment = at;
      pace.request();
    },
    destroy() {
      pace.stop();
      resized.disconnect();
      host.replaceChildren();
    },
  };

  function update(): void {
    if (!view || !moment || dials.length === 0) return;
    const edgeMs = moment.cutMs ?? moment.edgeMs;
    const scale = pickScale(edgeMs);
    const [width, height] = [grid.clientWidth, grid.clientHeight];
    const { columns, rows } = layDials(dials.length, width, height);
    setStyle(grid, "grid-template-columns", `repeat(${columns}, 1fr)`);
    const size = { width: width / columns, height: height / rows };
    dials.forEach((dial, i) => {
      dial.element.hidden = i >= columns * rows;
      if (!dial.element.hidden) dial.draw(currentValue(shown[i]!, edgeMs), scale, view!, size);
    });
    const left = total - Math.min(dials.length, columns * rows);
    setText(more, left === 0 ? "" : `${left} more`);
  }

  /** One scale for all, so that dials can be compared. */
  function pickScale(edgeMs: number): GaugeScale {
    const { unit, rangeMs, thresholds } = view!;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { window } of shown) {
      const { min, max } = summarize(window, edgeMs - rangeMs, unit);
      if (min !== null && min < low) low = min;
      if (max !== null && max > high) high = max;
    }
    // Where it becomes bad belongs on the scale.
    for (const { value, level } of thresholds) if (level !== "ok" && value > high) high = value;
    const picked = pickGaugeScale([low, high], unit, view!);
    return hold.settle({ ...picked, ticks: [] }, edgeMs);
  }
}

/** The columns and rows that make the largest dials; where even the smallest do not fit, fewer of them. */
function layDials(count: number, width: number, height: number): { columns: number; rows: number } {
  const mostColumns = Math.max(1, Math.floor(width / leastDial.width));
  const mostRows = Math.max(1, Math.floor(height / leastDial.height));
  let best = { columns: mostColumns, rows: mostRows, cell: 0 };
  for (let columns = 1; columns <= Math.min(count, mostColumns); columns++) {
    const rows = Math.ceil(count / columns);
    const cell = Math.min(width / columns, height / rows);
    if (rows <= mostRows && cell > best.cell) best = { columns, rows, cell };
  }
  return best;
}
