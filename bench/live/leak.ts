import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Every } from "@/lib/live/event-stream";
import { packValues } from "@/lib/metric/packed-values";
import { parseRetention } from "@/lib/metric/retention";
import type { SeriesName } from "@/lib/metric/series";
import { addToSketch } from "@/lib/metric/sketch";
import type { Value } from "@/lib/metric/value";
import { createEvaluator } from "@/lib/query/evaluator";
import { versionOf } from "@/lib/query/followed";
import { createStreamHub, type OpenedStream, type StreamHub, type Versioned } from "@/lib/query/stream-hub";
import { bounded, type Part, told } from "../report";
import { createSteppedClock, withEmbedded } from "../store/rig";

const retention = parseRetention("1s:30m,10s:6h,1m:7d,10m:60d");
const startMs = Date.UTC(2033, 5, 1);
const hourMs = 3_600_000;
const sealEveryMs = 60_000;
/** Each minute the oldest viewer leaves and another comes. */
const viewers = 12;
const [counters, gauges, timers] = [40, 20, 6];
const targets = [
  "counters:shop.*",
  "sumSeries(counters:shop.*)",
  "gauges:host.*",
  "timers:api.*:p95",
  "movingAverage(counters:shop.c1, 30)",
  "derivative(gauges:host.g1)",
];

/** A day of flushes, as fast as they go, under viewers who come and leave: what stays behind of it. */
export const measureLeak: Part = async ({ isQuick }) => {
  const hours = isQuick ? 2 : 24;
  const clock = createSteppedClock(startMs);
  const collect = exposeCollector();
  return withEmbedded({ retention, sketchRetention: retention, flushMs: 1_000, clock }, async (stores) => {
    const { every, run, count } = createTicks(clock.now);
    const { metrics: store, boards } = stores;
    const evaluator = createEvaluator({ store, retention, clock, every });
    const hub = createStreamHub({ store, boards, evaluator, retention, clock, every });
    const crowd: OpenedStream[] = [];
    const rows: { rss: number; heap: number; resources: number }[] = [];
    let sentBytes = 0;
    const resourcesAtStart = process.getActiveResourcesInfo().length;
    for (let nowMs = startMs; nowMs < startMs + hours * hourMs; nowMs += 1_000) {
      const second = (nowMs - startMs) / 1_000;
      const flush = { writer: "bench", sequence: second + 1, startMs: nowMs, stepMs: 1_000 };
      clock.set(nowMs + 1_000);
      await store.append({ ...flush, values: packValues(makeValues(second)) });
      run();
      if (second % 60 === 0) {
        if (crowd.length === viewers) crowd.shift()!.close();
        crowd.push(openViewer(hub, second / 60, (bytes) => (sentBytes += bytes.length)));
      }
      await turn();
      if ((second * 1_000) % sealEveryMs === 0) await stores.seal(clock.now());
      if ((second + 1) % 3_600 > 0) continue;
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      rows.push({ rss, heap: heapUsed, resources: process.getActiveResourcesInfo().length });
    }
    for (const each of crowd) each.close();
    const left = { groups: hub.groups(), ticks: count() };
    const inMegabytes = (of: "rss" | "heap") => rows.map((row) => Math.round(row[of] / 2 ** 20));
    // The first hours fill what is kept: frames of half an hour, caches, and the collector's own room.
    const settled = rows.slice(isQuick ? 0 : 4);
    return {
      title: `${hours} hours of flushes of ${counters + gauges + timers} series, ${viewers} viewers who come and leave`,
      rows: [
        bounded("RSS grows an hour", slopeOf(settled.map(({ rss }) => rss / 2 ** 20)), 1, "MB"),
        bounded("heap in use grows an hour", slopeOf(settled.map(({ heap }) => heap / 2 ** 20)), 1, "MB"),
        bounded("streams' groups left after all have gone", left.groups, 0, ""),
        bounded("timers of streams left after all have gone", left.ticks, 0, ""),
        bounded(
          "handles of the process more than at the start",
          rows.at(-1)!.resources - resourcesAtStart,
          0,
          "",
        ),
        told("RSS at the end of each hour, MB", inMegabytes("rss").join(" ")),
        told("heap in use at the end of each hour, MB", inMegabytes("heap").join(" ")),
        told("sent to viewers", sentBytes / 2 ** 20, "MB"),
      ],
      notes: [
        "One process with a stepped clock: the embedded store with its disk and its sealing, the evaluator, the streams' hub; viewers are where their bytes would go out. 1s:30m,10s:6h,1m:7d,10m:60d.",
        "The slope is that of a straight line through the hours from the fifth on; the heap is collected before each.",
      ],
    };
  });
};

/** Timers that stand still until they are run. */
function createTicks(now: () => number) {
  const ticks = new Set<{ atMs: number; everyMs: number; run: () => void }>();
  const every: Every = (everyMs, run) => {
    const tick = { atMs: now() + everyMs, everyMs, run };
    ticks.add(tick);
    return () => void ticks.delete(tick);
  };
  return {
    every,
    run() {
      for (const tick of ticks)
        while (ticks.has(tick) && tick.atMs <= now()) {
          tick.atMs += tick.everyMs;
          tick.run();
        }
    },
    count: () => ticks.size,
  };
}

/** Boards differ by their range, so that some viewers share a group and others do not. */
function openViewer(hub: StreamHub, minute: number, send: (bytes: Uint8Array) => void): OpenedStream {
  const rangeMs = 60_000 * [1, 2, 5, 15][minute % 4]!;
  const subscriptions = targets.map((target, i) => ({
    key: `${i} ${rangeMs}`,
    target,
    rangeMs,
    stepMs: null,
  }));
  const description = { subscriptions, names: true };
  const versioned: Versioned = { ...description, version: versionOf(description) };
  return hub.open(versioned, null, send);
}

function makeValues(second: number): [SeriesName, Value][] {
  const values: [SeriesName, Value][] = [];
  for (let i = 0; i < counters; i++)
    values.push([`counters:shop.c${i}`, { kind: "counters", sum: (second * (i + 3)) % 97 }]);
  for (let i = 0; i < gauges; i++) {
    const value = (second * (i + 7)) % 1_013;
    const set = { value, atMs: startMs + second * 1_000 };
    values.push([
      `gauges:host.g${i}`,
      { kind: "gauges", set, delta: 0, deltaAtMs: null, carried: null, min: value, max: value },
    ]);
  }
  for (let i = 0; i < timers; i++) {
    const sample = 1 + ((second * (i + 11)) % 499);
    const sketch = new Map<number, number>();
    addToSketch(sketch, sample);
    const sums = { count: 1, sum: sample, sumOfSquares: sample * sample, min: sample, max: sample };
    values.push([`timers:api.t${i}`, { kind: "timers", ...sums, sketch }]);
  }
  return values;
}

/** Of the straight line closest to values one hour apart. */
function slopeOf(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, each) => sum + each, 0) / values.length;
  const covariance = values.reduce((sum, each, x) => sum + (x - meanX) * (each - meanY), 0);
  return covariance / values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
}

function exposeCollector(): () => void {
  setFlagsFromString("--expose_gc");
  return runInNewContext("gc") as () => void;
}
