import type { CounterColumns, GaugeColumns, SetColumns, TimerColumns } from "@/lib/metric/columns";
import { lower, mergeStep, raise } from "@/lib/metric/merge-columns";
import type { Kind } from "@/lib/metric/series";

/**
 * Columns as they are stored: a gauge has a value only in steps that touched it, and says when. Otherwise
 * as `Columns`, without the name.
 */
export type StoredColumns = { startMs: number; stepMs: number; coverage: Uint8Array } & (
  | CounterColumns
  | StoredGauge
  | TimerColumns
  | SetColumns
);

export interface StoredGauge extends GaugeColumns {
  /** The start of the flush step in which `last` was touched, epoch milliseconds; NaN where it was not. */
  touchedMs: Float64Array;
}

export interface Steps {
  startMs: number;
  stepMs: number;
  length: number;
}

/** Nothing of a series. `coverage` may be shared by the series of a shard. */
export function emptyStored(
  kind: Kind,
  { startMs, stepMs, length }: Steps,
  coverage: Uint8Array = new Uint8Array(length),
): StoredColumns {
  const nothing = () => new Float64Array(length).fill(Number.NaN);
  const none = () => Array.from({ length }, () => null);
  const head = { startMs, stepMs, coverage };
  if (kind === "counters") return { ...head, kind, sum: nothing() };
  if (kind === "gauges")
    return { ...head, kind, last: nothing(), min: nothing(), max: nothing(), touchedMs: nothing() };
  if (kind === "sets") return { ...head, kind, members: none(), counts: null };
  return {
    ...head,
    kind,
    count: nothing(),
    sum: nothing(),
    sumOfSquares: nothing(),
    min: nothing(),
    max: nothing(),
    sketches: none(),
    quantiles: null,
  };
}

/**
 * Merges every step of `from` into the step of `into` in which it lies. Quantiles and counts of sets do not
 * merge: they are left behind.
 */
export function mergeStored(into: StoredColumns, from: StoredColumns): void {
  for (let i = 0; i < from.coverage.length; i++) {
    const to = Math.floor((from.startMs + i * from.stepMs - into.startMs) / into.stepMs);
    if (to < 0 || to >= into.coverage.length) continue;
    if (into.kind !== "gauges" && from.kind !== "gauges") mergeStep(into, to, from, i);
    else if (into.kind === "gauges" && from.kind === "gauges") mergeGaugeStep(into, to, from, i);
  }
}

function mergeGaugeStep(into: StoredGauge, to: number, from: StoredGauge, i: number): void {
  lower(into.min, to, from.min[i]!);
  raise(into.max, to, from.max[i]!);
  if (Number.isNaN(from.touchedMs[i]!) || from.touchedMs[i]! < into.touchedMs[to]!) return;
  into.last[to] = from.last[i]!;
  into.touchedMs[to] = from.touchedMs[i]!;
}
