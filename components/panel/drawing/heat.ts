import type { SeriesWindow } from "@/lib/live/window";
import type { Bin } from "./bins";

/** How many samples fell into each bin, in columns of several steps. */
export interface Heat {
  bins: readonly Bin[];
  /** A column's length. */
  columnMs: number;
  /** The first column's start: a multiple of its length. */
  firstMs: number;
  columns: number;
  /** Column by column, each from the lowest bin to the highest. */
  counts: Float64Array;
  /** How much of the last column has passed, above 0 to 1. */
  lastShare: number;
  /** The most in one bin of a column that is over; at least 1. */
  peak: number;
}

export interface HeatPlace {
  fromMs: number;
  /** Where the newest step ends. */
  endMs: number;
  widthPx: number;
}

const leastColumnPx = 4;
const levels = 11;
const niceCounts = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600, 86_400];

/** Adds up the steps of each column. `windows` are the bins' lines, lowest first, of one step. */
export function measureHeat(
  windows: readonly SeriesWindow[],
  bins: readonly Bin[],
  { fromMs, endMs, widthPx }: HeatPlace,
): Heat {
  const stepMs = windows[0]?.stepMs ?? 1_000;
  const columnMs = stepMs * stepsPerColumn((endMs - fromMs) / stepMs, widthPx);
  const firstMs = Math.floor(fromMs / columnMs) * columnMs;
  const columns = Math.max(1, Math.ceil((endMs - firstMs) / columnMs));
  const counts = new Float64Array(columns * bins.length);
  windows.forEach((window, bin) => {
    const column = window.column();
    const from = Math.max(0, Math.ceil((firstMs - window.firstMs) / stepMs));
    const until = Math.min(window.count, Math.ceil((endMs - window.firstMs) / stepMs));
    for (let i = from; i < until; i++) {
      const value = column[i]!;
      if (!(value > 0)) continue;
      counts[Math.floor((window.firstMs + i * stepMs - firstMs) / columnMs) * bins.length + bin]! += value;
    }
  });
  const lastShare = (endMs - firstMs) / columnMs - (columns - 1);
  return {
    bins,
    columnMs,
    firstMs,
    columns,
    counts,
    lastShare,
    peak: findPeak(counts, bins.length, lastShare),
  };
}

/** A column that is not over is compared by its pace, so that it does not look empty at first. */
export function heatLevel(
  { bins, counts, columns, lastShare, peak }: Heat,
  column: number,
  bin: number,
): number {
  const count = counts[column * bins.length + bin]!;
  if (count === 0) return 0;
  const pace = column === columns - 1 ? count / lastShare : count;
  return Math.max(1, Math.min(levels, Math.round(levels * Math.sqrt(pace / peak))));
}

/** The column that holds this moment; null outside. */
export function heatColumnAt({ firstMs, columnMs, columns }: Heat, ms: number): number | null {
  const column = Math.floor((ms - firstMs) / columnMs);
  return column >= 0 && column < columns ? column : null;
}

function stepsPerColumn(steps: number, widthPx: number): number {
  const least = (leastColumnPx * steps) / Math.max(1, widthPx);
  return niceCounts.find((count) => count >= least) ?? Math.ceil(least / 86_400) * 86_400;
}

function findPeak(counts: Float64Array, bins: number, lastShare: number): number {
  let peak = 0;
  const over = counts.length - bins;
  for (let i = 0; i < over; i++) if (counts[i]! > peak) peak = counts[i]!;
  if (peak === 0) for (let i = over; i < counts.length; i++) peak = Math.max(peak, counts[i]! / lastShare);
  return Math.max(1, peak);
}
