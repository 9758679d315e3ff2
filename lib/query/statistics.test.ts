import fc from "fast-check";
import { expect, it } from "vitest";
import type { Columns } from "@/lib/metric/columns";
import { addToSketch } from "@/lib/metric/sketch";
import { emptyColumns } from "@/lib/metric/columns";
import { readStatistic } from "./statistics";

/** One covered step of 2 s that holds these samples, each of weight one. */
function timerOf(samples: number[]): Columns {
  const columns = emptyColumns("timers:t", 0, 2_000, 1);
  columns.coverage[0] = 1;
  if (columns.kind !== "timers" || samples.length === 0) return columns;
  columns.count[0] = samples.length;
  columns.sum[0] = samples.reduce((a, b) => a + b, 0);
  columns.sumOfSquares[0] = samples.reduce((a, b) => a + b * b, 0);
  columns.min[0] = Math.min(...samples);
  columns.max[0] = Math.max(...samples);
  const sketch = new Map<number, number>();
  for (const sample of samples) addToSketch(sketch, sample);
  columns.sketches[0] = sketch;
  return columns;
}

const read = (samples: number[], statistic: string | null) => readStatistic(timerOf(samples), statistic)[0]!;
const worked = [5, 15, 25, 35, 45, 55, 65, 75, 85, 950];

it.each([
  ["count", 10],
  ["rate", 5],
  ["sum", 1355],
  ["mean", 135.5],
  [null, 135.5],
  ["min", 5],
  ["max", 950],
])("%s of statsd's worked example is exactly %d", (statistic, value) => {
  expect(read(worked, statistic)).toBe(value);
});

it.each([
  ["std", 272.6027],
  ["median", 50],
  ["upper_90", 85],
  ["mean_90", 45],
  ["sum_90", 405],
  ["upper_50", 45],
  ["p100", 950],
])("%s of it is %d within 1 %", (statistic, value) => {
  expect(Math.abs(read(worked, statistic) - value)).toBeLessThanOrEqual(value * 0.0101);
});

it("any percentile is within 1 % of the nearest rank", () => {
  const samples = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 1_000 }), (list, tenths) => {
      const sorted = list.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil((tenths / 1_000) * list.length - 1e-9) - 1]!;
      expect(Math.abs(read(list, `p${tenths / 10}`) - exact)).toBeLessThanOrEqual(exact * 0.0101);
    }),
  );
});

it("sample deviation needs two samples, and equal samples do not deviate", () => {
  expect(read([7], "stddev")).toBeNaN();
  expect(read([7], "std")).toBe(0);
  expect(read([0.1, 0.1, 0.1], "stddev")).toBe(0);
  expect(read([2, 4], "stddev")).toBeCloseTo(Math.SQRT2, 12);
});

it("an idle step counts zero and describes nothing, an uncovered one is unknown", () => {
  expect(["count", "rate", "sum"].map((each) => read([], each))).toEqual([0, 0, 0]);
  expect(["mean", "min", "max", "p95", "median", "std"].every((each) => Number.isNaN(read([], each)))).toBe(
    true,
  );
  for (const series of ["counters:a", "sets:a", "timers:a", "gauges:a"] as const)
    expect(readStatistic(emptyColumns(series, 0, 1_000, 1), null)[0]).toBeNaN();
  for (const series of ["counters:a", "sets:a"] as const) {
    const columns = emptyColumns(series, 0, 1_000, 1);
    columns.coverage[0] = 1;
    expect(readStatistic(columns, null)[0]).toBe(0);
  }
});
