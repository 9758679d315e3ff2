import type { AnnotationEvent } from "@/lib/live/frames";
import type { SeriesWindow } from "@/lib/live/window";
import { stackedAt } from "./drawing/paint";
import type { Picture } from "./drawing/picture";
import { xOf, yOf } from "./drawing/plot";

/** What the lines of a chart say at one step. */
export interface Reading {
  /** The step's start. */
  ms: number;
  /** Px in the chart. */
  x: number;
  /**
   * One for each line; `y` is where it stands, above those below it in a stack, `earlier` what it is compared
   * with.
   */
  values: { value: number | null; y: number | null; earlier: number | null }[];
  /** Marked here, or a few px beside it. */
  events: readonly AnnotationEvent[];
}

/** Keyboards and screen readers go over a chart in this many points at most. */
const maxStops = 200;
const eventReachPx = 6;

/** Reads a picture at the step nearest to `ms`; null when it has no steps there. */
export function readPicture({ lines, plot, stack, events }: Picture, ms: number): Reading | null {
  const finest = finestWindow(lines.map(({ window }) => window));
  if (!finest) return null;
  const { stepMs } = finest;
  const nearest = Math.round(ms / stepMs) * stepMs;
  const first = Math.ceil(plot.minMs / stepMs) * stepMs;
  const last = Math.floor(plot.maxMs / stepMs) * stepMs;
  const atMs = Math.min(last, Math.max(first, nearest));
  const values = lines.map(({ window, plot: own, before }, i) => {
    const value = valueIn(window, atMs);
    const level = value !== null && stack ? stackedAt(stack, i, atMs) : value;
    const earlier = before ? valueIn(before, atMs) : null;
    return { value, earlier, y: level === null || (own.isLog && level <= 0) ? null : yOf(own, level) };
  });
  const reachMs = Math.max(stepMs / 2, (eventReachPx * (plot.maxMs - plot.minMs)) / plot.width);
  const near = events.filter((event) => Math.abs(event.atMs - ms) <= reachMs);
  return { ms: atMs, x: xOf(plot, atMs), values, events: near };
}

function valueIn(window: SeriesWindow, atMs: number): number | null {
  return window.at(Math.floor((atMs - window.firstMs) / window.stepMs));
}

/** How far one press of a key goes, in ms: whole steps, so that the range takes `maxStops` presses at most. */
export function stopLengthMs({ lines, plot, raster }: Picture): number {
  if (raster?.kind === "heatmap") return raster.heat.columnMs;
  const stepMs = finestWindow(lines.map(({ window }) => window))?.stepMs ?? 1_000;
  return stepMs * Math.max(1, Math.ceil((plot.maxMs - plot.minMs) / stepMs / maxStops));
}

function finestWindow(windows: readonly SeriesWindow[]): SeriesWindow | undefined {
  return windows.reduce<SeriesWindow | undefined>(
    (finest, window) => (finest && finest.stepMs <= window.stepMs ? finest : window),
    undefined,
  );
}
