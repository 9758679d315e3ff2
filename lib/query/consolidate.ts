import type { Columns, GaugeColumns } from "@/lib/metric/columns";
import { lower, mergeStep, raise } from "@/lib/metric/merge-columns";

/**
 * Merges every step of `from` into the one step of `into`, which is changed, as the store's `read` would:
 * so parts must be merged in the order of time.
 */
export function mergeSteps(into: Columns, from: Columns): void {
  for (let i = 0; i < from.coverage.length; i++) {
    if (!from.coverage[i]) continue;
    into.coverage[0] = 1;
    if (into.kind !== "gauges" && from.kind !== "gauges") mergeStep(into, 0, from, i);
    else if (into.kind === "gauges" && from.kind === "gauges") mergeGaugeStep(into, from, i);
  }
}

function mergeGaugeStep(into: GaugeColumns, from: GaugeColumns, i: number): void {
  if (!Number.isNaN(from.last[i]!)) into.last[0] = from.last[i]!;
  lower(into.min, 0, from.min[i]!);
  raise(into.max, 0, from.max[i]!);
}
