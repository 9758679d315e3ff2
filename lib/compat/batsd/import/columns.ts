import { type Columns, emptyColumns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import type { Bins } from "./bins";
import type { TimerStep } from "./timers";

export interface GaugeStep {
  last: number;
  min: number;
  max: number;
}

export type AnyBins =
  | { kind: "counters"; bins: Bins<number> }
  | { kind: "gauges"; bins: Bins<GaugeStep> }
  | { kind: "timers"; bins: Bins<TimerStep> };

const maxSteps = 4_096;

/**
 * A series' steps as columns, from its first point to its last, so many steps each. Between points a step
 * is idle where `isCovered` says that batsd ran then, else a hole.
 */
export function* toColumns(
  series: SeriesName,
  { kind, bins }: AnyBins,
  isCovered: (startMs: number) => boolean,
): Generator<Columns> {
  const { stepMs } = bins.archive;
  const starts = [...bins.steps.keys()].sort((a, b) => a - b);
  for (let next = 0; next < starts.length;) {
    const startMs = starts[next]!;
    const endMs = Math.min(startMs + maxSteps * stepMs, starts[starts.length - 1]! + stepMs);
    const columns = emptyColumns(series, startMs, stepMs, (endMs - startMs) / stepMs);
    for (let i = 0; i < columns.coverage.length; i++)
      columns.coverage[i] = isCovered(startMs + i * stepMs) ? 1 : 0;
    for (; next < starts.length && starts[next]! < endMs; next++) {
      const i = (starts[next]! - startMs) / stepMs;
      columns.coverage[i] = 1;
      if (kind === "counters") setCounter(columns, i, bins.steps.get(starts[next]!)!);
      else if (kind === "gauges") setGauge(columns, i, bins.steps.get(starts[next]!)!);
      else setTimer(columns, i, bins.steps.get(starts[next]!)!);
    }
    yield columns;
  }
}

function setCounter(columns: Columns, i: number, sum: number): void {
  if (columns.kind === "counters") columns.sum[i] = sum;
}

function setGauge(columns: Columns, i: number, step: GaugeStep): void {
  if (columns.kind !== "gauges") return;
  columns.last[i] = step.last;
  columns.min[i] = step.min;
  columns.max[i] = step.max;
}

function setTimer(columns: Columns, i: number, step: TimerStep): void {
  if (columns.kind !== "timers") return;
  columns.count[i] = step.count;
  columns.sum[i] = step.sum;
  columns.sumOfSquares[i] = step.sumOfSquares;
  columns.min[i] = step.min;
  columns.max[i] = step.max;
}
