import { type Distinct, cloneDistinct, mergeDistinct } from "./distinct";
import { type Sketch, mergeSketchInto } from "./sketch";

/** What one writer knows of one series in one step. Plain data: it crosses threads by structured clone. */
export type Value = CounterValue | GaugeValue | TimerValue | SetValue;

export interface CounterValue {
  kind: "counters";
  sum: number;
}

export interface GaugeValue {
  kind: "gauges";
  /** The last absolute value set in the step; null when only deltas came. */
  set: { value: number; atMs: number } | null;
  /** The sum of the deltas after it, and when the first of them came. */
  delta: number;
  deltaAtMs: number | null;
  /** Only after a merge: the sums of several writers, of which `delta` is the total. */
  deltas?: readonly GaugeDelta[];
  /** What this writer held at the start of the step; null when it knew nothing. */
  carried: number | null;
  min: number;
  max: number;
}

/** One writer's deltas in one step. */
export interface GaugeDelta {
  sum: number;
  /** When the first of them came. */
  atMs: number;
}

export interface TimerValue {
  kind: "timers";
  /** Weighted by sample rate, as are sum, sumOfSquares and the sketch. */
  count: number;
  sum: number;
  sumOfSquares: number;
  min: number;
  max: number;
  sketch: Sketch;
}

export interface SetValue {
  kind: "sets";
  members: Distinct;
}

/**
 * Merges what several writers know of the same series and step, in any order and grouping, with the same
 * result. Never changes its arguments. Different kinds are a TypeError.
 */
export function mergeValues(a: Value, b: Value): Value {
  if (a.kind === "counters" && b.kind === "counters") return { kind: "counters", sum: a.sum + b.sum };
  if (a.kind === "timers" && b.kind === "timers") return mergeTimers(a, b);
  if (a.kind === "sets" && b.kind === "sets")
    return { kind: "sets", members: mergeDistinct(cloneDistinct(a.members), b.members) };
  if (a.kind === "gauges" && b.kind === "gauges") return mergeGauges(a, b);
  throw new TypeError(`cannot merge ${a.kind} with ${b.kind}`);
}

/** The gauge's value at the end of a step, `carried` being the value at its start (NaN: unknown). */
export function gaugeAtEnd(value: GaugeValue, carried: number): number {
  const base = value.set?.value ?? (Number.isNaN(carried) ? (value.carried ?? 0) : carried);
  return base + value.delta;
}

function mergeTimers(a: TimerValue, b: TimerValue): TimerValue {
  const sketch = new Map(a.sketch);
  mergeSketchInto(sketch, b.sketch);
  return {
    kind: "timers",
    count: a.count + b.count,
    sum: a.sum + b.sum,
    sumOfSquares: a.sumOfSquares + b.sumOfSquares,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sketch,
  };
}

/** The latest set wins; every writer's deltas count whose first one did not come before it. */
function mergeGauges(a: GaugeValue, b: GaugeValue): GaugeValue {
  const set = latestSet(a.set, b.set);
  const deltas = [...deltasOf(a), ...deltasOf(b)].filter((each) => set === null || each.atMs >= set.atMs);
  const merged: GaugeValue = {
    kind: "gauges",
    set,
    delta: deltas.reduce((sum, each) => sum + each.sum, 0),
    deltaAtMs: deltas.length === 0 ? null : Math.min(...deltas.map((each) => each.atMs)),
    carried:
      a.carried === null || b.carried === null ? (a.carried ?? b.carried) : Math.max(a.carried, b.carried),
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
  return deltas.length > 1 ? { ...merged, deltas } : merged;
}

function deltasOf(value: GaugeValue): readonly GaugeDelta[] {
  return value.deltas ?? (value.deltaAtMs === null ? [] : [{ sum: value.delta, atMs: value.deltaAtMs }]);
}

/** Of two in the same millisecond the greater, so that all readers agree. */
function latestSet(a: GaugeValue["set"], b: GaugeValue["set"]): GaugeValue["set"] {
  if (a === null || b === null) return a ?? b;
  if (a.atMs !== b.atMs) return a.atMs > b.atMs ? a : b;
  return a.value >= b.value ? a : b;
}
