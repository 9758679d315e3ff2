import { packValues } from "@/lib/metric/packed-values";
import type { LiveFrame, StreamId, StreamSeries, Subscription } from "@/lib/live/frames";
import { endsAt } from "@/lib/live/frames";
import { addToDistinct, emptyDistinct } from "@/lib/metric/distinct";
import type { Retention } from "@/lib/metric/retention";
import type { SeriesName } from "@/lib/metric/series";
import { addToSketch } from "@/lib/metric/sketch";
import type { Value } from "@/lib/metric/value";
import type { MetricStore } from "@/lib/store/port";
import { createEmbeddedStore, type EmbeddedOptions } from "@/lib/store/embedded/metrics";
import { createEvaluator } from "./evaluator";
import { followStream } from "./follow";
import type { Follower } from "./followed";

export const retention: Retention = [
  { stepMs: 1_000, keptMs: 1_800_000 },
  { stepMs: 10_000, keptMs: 21_600_000 },
];

export type Rig = Awaited<ReturnType<typeof createRig>>;

export interface RigOptions {
  retention: Retention;
  gaugeTtlMs: number;
  /** What the store keeps its blocks on; without it nothing is sealed, and frames are all there is. */
  stored?: Pick<EmbeddedOptions, "disk" | "saved" | "archives">;
}

/** A real store whose clock, waits and ticks stand still until `advance` moves them. */
export async function createRig(
  startMs: number,
  { retention: kept, gaugeTtlMs, stored }: RigOptions = { retention, gaugeTtlMs: 20_000 },
) {
  let nowMs = startMs;
  const timers = new Set<{ atMs: number; everyMs: number | null; run: () => void }>();
  const clock = { now: () => nowMs, monotonic: () => nowMs };
  const add = (inMs: number, everyMs: number | null, run: () => void) => {
    const timer = { atMs: nowMs + inMs, everyMs, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const every = (ms: number, run: () => void) => add(ms, ms, run);
  const wait = (ms: number, run: () => void) => add(ms, null, run);
  const store = await createEmbeddedStore({
    disk: null,
    ...stored,
    flushMs: kept[0]!.stepMs,
    gaugeTtlMs,
    maxSeries: 100,
    clock,
    wait,
  });
  const sequences = new Map<string, number>();
  const evaluator = createEvaluator({ store, retention: kept, clock, every });

  async function advance(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      const due = [...timers].filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      nowMs = Math.max(nowMs, due.atMs);
      if (due.everyMs === null) timers.delete(due);
      else due.atMs += due.everyMs;
      due.run();
      await rest();
    }
    nowMs = untilMs;
    await rest();
  }

  return {
    store,
    evaluator,
    clock,
    every,
    advance,
    async flush(writer: string, startMs: number, values: Record<string, Value>): Promise<void> {
      const sequence = (sequences.get(writer) ?? 0) + 1;
      sequences.set(writer, sequence);
      const packed = packValues(Object.entries(values) as [SeriesName, Value][]);
      await store.append({ writer, sequence, startMs, stepMs: 1_000, values: packed });
      await rest();
    },
    async connect(
      client: Client,
      after: StreamId | null,
      from: MetricStore = store,
      by = evaluator,
    ): Promise<Follower["stop"]> {
      const resume = after && { after, held: () => true };
      const options = { store: from, evaluator: by, retention, clock, every };
      const description = { subscriptions: client.subscriptions, names: true };
      const { stop } = followStream(options, description, resume, client.take);
      await rest();
      return stop;
    },
  };
}

/** Lets everything that was promised happen. */
export async function rest(): Promise<void> {
  for (let i = 0; i < 8; i++) await new Promise(setImmediate);
}

export type Client = ReturnType<typeof createClient>;

/** What a browser does with the frames. */
export function createClient(subscriptions: Subscription[]) {
  const frames: LiveFrame[] = [];
  const windows = new Map<string, Map<number, number | null>>();
  let series: StreamSeries[] = [];
  let rev = "";
  let lastId: StreamId | null = null;
  const windowOf = ({ key, name }: { key: string; name: string }) => {
    const id = `${key} ${name}`;
    if (!windows.has(id)) windows.set(id, new Map());
    return windows.get(id)!;
  };
  return {
    subscriptions,
    frames,
    windowOf,
    lastId: () => lastId,
    series: () => series,
    eventNames: () => frames.map((frame) => frame.event),
    take(frame: LiveFrame) {
      frames.push(frame);
      if (frame.id) lastId = frame.id;
      if (frame.event === "snapshot") {
        series = frame.data.series;
        rev = frame.data.rev;
        series.forEach((each, i) => {
          if (frame.data.fresh) windowOf(each).clear();
          for (const [start, values] of frame.data.columns[i]!)
            values.forEach((value, n) => windowOf(each).set(start + n * each.stepMs, value));
        });
      } else if (frame.event === "flush" && frame.data.rev === rev) {
        const values = [...frame.data.values];
        for (const each of series)
          if (endsAt(each, frame.data.end)) windowOf(each).set(frame.data.end - each.stepMs, values.shift()!);
        if (values.length > 0) throw new Error("a flush holds more values than series that end");
      } else if (frame.event === "correct" && frame.data.rev === rev) {
        for (const [index, start, value] of frame.data.points) windowOf(series[index]!).set(start, value);
      }
    },
  };
}

export function counter(sum: number): Value {
  return { kind: "counters", sum };
}

export function gauge(value: number, atMs: number): Value {
  const set = { value, atMs };
  return { kind: "gauges", set, delta: 0, deltaAtMs: null, carried: null, min: value, max: value };
}

export function timer(...samples: number[]): Value {
  const sketch = new Map<number, number>();
  for (const sample of samples) addToSketch(sketch, sample);
  return {
    kind: "timers",
    count: samples.length,
    sum: samples.reduce((a, b) => a + b, 0),
    sumOfSquares: samples.reduce((a, b) => a + b * b, 0),
    min: Math.min(...samples),
    max: Math.max(...samples),
    sketch,
  };
}

export function members(...names: string[]): Value {
  let distinct = emptyDistinct();
  for (const name of names) distinct = addToDistinct(distinct, name);
  return { kind: "sets", members: distinct };
}
