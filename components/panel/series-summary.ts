import type { SeriesWindow } from "@/lib/live/window";
import type { KnownUnit } from "./format";

/** What the steps of a window say in one number each; null where there is no value. */
export interface SeriesSummary {
  last: number | null;
  min: number | null;
  max: number | null;
  avg: number | null;
  /** Of rates: how much in all, which is each step's value by its length. */
  sum: number | null;
}

const nothing: SeriesSummary = { last: null, min: null, max: null, avg: null, sum: null };
const totalUnits: Partial<Record<KnownUnit, KnownUnit>> = { perSecond: "none", bytesPerSecond: "bytes" };

/** Over the closed steps since `fromMs`. */
export function summarize(window: SeriesWindow, fromMs: number, unit: KnownUnit): SeriesSummary {
  const column = window.column();
  const first = Math.max(0, Math.ceil((fromMs - window.firstMs) / window.stepMs));
  let [count, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let last: number | null = null;
  for (let i = first; i < window.count; i++) {
    const value = column[i]!;
    if (value !== value) continue;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
    last = value;
  }
  if (count === 0) return nothing;
  const perStep = totalUnits[unit] === undefined ? 1 : window.stepMs / 1_000;
  return { last, min, max, avg: sum / count, sum: sum * perStep };
}

/** The unit of a sum: of so many a second it is a number. */
export function unitOfSum(unit: KnownUnit): KnownUnit {
  return totalUnits[unit] ?? unit;
}
