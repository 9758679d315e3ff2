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
  /** What this writer held at the start of the step; null when it knew nothing. */
  carried: number | null;
  min: number;
  max: number;
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
 * Merges what several writers know of the same series and step. The order of the arguments does not
 * matter but for gauges set in the same millisecond. Never changes its arguments.
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

/** The latest set wins; only deltas that began after it still count. */
function mergeGauges(a: GaugeValue, b: GaugeValue): GaugeValue {
  const [latest, other] = (a.set?.atMs ?? -1) >= (b.set?.atMs ?? -1) ? [a, b] : [b, a];
  const otherCounts =
    other.deltaAtMs !== null && (latest.set === null || other.deltaAtMs > latest.set.atMs);
  const deltaTimes = [latest.deltaAtMs, otherCounts ? other.deltaAtMs : null].filter((at) => at !== null);
  return {
    kind: "gauges",
    set: latest.set,
    delta: latest.delta + (otherCounts ? other.delta : 0),
    deltaAtMs: deltaTimes.length === 0 ? null : Math.min(...deltaTimes),
    carried: latest.carried ?? other.carried,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}
