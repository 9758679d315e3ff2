import type { ChartSeries, ChartView } from "../chart-view";
import { rowMargins } from "../chart-options";
import { type Formatted, formatValue, printFormatted } from "../format";
import { printAge } from "../panel-state";
import { createScaleHold } from "../scale-hold";
import type { ShownScale } from "../value-axis";
import { parseBin, scaleBins } from "./bins";
import { type Heat, measureHeat } from "./heat";
import { paintHeatmap } from "./heatmap";
import type { Plot } from "./plot";
import type { Surface } from "./surface";

/** A picture that is made of rows of cells. */
export type Raster = { kind: "heatmap"; heat: Heat };

/** The rows of a picture, before it is known where its plot lies. */
export interface Rows {
  shown: ShownScale;
  marginRight: number;
  measure(plot: Plot): Raster;
}

/** Null for curves. */
export function layRows(series: readonly ChartSeries[], view: ChartView): Rows | null {
  return view.kind === "heatmap" ? layBins(series, view) : null;
}

export function paintRaster(surface: Surface, raster: Raster, plot: Plot): void {
  paintHeatmap(surface, raster.heat, plot);
}

/** What the head says of a picture, and what a screen reader does. */
export function describeRaster({ heat }: Raster): { head: Formatted | null; text: string } {
  if (heat.bins.length === 0) return { head: null, text: "no samples" };
  const peak = printFormatted(formatValue(heat.peak, "none"));
  const column = printAge(heat.columnMs);
  return {
    head: { number: `0–${peak}`, unit: `/ ${column}` },
    text: `up to ${peak} samples in ${column}`,
  };
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
  // What the brightest cell stands for does not change at every step.
  const hold = createScaleHold(rangeMs / 20);
  return {
    shown: { scale: scaleBins(bins, unit), unit, isKnown: true, color: "var(--text-3)" },
    marginRight: rowMargins.heatmap.right,
    measure(plot) {
      const heat = measureHeat(windows, bins, {
        fromMs: plot.minMs,
        endMs: plot.maxMs,
        widthPx: plot.width,
      });
      const { max } = hold.settle({ min: 0, max: heat.peak, ticks: [] }, plot.maxMs);
      return { kind: "heatmap", heat: { ...heat, peak: max } };
    },
  };
}
