import type { CounterColumns, SetColumns, TimerColumns } from "./columns";
import { cloneDistinct, mergeDistinct } from "./distinct";
import { mergeSketchInto } from "./sketch";

// Steps that become one. NaN is nothing, and adds nothing.

type Mergeable = CounterColumns | TimerColumns | SetColumns;

/**
 * Merges step `i` of `from` into step `to` of `into`, which is of the same kind and is changed. Gauges are left
 * to those who know their order. Quantiles and counts of sets do not merge: they are left behind.
 */
export function mergeStep(into: Mergeable, to: number, from: Mergeable, i: number): void {
  if (into.kind === "counters" && from.kind === "counters") addTo(into.sum, to, from.sum[i]!);
  else if (into.kind === "sets" && from.kind === "sets") {
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
