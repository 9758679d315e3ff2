import type { CounterColumns, GaugeColumns, SetColumns, TimerColumns } from "@/lib/metric/columns";
import { cloneDistinct, mergeDistinct } from "@/lib/metric/distinct";
import type { Kind } from "@/lib/metric/series";
import { mergeSketchInto } from "@/lib/metric/sketch";

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
    if (to >= 0 && to < into.coverage.length) mergeStep(into, to, from, i);
  }
}

function mergeStep(into: StoredColumns, to: number, from: StoredColumns, i: number): void {
  if (into.kind === "counters" && from.kind === "counters") addTo(into.sum, to, from.sum[i]!);
  else if (into.kind === "gauges" && from.kind === "gauges") {
    lower(into.min, to, from.min[i]!);
    raise(into.max, to, from.max[i]!);
    if (Number.isNaN(from.touchedMs[i]!) || from.touchedMs[i]! < into.touchedMs[to]!) return;
    into.last[to] = from.last[i]!;
    into.touchedMs[to] = from.touchedMs[i]!;
  } else if (into.kind === "sets" && from.kind === "sets") {
    const before = into.members[to];
    const members = from.members[i];
    if (members) into.members[to] = before ? mergeDistinct(before, members) : cloneDistinct(members);
  } else if (into.kind === "timers" && from.kind === "timers") {
    addTo(into.count, to, from.count[i]!);
    addTo(into.sum, to, from.sum[i]!);
    addTo(into.sumOfSquares, to, from.sumOfSquares[i]!);
    lower(into.min, to, from.min[i]!);
    raise(into.max, to, from.max[i]!);
    const sketch = from.sketches[i];
    if (sketch) mergeSketchInto((into.sketches[to] ??= new Map()), sketch);
  }
}

export function addTo(into: Float64Array, i: number, value: number): void {
  if (!Number.isNaN(value)) into[i] = Number.isNaN(into[i]!) ? value : into[i]! + value;
}

export function lower(into: Float64Array, i: number, value: number): void {
  if (!Number.isNaN(value) && !(into[i]! <= value)) into[i] = value;
}

export function raise(into: Float64Array, i: number, value: number): void {
  if (!Number.isNaN(value) && !(into[i]! >= value)) into[i] = value;
}
