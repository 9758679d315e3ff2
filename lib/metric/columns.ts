import type { Distinct } from "./distinct";
import { kindOf, type SeriesName } from "./series";
import type { Sketch } from "./sketch";

/**
 * One series over consecutive steps, the first of which starts at `startMs`. All arrays are as long as
 * there are steps. NaN, null: nothing of this series in that step.
 */
export type Columns = {
  series: SeriesName;
  startMs: number;
  /** The step really used, which may be coarser than the one asked for. */
  stepMs: number;
  /** 1 where any writer delivered the step. 0 is a hole: nobody knows what happened. */
  coverage: Uint8Array;
} & (CounterColumns | GaugeColumns | TimerColumns | SetColumns);

export interface CounterColumns {
  kind: "counters";
  sum: Float64Array;
}

/** `last` is carried forward over steps in which the gauge was not set, for the gauge's time to live. */
export interface GaugeColumns {
  kind: "gauges";
  last: Float64Array;
  min: Float64Array;
  max: Float64Array;
}

export interface TimerColumns {
  kind: "timers";
  count: Float64Array;
  sum: Float64Array;
  sumOfSquares: Float64Array;
  min: Float64Array;
  max: Float64Array;
  sketches: (Sketch | null)[];
  /**
   * What remains of steps whose sketches are no longer kept, one value a step; null where no step is that
   * old. Percentiles do not merge: over a wider step there are none.
   */
  quantiles: Record<KeptQuantile, Float64Array> | null;
}

export const keptQuantiles = ["p50", "p90", "p95", "p99", "p99.9"] as const;

export type KeptQuantile = (typeof keptQuantiles)[number];

export interface SetColumns {
  kind: "sets";
  members: (Distinct | null)[];
  /**
   * What remains of steps whose members are no longer kept: how many there were; null where no step is that
   * old. Like quantiles, they do not merge: Infinity where a wider step's number cannot be known.
   */
  counts: Float64Array | null;
}

/** One step of several series: each column is one step long and starts at `startMs`. */
export interface Step {
  startMs: number;
  stepMs: number;
  columns: Columns[];
}

/** Columns in which nothing is covered. */
export function emptyColumns(series: SeriesName, startMs: number, stepMs: number, length: number): Columns {
  const nothing = () => new Float64Array(length).fill(Number.NaN);
  const none = () => Array.from({ length }, () => null);
  const head = { series, startMs, stepMs, coverage: new Uint8Array(length) };
  const kind = kindOf(series);
  if (kind === "counters") return { ...head, kind, sum: nothing() };
  if (kind === "gauges") return { ...head, kind, last: nothing(), min: nothing(), max: nothing() };
  if (kind === "sets") return { ...head, kind, members: none(), counts: null };
  const numbers = {
    count: nothing(),
    sum: nothing(),
    sumOfSquares: nothing(),
    min: nothing(),
    max: nothing(),
  };
  return { ...head, kind, ...numbers, sketches: none(), quantiles: null };
}

/** The steps [from, until) of columns, by index. Arrays are shared. */
export function sliceColumns(columns: Columns, from: number, until: number): Columns {
  const head = {
    startMs: columns.startMs + from * columns.stepMs,
    coverage: columns.coverage.subarray(from, until),
  };
  const some = (values: Float64Array) => values.subarray(from, until);
  if (columns.kind === "counters") return { ...columns, ...head, sum: some(columns.sum) };
  if (columns.kind === "sets")
    return {
      ...columns,
      ...head,
      members: columns.members.slice(from, until),
      counts: columns.counts && some(columns.counts),
    };
  const edges = { min: some(columns.min), max: some(columns.max) };
  if (columns.kind === "gauges") return { ...columns, ...head, ...edges, last: some(columns.last) };
  const { quantiles } = columns;
  return {
    ...columns,
    ...head,
    ...edges,
    count: some(columns.count),
    sum: some(columns.sum),
    sumOfSquares: some(columns.sumOfSquares),
    sketches: columns.sketches.slice(from, until),
    quantiles: quantiles && mapQuantiles((name) => some(quantiles[name])),
  };
}

/** A value for each kept quantile. */
export function mapQuantiles<T>(make: (name: KeptQuantile) => T): Record<KeptQuantile, T> {
  return Object.fromEntries(keptQuantiles.map((name) => [name, make(name)])) as Record<KeptQuantile, T>;
}
