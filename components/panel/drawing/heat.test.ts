import { expect, test } from "vitest";
import { createWindow, type WritableWindow } from "@/lib/live/window";
import { heatColumnAt, heatLevel, measureHeat } from "./heat";

const bins = [
  { low: 1, high: 10 },
  { low: 10, high: 100 },
];

function fill(...lines: (number | null)[][]): WritableWindow[] {
  return lines.map((values) => {
    const window = createWindow(1_000, 60_000);
    values.forEach((value, i) => window.upsert(10_000 + i * 1_000, value));
    return window;
  });
}

test("where there is room each step is a column", () => {
  const windows = fill([1, 0, 3, null], [4, 5, 0, null]);
  const heat = measureHeat(windows, bins, { fromMs: 10_000, endMs: 14_000, widthPx: 400 });
  expect([heat.columnMs, heat.firstMs, heat.columns, heat.peak]).toEqual([1_000, 10_000, 4, 5]);
  expect([...heat.counts]).toEqual([1, 4, 0, 5, 3, 0, 0, 0]);
});

test("with less room steps are added up, and no sample is lost", () => {
  const windows = fill([1, 1, 1, 1, 1, 1], [2, 2, 2, 2, 2, 2]);
  const heat = measureHeat(windows, bins, { fromMs: 10_000, endMs: 16_000, widthPx: 12 });
  expect([heat.columnMs, heat.firstMs, heat.columns]).toEqual([2_000, 10_000, 3]);
  expect([...heat.counts]).toEqual([2, 4, 2, 4, 2, 4]);
});

test("levels follow the square root; one sample is seen, none is not", () => {
  const windows = fill([100, 25, 0.01, 0], [0, 0, 0, 0]);
  const heat = measureHeat(windows, bins, { fromMs: 10_000, endMs: 14_000, widthPx: 400 });
  expect([0, 1, 2, 3].map((column) => heatLevel(heat, column, 0))).toEqual([11, 6, 1, 0]);
});

test("a column that has just begun is as bright as one that is over", () => {
  const windows = fill([5, 5, 5, 5, 5], [0, 0, 0, 0, 0]);
  const heat = measureHeat(windows, bins, { fromMs: 10_000, endMs: 15_000, widthPx: 10 });
  expect([heat.columns, heat.lastShare]).toEqual([3, 0.5]);
  expect([0, 1, 2].map((column) => heatLevel(heat, column, 0))).toEqual([11, 11, 11]);
});

test("a moment is in its column, or in none", () => {
  const heat = measureHeat(fill([1, 1], [1, 1]), bins, { fromMs: 10_000, endMs: 12_000, widthPx: 400 });
  expect([9_999, 10_000, 11_999, 12_000].map((ms) => heatColumnAt(heat, ms))).toEqual([null, 0, 1, null]);
});
