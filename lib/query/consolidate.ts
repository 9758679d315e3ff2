import type { Columns } from "@/lib/metric/columns";
import { cloneDistinct, mergeDistinct } from "@/lib/metric/distinct";
import { mergeSketchInto } from "@/lib/metric/sketch";

/**
 * Merges every step of `from` into the one step of `into`, which is changed, as the store's `read` would:
 * so parts must be merged in the order of time.
 */
export function mergeSteps(into: Columns, from: Columns): void {
  for (let i = 0; i < from.coverage.length; i++) {
    if (!from.coverage[i]) continue;
    into.coverage[0] = 1;
    mergeStep(into, from, i);
  }
}

function mergeStep(into: Columns, from: Columns, i: number): void {
  if (into.kind === "counters" && from.kind === "counters") addTo(into.sum, from.sum[i]!);
  else if (into.kind === "gauges" && from.kind === "gauges") {
    if (!Number.isNaN(from.last[i]!)) into.last[0] = from.last[i]!;
    lower(into.min, from.min[i]!);
    raise(into.max, from.max[i]!);
  } else if (into.kind === "sets" && from.kind === "sets") {
    const members = from.members[i];
    const before = into.members[0];
    if (members) into.members[0] = before ? mergeDistinct(before, members) : cloneDistinct(members);
  } else if (into.kind === "timers" && from.kind === "timers") {
    addTo(into.count, from.count[i]!);
    addTo(into.sum, from.sum[i]!);
    addTo(into.sumOfSquares, from.sumOfSquares[i]!);
    lower(into.min, from.min[i]!);
    raise(into.max, from.max[i]!);
    const sketch = from.sketches[i];
    if (sketch) mergeSketchInto((into.sketches[0] ??= new Map()), sketch);
  }
}

function addTo(into: Float64Array, value: number): void {
  if (!Number.isNaN(value)) into[0] = Number.isNaN(into[0]!) ? value : into[0]! + value;
}

function lower(into: Float64Array, value: number): void {
  if (!Number.isNaN(value) && !(into[0]! <= value)) into[0] = value;
}

function raise(into: Float64Array, value: number): void {
  if (!Number.isNaN(value) && !(into[0]! >= value)) into[0] = value;
}
