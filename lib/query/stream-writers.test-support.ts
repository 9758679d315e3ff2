import type { Flush } from "@/lib/metric/flush";
import { packValues } from "@/lib/metric/packed-values";
import type { SeriesName } from "@/lib/metric/series";
import type { GaugeValue, Value } from "@/lib/metric/value";
import { counter, gauge, members, timer } from "./stream.test-support";

/** Random ingest processes, known from their random numbers alone. */
export interface RandomWriters {
  /** What they make of the step that begins then, each flush with the moment it arrives at the store. */
  step(startMs: number): { dueMs: number; flush: Flush }[];
  /** From now on all of them live, and none is late. */
  calm(): void;
}

export interface WriterOptions {
  random(): number;
  flushMs: number;
  /** The longest time one of them stands still. */
  longestStopMs: number;
}

interface RandomWriter {
  name: string;
  sequence: number;
  /** What arrives earlier arrives then. */
  stoppedUntilMs: number;
  lastDueMs: number;
  /** What it holds of the gauge; null: it was never set here. */
  held: number | null;
}

/** Longer than frames take to arrive when nothing is wrong, shorter than a step waits for them. */
const transitMs = 120;
const mostBuckets = 6;

/**
 * One to three writers that make counters (now and then one under a new name), a gauge that is set or moved,
 * a timer and a set. They die without a word and come again under another name; they stand still and then
 * deliver all at once; and now and then nobody writes at all.
 */
export function createRandomWriters({ random, flushMs, longestStopMs }: WriterOptions): RandomWriters {
  let made = 0;
  let buckets = 2;
  let silentUntilMs = 0;
  let isCalm = false;
  const pick = (most: number) => Math.floor(random() * most);
  const once = (everyMs: number) => !isCalm && random() < flushMs / everyMs;
  const writers = Array.from({ length: 1 + pick(3) }, create);

  function create(): RandomWriter {
    return { name: `w${++made}`, sequence: 0, stoppedUntilMs: 0, lastDueMs: 0, held: null };
  }

  function makeGauge(writer: RandomWriter, startMs: number): GaugeValue {
    const atMs = startMs + pick(flushMs);
    if (random() < 0.6 || writer.held === null) {
      writer.held = pick(100);
      return gauge(writer.held, atMs) as GaugeValue;
    }
    const carried = writer.held;
    const delta = pick(11) - 5;
    writer.held += delta;
    const [min, max] = [Math.min(carried, writer.held), Math.max(carried, writer.held)];
    return { kind: "gauges", set: null, delta, deltaAtMs: atMs, carried, min, max };
  }

  function makeValues(writer: RandomWriter, startMs: number): Map<SeriesName, Value> {
    const values = new Map<SeriesName, Value>();
    if (buckets < mostBuckets && once(20_000)) buckets++;
    for (let i = 0; i < buckets; i++)
      if (random() < 0.4) values.set(`counters:web.b${i}`, counter(1 + pick(9)));
    if (random() < 0.2) values.set("gauges:free", makeGauge(writer, startMs));
    if (random() < 0.4)
      values.set("timers:login", timer(...Array.from({ length: 1 + pick(3) }, () => 1 + pick(500))));
    if (random() < 0.3) values.set("sets:users", members(`u${pick(20)}`, `u${pick(20)}`));
    return values;
  }

  return {
    step(startMs) {
      const endMs = startMs + flushMs;
      if (once(60_000)) silentUntilMs = endMs + pick(5_000);
      if (endMs < silentUntilMs && !isCalm) return [];
      return writers.map((writer, i) => {
        if (once(40_000)) writer = writers[i] = create();
        if (once(15_000)) writer.stoppedUntilMs = endMs + pick(random() < 0.2 ? longestStopMs : 2_000);
        const dueMs = Math.max(endMs + pick(transitMs), writer.stoppedUntilMs, writer.lastDueMs);
        writer.lastDueMs = dueMs;
        const flush = { writer: writer.name, sequence: ++writer.sequence, startMs, stepMs: flushMs };
        return { dueMs, flush: { ...flush, values: packValues(makeValues(writer, startMs)) } };
      });
    },
    calm: () => void (isCalm = true),
  };
}
