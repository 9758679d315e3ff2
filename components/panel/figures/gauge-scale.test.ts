import { expect, test } from "vitest";
import { pickGaugeScale, shareOf } from "./gauge-scale";

const byData = { yMin: null, yMax: null };

test("a gauge spans from zero to a round number above the data", () => {
  expect(pickGaugeScale([12, 73], "ms", byData)).toEqual({ min: 0, max: 75 });
  expect(pickGaugeScale([12, 100], "none", byData)).toEqual({ min: 0, max: 100 });
  expect(pickGaugeScale([-12, 73], "none", byData)).toEqual({ min: -15, max: 75 });
});

test("percentages span 0 to 100 as long as they fit", () => {
  expect(pickGaugeScale([3, 7], "percent", byData)).toEqual({ min: 0, max: 100 });
  expect(pickGaugeScale([3, 170], "percent", byData)).toEqual({ min: 0, max: 200 });
});

test("ends set by hand stay exactly where they are", () => {
  expect(pickGaugeScale([12, 73], "ms", { yMin: 10, yMax: 60 })).toEqual({ min: 10, max: 60 });
  expect(pickGaugeScale([12, 73], "ms", { yMin: null, yMax: 60 })).toEqual({ min: 0, max: 60 });
});

test("nothing known spans 0 to 1", () => {
  const nothing = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
  expect(pickGaugeScale(nothing, "none", byData)).toEqual({ min: 0, max: 1 });
  expect(pickGaugeScale([0, 0], "none", byData)).toEqual({ min: 0, max: 1 });
});

test("a value beyond an end stays at the end", () => {
  expect([-5, 0, 25, 100, 300].map((value) => shareOf({ min: 0, max: 100 }, value))).toEqual([
    0, 0, 0.25, 1, 1,
  ]);
});
