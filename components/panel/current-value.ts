import type { FeedSeries } from "@/lib/live/feeds";
import { judgeFreshness } from "@/lib/live/freshness";

/**
 * What a series says at the step that starts at `edgeMs`: that step's value, or the newest one before it for as
 * long as its own habit allows. Null when it is silent.
 */
export function currentValue(series: Pick<FeedSeries, "name" | "window">, edgeMs: number): number | null {
  const { window } = series;
  const place = Math.floor((edgeMs - window.firstMs) / window.stepMs);
  const newest = window.at(place);
  if (newest !== null) return newest;
  const { name } = judgeFreshness(series, edgeMs + window.stepMs);
  if (name === "silent" || name === "waiting") return null;
  for (let i = Math.min(place, window.count) - 1; i >= 0; i--) {
    const value = window.at(i);
    if (value !== null) return value;
  }
  return null;
}
