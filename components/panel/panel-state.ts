import type { FeedSeries } from "@/lib/live/feeds";
import { lastSample, type SeriesWindow } from "@/lib/live/window";

export type PanelStateName = "loading" | "waiting" | "live" | "late" | "silent" | "offline" | "error";

/** A panel's state, and the sentence that says it; empty where the picture says enough. */
export interface PanelState {
  name: PanelStateName;
  sentence: string;
}

const samplesLookedAt = 60;
const lateFactor = 3;
const silentFactor = 10;

/** Judges what is drawn: `edgeMs` is the start of the newest step, `cutMs` where the link was cut, or null. */
export function judgePanel(
  series: readonly FeedSeries[],
  edgeMs: number,
  cutMs: number | null,
  nowMs: number,
): PanelState {
  if (cutMs !== null)
    return { name: "offline", sentence: `link cut ${printAge(nowMs - cutMs)} ago, data is safe` };
  let newest: { startMs: number; window: SeriesWindow } | null = null;
  for (const { window } of series) {
    const sample = lastSample(window);
    if (sample && (newest === null || sample.startMs > newest.startMs))
      newest = { startMs: sample.startMs, window };
  }
  if (newest === null) return { name: "waiting", sentence: "Subscribed, no sample yet" };
  const usualMs = usualIntervalMs(newest.window);
  const ageMs = edgeMs - newest.startMs;
  const detail = `${printAge(ageMs)}, usually every ${printAge(usualMs)}`;
  if (ageMs > Math.max(silentFactor * usualMs, 20_000))
    return { name: "silent", sentence: `silent ${detail}` };
  if (ageMs > Math.max(lateFactor * usualMs, 5_000)) return { name: "late", sentence: `late ${detail}` };
  return { name: "live", sentence: "" };
}

/** The median distance between the newest samples. */
export function usualIntervalMs(window: SeriesWindow): number {
  const distances: number[] = [];
  let later: number | null = null;
  for (let i = window.values.length - 1; i >= 0 && distances.length < samplesLookedAt; i--) {
    if (window.values[i] === null) continue;
    if (later !== null) distances.push(later - i);
    later = i;
  }
  distances.sort((a, b) => a - b);
  return (distances[distances.length >> 1] ?? 1) * window.stepMs;
}

/** `42 s`, `3 min 25 s`, `2 h 5 min`. */
export function printAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const both = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
  if (hours > 0) return both(hours, "h", minutes % 60, "min");
  return minutes > 0 ? both(minutes, "min", seconds % 60, "s") : `${seconds} s`;
}
