import type { SeriesWindow } from "@/lib/live/window";
import type { KnownUnit } from "../format";

/** What all samples of a series in a range come to; null where there are none. */
export interface Summary {
  min: number | null;
  max: number | null;
  avg: number | null;
  sum: number | null;
}

const nothing: Summary = { min: null, max: null, avg: null, sum: null };

/** Of the steps that start in [fromMs, untilMs]. */
export function summarizeWindow(window: SeriesWindow, fromMs: number, untilMs: number): Summary {
  const { firstMs, stepMs, count } = window;
  const column = window.column();
  const from = Math.max(0, Math.ceil((fromMs - firstMs) / stepMs));
  const until = Math.min(count, Math.floor((untilMs - firstMs) / stepMs) + 1);
  let [min, max, sum, samples] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = from; i < until; i++) {
    const value = column[i]!;
    if (value !== value) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    samples++;
  }
  return samples === 0 ? nothing : { min, max, avg: sum / samples, sum };
}

/** Rates add up to what was counted: a sum of them is taken over the seconds of each step. */
export function totalOf(sum: number, unit: KnownUnit, stepMs: number): { value: number; unit: KnownUnit } {
  if (unit === "perSecond") return { value: (sum * stepMs) / 1_000, unit: "none" };
  if (unit === "bytesPerSecond") return { value: (sum * stepMs) / 1_000, unit: "bytes" };
  return { value: sum, unit };
}
