import { expect, test } from "vitest";
import type { ChartView } from "./chart-view";
import { fitScale } from "./fit-scale";

const view: ChartView = {
  kind: "line",
  rangeMs: 60_000,
  nulls: "gap",
  unit: "ms",
  scale: "linear",
  thresholds: [],
  yMin: null,
  yMax: null,
  endLabels: false,
};
const warnAt = (...values: number[]) => values.map((value) => ({ value, level: "warn" as const }));

test("a threshold that the lines come near to is in sight, one far away is not", () => {
  expect(fitScale([20, 240], { ...view, thresholds: warnAt(400) }).max).toBeGreaterThan(400);
  expect(fitScale([20, 240], { ...view, thresholds: warnAt(500) }).max).toBeLessThan(500);
  expect(fitScale([29, 30], { ...view, thresholds: warnAt(20) }).min).toBeLessThan(20);
});

test("on a log scale it may lie a tenth below the lines", () => {
  const log = { ...view, scale: "log" as const };
  expect(fitScale([29, 30], { ...log, thresholds: warnAt(3) }).min).toBeLessThanOrEqual(3);
  expect(fitScale([29, 30], { ...log, thresholds: warnAt(2) }).min).toBeGreaterThan(2);
});

test("stacks and sparklines have no log scale", () => {
  for (const kind of ["stacked", "percent", "stat"] as const)
    expect(fitScale([1, 1_000], { ...view, kind, scale: "log" }).isLog).toBeUndefined();
});

test("a chart without lines has a scale all the same", () => {
  const none: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const scale of ["linear", "log"] as const) {
    const { min, max } = fitScale(none, { ...view, scale, thresholds: warnAt(5) });
    expect(max).toBeGreaterThan(min);
  }
});
