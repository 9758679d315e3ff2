import { addToDistinct, emptyDistinct } from "@/lib/metric/distinct";
import type { Kind } from "@/lib/metric/series";
import { type Sketch, addToSketch, binValue } from "@/lib/metric/sketch";
import type { Value } from "@/lib/metric/value";
import { type Random, createRandom, drawLatency, drawNormal, drawPoisson } from "./random";

/** Values of one series, each of a step of `seconds`. */
export function createValues(kind: Kind, seed: number, seconds: number): () => Value {
  const random = createRandom(seed);
  if (kind === "counters") {
    const mean = 10 ** (4 * random() - 1.5) * seconds;
    return () => ({ kind, sum: drawPoisson(random, mean) });
  }
  if (kind === "gauges") return createWalk(random, seconds);
  if (kind === "sets") return () => ({ kind, members: drawMembers(random, 10 * seconds) });
  const shift = Math.round(100 * random());
  return () => drawTimer(random, 10 * seconds, shift);
}

/** A gauge that is set every second and walks. */
function createWalk(random: Random, seconds: number): () => Value {
  const drift = 3 * Math.sqrt(seconds);
  let level = Math.round(10_000 * random());
  return () => {
    const before = level;
    level = Math.max(0, Math.round(level + drift * drawNormal(random)));
    const beyond = () => (seconds === 1 ? 0 : Math.abs(Math.round((drift / 2) * drawNormal(random))));
    const min = seconds === 1 ? level : Math.max(0, Math.min(before, level) - beyond());
    const max = seconds === 1 ? level : Math.max(before, level) + beyond();
    return {
      kind: "gauges",
      set: { value: level, atMs: 0 },
      delta: 0,
      deltaAtMs: null,
      carried: null,
      min,
      max,
    };
  };
}

/** Visitors: so many visits, by a thousand people. */
function drawMembers(random: Random, visits: number) {
  let members = emptyDistinct();
  for (let i = 0; i < visits; i++) members = addToDistinct(members, `user${Math.floor(1_000 * random())}`);
  return members;
}

const fewSamples = 200;
let shape: [key: number, share: number][] | null = null;

/** Latencies of three decimals. Of many samples only the bins are drawn, each by Poisson's distribution. */
function drawTimer(random: Random, mean: number, shift: number): Value {
  const sketch: Sketch = new Map();
  let [count, sum, sumOfSquares, min, max] = [0, 0, 0, Infinity, -Infinity];
  const add = (value: number, weight: number) => {
    count += weight;
    sum += value * weight;
    sumOfSquares += value * value * weight;
    min = Math.min(min, value);
    max = Math.max(max, value);
  };
  if (mean <= fewSamples) {
    for (let left = Math.max(1, drawPoisson(random, mean)); left > 0; left--) {
      const value = Math.round(1_000 * drawLatency(random, 10 * 1.02 ** shift)) / 1_000;
      addToSketch(sketch, value);
      add(value, 1);
    }
  } else {
    for (const [key, share] of (shape ??= drawShape())) {
      const weight = drawPoisson(random, share * mean);
      if (weight === 0) continue;
      sketch.set(key + shift, weight);
      add(Math.round(1_000 * binValue(key + shift)) / 1_000, weight);
    }
    sum = Math.round(1e3 * sum) / 1e3;
    sumOfSquares = Math.round(1e6 * sumOfSquares) / 1e6;
  }
  return { kind: "timers", count, sum, sumOfSquares, min, max, sketch };
}

function drawShape(): [number, number][] {
  const random = createRandom(1);
  const sketch: Sketch = new Map();
  const samples = 200_000;
  for (let i = 0; i < samples; i++) addToSketch(sketch, drawLatency(random, 10));
  return [...sketch].map(([key, weight]) => [key, weight / samples]);
}
