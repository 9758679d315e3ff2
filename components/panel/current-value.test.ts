import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { currentValue } from "./current-value";

function makeSeries(points: [second: number, value: number | null][]) {
  const window = createWindow(1_000, 60_000);
  for (const [second, value] of points) window.upsert(second * 1_000, value);
  return { name: "timers:api.took:p95", window };
}

test("the value is the newest step's", () => {
  expect(
    currentValue(
      makeSeries([
        [1, 5],
        [2, 7],
      ]),
      2_000,
    ),
  ).toBe(7);
});

test("a step without a sample keeps the value before, until the series is silent", () => {
  const every3 = Array.from({ length: 10 }, (_, i): [number, number | null] => [3 * i, i]);
  const series = makeSeries(every3);
  expect(currentValue(series, 27_000)).toBe(9);
  series.window.upsert(29_000, null);
  expect(currentValue(series, 29_000)).toBe(9);
  series.window.upsert(40_000, null);
  expect(currentValue(series, 40_000)).toBeNull();
});

test("a moment in the past is read as it was, whatever came since", () => {
  const series = makeSeries([
    [1, 5],
    [2, null],
    [3, 7],
  ]);
  expect(currentValue(series, 2_000)).toBe(5);
});

test("a series without a sample has no value", () => {
  expect(currentValue(makeSeries([]), 2_000)).toBeNull();
});
