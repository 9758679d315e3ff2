import type { NullMode } from "@/lib/dashboard/dashboard";
import type { SeriesWindow } from "@/lib/live/window";
import { extent, measureExtent } from "./bucket";

/** Consecutive steps in one state. `value` is that of the first of them; null: nothing came. */
export interface Span<State> {
  fromMs: number;
  untilMs: number;
  state: State | null;
  value: number | null;
}

export interface SpanPlace<State> {
  fromMs: number;
  /** Where the newest step ends. */
  endMs: number;
  /** So many steps are one; the highest of their values counts. */
  stepsPerBucket: number;
  nulls: NullMode;
  /** What a value means: neighbours of one state are one span. */
  stateOf(value: number): State;
}

/** The states of a series, from its first sample in the range on. */
export function findSpans<State>(window: SeriesWindow, place: SpanPlace<State>): Span<State>[] {
  const { fromMs, endMs, stepsPerBucket, nulls, stateOf } = place;
  const { stepMs, firstMs, count } = window;
  const bucketMs = stepMs * stepsPerBucket;
  const column = window.column();
  const spans: Span<State>[] = [];
  let before: number | null = null;
  for (let startMs = Math.floor(fromMs / bucketMs) * bucketMs; startMs < endMs; startMs += bucketMs) {
    const first = (startMs - firstMs) / stepMs;
    if (first >= count) break;
    if (first + stepsPerBucket <= 0) continue;
    measureExtent(column, Math.max(0, first), Math.min(count, first + stepsPerBucket), nulls === "zero");
    let value = Number.isNaN(extent.high) ? null : extent.high;
    if (value === null && nulls === "connect") value = before;
    before = value ?? before;
    const state = value === null ? null : stateOf(value);
    const last = spans[spans.length - 1];
    const untilMs = Math.min(startMs + bucketMs, endMs);
    if (last && last.state === state) last.untilMs = untilMs;
    else spans.push({ fromMs: Math.max(startMs, fromMs), untilMs, state, value });
  }
  return spans;
}
