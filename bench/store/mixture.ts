import type { Flush } from "@/lib/metric/flush";
import { createValuePacker } from "@/lib/metric/packed-values";
import { type Kind, type SeriesName, seriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { type Random, createRandom, drawLatency, drawNormal, drawPoisson } from "./random";

export type Shape = "counters" | "walks" | "latencies" | "constants" | "sparse";

/** One series, and what it does: what it holds in the next step, or null for nothing. */
export interface Source {
  series: SeriesName;
  shape: Shape;
  next(atMs: number): Value | null;
}

/** Of 20 series. Counters follow a rate of their own from one in ten seconds to hundreds a second. */
const shares: Record<Shape, number> = { counters: 6, walks: 5, latencies: 5, constants: 2, sparse: 2 };
const kindOfShape: Record<Shape, Kind> = {
  counters: "counters",
  walks: "gauges",
  latencies: "gauges",
  constants: "gauges",
  sparse: "counters",
};

export const shapes = Object.keys(shares) as Shape[];
const order = shapes.flatMap((shape) => Array.from({ length: shares[shape] }, () => shape));

/** Series as programs send them, the same in every run. Values are made anew in the same objects. */
export function makeMixture(count: number): Source[] {
  return Array.from({ length: count }, (_, i) => {
    const shape = order[i % order.length]!;
    const random = createRandom(i + 1);
    const bucket = `bench.${shape}.host${Math.floor(i / 200)}.series${i}`;
    const series = seriesName(kindOfShape[shape], bucket);
    return { series, shape, next: createNext(shape, random) };
  });
}

export interface Flusher {
  /** What every source holds in a step, as the aggregator would hold it; null: nothing. */
  draw(startMs: number): (Value | null)[];
  /** The flush of what was drawn last: what the thread that takes samples in does at the end of a step. */
  pack(startMs: number, stepMs: number, sequence: number): Flush;
}

export function createFlusher(sources: readonly Pick<Source, "series" | "next">[]): Flusher {
  const series = sources.map((each) => each.series);
  const packer = createValuePacker();
  let values: (Value | null)[] = [];
  return {
    draw: (startMs) => (values = sources.map(({ next }) => next(startMs))),
    pack(startMs, stepMs, sequence) {
      values.forEach((value, number) => value && packer.add(number, value));
      return { writer: "bench", sequence, startMs, stepMs, values: packer.take(series) };
    },
  };
}

function createNext(shape: Shape, random: Random): Source["next"] {
  if (shape === "counters") {
    const mean = 10 ** (4 * random() - 0.5);
    return counts(() => drawPoisson(random, mean));
  }
  if (shape === "sparse") return counts(() => (random() < 0.03 ? 1 + drawPoisson(random, 1) : 0));
  if (shape === "walks") {
    let level = Math.round(10_000 * random());
    return gauges(() => (level = Math.max(0, level + Math.round(10 * drawNormal(random)))));
  }
  if (shape === "latencies") {
    const median = 5 + 100 * random();
    return gauges(() => Math.round(1_000 * drawLatency(random, median)) / 1_000);
  }
  const constant = Math.round(1_000 * random());
  return gauges(() => constant);
}

function counts(draw: () => number): Source["next"] {
  const value = { kind: "counters" as const, sum: 0 };
  return () => {
    value.sum = draw();
    return value.sum === 0 ? null : value;
  };
}

function gauges(draw: () => number): Source["next"] {
  const set = { value: 0, atMs: 0 };
  const value = { kind: "gauges" as const, set, delta: 0, deltaAtMs: null, carried: null, min: 0, max: 0 };
  return (atMs) => {
    set.value = value.min = value.max = draw();
    set.atMs = atMs;
    return value;
  };
}
