import type { SeriesWindow } from "@/lib/live/window";
import type { ChartView } from "../chart-view";
import type { Look } from "../colors";
import type { Curve } from "./curve";
import type { Plot } from "./plot";
import type { Raster } from "./raster";
import type { Stack } from "./stack";

/** One line, as it is painted. */
export interface Painted {
  name: string;
  look: Look;
  window: SeriesWindow;
  curve: Curve;
  /** The newest sample; null when there is none. */
  last: { startMs: number; value: number } | null;
}

/**
 * What is painted: `stack` holds the sums, for the kinds that are made of sums; `raster` the rows, for those that
 * are made of rows.
 */
export interface Picture {
  lines: readonly Painted[];
  view: ChartView;
  plot: Plot;
  stack: Stack | null;
  raster: Raster | null;
}
