import type { AnnotationEvent } from "@/lib/live/frames";
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
  /** What it is compared with; null where it is not. */
  before: SeriesWindow | null;
  /** Of its own axis: all of a picture span the same time and place. */
  plot: Plot;
}

/**
 * What is painted: stacks hold the sums, for the kinds that are made of sums; the raster the rows, for those that
 * are made of rows.
 */
export interface Picture {
  lines: readonly Painted[];
  /** What the lines are compared with, under them. */
  shadows: readonly Painted[];
  view: ChartView;
  /** Of the axis at the left. */
  plot: Plot;
  stack: Stack | null;
  /** Marked within its time. */
  events: readonly AnnotationEvent[];
  /** Of the shadows. */
  shadowStack: Stack | null;
  raster: Raster | null;
}
