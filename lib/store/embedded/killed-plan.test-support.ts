import { createRandom } from "@/lib/random.test-support";
import type { Flush } from "@/lib/metric/flush";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import {
  contractRetention,
  contractSketchRetention,
  counter,
  flushOf,
  gauge,
  stepMs,
} from "../contract.test-support";
import type { OpenOptions } from "../open-options";

/** What a child that is going to be killed stores, known to its parent from the seed alone. */
export interface Plan {
  /** The n-th flush, from 0. Every seventh is a second writer's, for a step that may be sealed. */
  flush(n: number): Flush;
  /** The step it is for. */
  startOf(n: number): number;
  /** The store's clock when it is appended. */
  nowMs(n: number): number;
}

/** The first six only on time; what comes late can be read once it is sealed. */
export const hits = Array.from({ length: 12 }, (_, i): SeriesName => `counters:hits.${i}`);
export const free: SeriesName = "gauges:free";
export const onTime = hits.slice(0, 6);
export const isLate = (n: number) => n % 7 === 6;
/** Of these flushes the counter `moving.<n>` is renamed to `moved.<n>` once they are stored. */
export const isMoved = (n: number) => n % 50 === 20;
export const isLinked = (n: number) => n % 50 === 10;
export const hitsOf = (n: number, name: SeriesName) => n * hits.length + hits.indexOf(name) + 1;

const meanGapSteps = 40;
const lateByFlushes = 50;

export function planFlushes(seed: number, startMs: number): Plan {
  const random = createRandom(seed);
  const starts: number[] = [];
  function dueOf(n: number): number {
    while (starts.length <= n) {
      const gap = 1 + Math.floor(random() * 2 * meanGapSteps);
      starts.push((starts.at(-1) ?? startMs) + gap * stepMs);
    }
    return starts[n]!;
  }
  const startOf = (n: number) => dueOf(isLate(n) ? Math.max(0, n - lateByFlushes) : n);
  return {
    nowMs: (n) => dueOf(n) + stepMs,
    startOf,
    flush(n) {
      const late = isLate(n);
      const at = startOf(n);
      const counters = (late ? hits.slice(onTime.length) : hits).map((name): [string, Value] => [
        name,
        counter(hitsOf(n, name)),
      ]);
      if (isMoved(n)) counters.push([`counters:moving.${n}`, counter(n)]);
      const own: [string, Value][] = late ? [] : [[free, gauge(n, at)]];
      const sequence = Math.floor(n / 7) + 1;
      return late
        ? flushOf("late", sequence, at, counters)
        : flushOf("a", n - Math.floor(n / 7) + 1, at, [...counters, ...own]);
    },
  };
}

export function killedOptions(dataDir: string, workerUrl: URL, nowMs: () => number): OpenOptions {
  return {
    redisUrl: null,
    dataDir,
    workerUrl,
    flushMs: stepMs,
    retention: contractRetention,
    sketchRetention: contractSketchRetention,
    gaugeTtlMs: 60_000,
    maxSeries: 10_000,
    clock: { now: nowMs, monotonic: () => performance.now() },
  };
}
