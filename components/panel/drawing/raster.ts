import type { ChartSeries, ChartView } from "../chart-view";
import { rowMargins } from "../chart-options";
import { type Formatted, formatValue, printFormatted } from "../format";
import { cutMiddle } from "../labels";
import { printAge } from "../panel-state";
import { createScaleHold } from "../scale-hold";
import type { ShownScale } from "../value-axis";
import { parseBin, scaleBins } from "./bins";
import { type Heat, measureHeat } from "./heat";
import { paintHeatmap } from "./heatmap";
import type { Plot } from "./plot";
import type { Surface } from "./surface";
import { measureTimeline, paintTimeline, type Timeline } from "./timeline";

/** A picture that is made of rows of cells. */
export type Raster = { kind: "heatmap"; heat: Heat } | { kind: "timeline"; timeline: Timeline };

/** The rows of a picture, before it is known where its plot lies. */
export interface Rows {
  /** The y axis, for a plot of this height. */
  scale(heightPx: number): ShownScale;
  marginRight: number;
  measure(plot: Plot): Raster;
}

const color = "var(--text-3)";
const leastRowPx = 14;
const longestName = 11;
const maxRows = 40;

/** Null for curves. */
export function layRows(series: readonly ChartSeries[], view: ChartView): Rows | null {
  if (view.kind === "heatmap") return layBins(series, view);
  return view.kind === "timeline" ? layStates(series, view) : null;
}

export function paintRaster(surface: Surface, raster: Raster, plot: Plot): void {
  if (raster.kind === "heatmap") paintHeatmap(surface, raster.heat, plot);
  else paintTimeline(surface, raster.timeline, plot);
}

/** What the head says of a picture, and what a screen reader does. */
export function describeRaster(raster: Raster): { head: Formatted | null; text: string } {
  return raster.kind === "heatmap" ? describeHeat(raster.heat) : describeStates(raster.timeline);
}

/** The bins of the first target: those of another would lie across them. */
function layBins(series: readonly ChartSeries[], { unit, rangeMs }: ChartView): Rows {
  const found = series
    .filter(({ target }) => target === series[0]?.target)
    .flatMap(({ name, window }) => {
      const bin = parseBin(name);
      return bin ? [{ bin, window }] : [];
    })
    .sort((a, b) => a.bin.low - b.bin.low || a.bin.high - b.bin.high);
  const bins = found.map(({ bin }) => bin);
  const windows = found.map(({ window }) => window);
  const scale = scaleBins(bins, unit);
  // What the brightest cell stands for does not change at every step.
  const hold = createScaleHold(rangeMs / 20);
  return {
    scale: () => ({ scale, unit, isKnown: true, color }),
    marginRight: rowMargins.heatmap.right,
    measure(plot) {
      const place = { fromMs: plot.minMs, endMs: plot.maxMs, widthPx: plot.width };
      const heat = measureHeat(windows, bins, place);
      const { max } = hold.settle({ min: 0, max: heat.peak, ticks: [] }, plot.maxMs);
      return { kind: "heatmap", heat: { ...heat, peak: max } };
    },
  };
}

/** As many series as there is room for, in their own order. */
function layStates(series: readonly ChartSeries[], view: ChartView): Rows {
  const windows = series.map(({ window }) => window);
  const fit = (heightPx: number) =>
    Math.max(1, Math.min(series.length, maxRows, Math.floor(heightPx / leastRowPx)));
  return {
    scale(heightPx) {
      const rows = fit(heightPx);
      const shown = series.slice(0, rows);
      const scale = {
        min: 0,
        max: rows,
        ticks: shown.map((_, i) => rows - i - 0.5),
        labels: shown.map(({ label }) => cutMiddle(label, longestName)),
      };
      return { scale, unit: view.unit, isKnown: true, color };
    },
    marginRight: rowMargins.timeline.right,
    measure: (plot) => ({
      kind: "timeline",
      timeline: measureTimeline(windows, fit(plot.height), view, plot),
    }),
  };
}

function describeHeat({ bins, peak, columnMs }: Heat) {
  if (bins.length === 0) return { head: null, text: "no samples" };
  const most = printFormatted(formatValue(peak, "none"));
  const column = printAge(columnMs);
  return {
    head: { number: `0–${most}`, unit: `/ ${column}` },
    text: `up to ${most} samples in ${column}`,
  };
}

function describeStates({ rows, more, view }: Timeline) {
  const states = rows.map((spans) => spans[spans.length - 1]?.state ?? null);
  const total = rows.length + more;
  if (more > 0) return { head: { number: String(rows.length), unit: `of ${total}` }, text: `${total} rows` };
  if (view.thresholds.length === 0) return { head: null, text: total === 1 ? "1 row" : `${total} rows` };
  const well = states.filter((state) => state === "ok").length;
  return { head: { number: `${well} ok`, unit: `of ${total}` }, text: `${well} of ${total} ok` };
}
