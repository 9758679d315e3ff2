import { packValues } from "@/lib/metric/packed-values";
import type { Columns, Step } from "@/lib/metric/columns";
import type { Flush } from "@/lib/metric/flush";
import { parseRetention } from "@/lib/metric/retention";
import type { SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import type { Listener, Span, StoreHealth } from "./port";

export const stepMs = 1_000;

/** Archives whose blocks are 5 minutes, 1 hour and 6 hours long. */
export const contractRetention = parseRetention("1s:30m,10s:6h,1m:7d");
export const contractSketchRetention = parseRetention("1s:30m,10s:6h,1m:1d");

/** A step's start some seconds ago, so that frames and the stores' clocks agree. */
export function recentStart(secondsAgo = 30): number {
  return Math.floor(Date.now() / stepMs) * stepMs - secondsAgo * stepMs;
}

export function flushOf(writer: string, sequence: number, startMs: number, values: [string, Value][]): Flush {
  return { writer, sequence, startMs, stepMs, values: packValues(values as [SeriesName, Value][]) };
}

export function counter(sum: number): Value {
  return { kind: "counters", sum };
}

export function gauge(value: number, atMs = 0): Value {
  const set = { value, atMs };
  return { kind: "gauges", set, delta: 0, deltaAtMs: null, carried: null, min: value, max: value };
}

/** A listener that remembers, and holds what a page would: the last value heard of each series and step. */
export function createEar() {
  const flushed: number[] = [];
  const corrected: number[] = [];
  const gaps: Span[] = [];
  const names: SeriesInfo[] = [];
  const health: StoreHealth[] = [];
  const values = new Map<string, number>();
  let lost = 0;
  let seen = 0;
  const take = (step: Step) => {
    for (const columns of step.columns) values.set(`${columns.series} ${step.startMs}`, numberIn(columns, 0));
  };
  const on: Listener = {
    flush(step, now) {
      flushed.push(step.startMs);
      seen = now;
      take(step);
    },
    correct(steps, now) {
      seen = now;
      for (const step of steps) {
        corrected.push(step.startMs);
        take(step);
      }
    },
    gap: (span) => void gaps.push(span),
    names: (infos) => void names.push(...infos),
    lost: () => void lost++,
    health: (each) => void health.push(each),
  };
  return { on, flushed, corrected, gaps, names, health, values, lost: () => lost, seen: () => seen };
}

/** The number a panel would draw first of these columns. */
export function numberIn(columns: Columns, i: number): number {
  if (columns.kind === "counters") return columns.sum[i]!;
  if (columns.kind === "gauges") return columns.last[i]!;
  if (columns.kind === "timers") return columns.count[i]!;
  const members = columns.members[i];
  return members ? ("hashes" in members ? members.hashes.size : members.registers.length) : Number.NaN;
}

export function numbersOf(columns: Columns): number[] {
  return Array.from(columns.coverage, (_, i) => numberIn(columns, i));
}
