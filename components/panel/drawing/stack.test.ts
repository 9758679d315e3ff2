import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { stackExtremes, stackWindows } from "./stack";

function makeWindow(values: (number | null)[], firstMs = 0, stepMs = 1_000) {
  const window = createWindow(stepMs, 60_000);
  values.forEach((value, i) => window.upsert(firstMs + i * stepMs, value));
  return window;
}

const plain = { isPercent: false, isGapZero: false };
const list = (columns: Float64Array[]) => columns.map((column) => Array.from(column));

test("each curve is the sum of those up to it; a missing value adds nothing", () => {
  const stack = stackWindows([makeWindow([1, null, 3]), makeWindow([10, 20, null])], 0, plain);
  expect(list(stack.columns)).toEqual([
    [1, 0, 3],
    [11, 20, 3],
  ]);
  expect(stackExtremes(stack)).toEqual([0, 20]);
});

test("where no series has a value is a gap, or zero when gaps are", () => {
  const windows = [makeWindow([1, null, 3]), makeWindow([1, null, 3])];
  expect(list(stackWindows(windows, 0, plain).columns)[1]).toEqual([2, Number.NaN, 6]);
  expect(list(stackWindows(windows, 0, { ...plain, isGapZero: true }).columns)[1]).toEqual([2, 0, 6]);
});

test("in percent the whole is 100, and nothing is no division", () => {
  const windows = [makeWindow([1, 0]), makeWindow([3, 0])];
  expect(list(stackWindows(windows, 0, { ...plain, isPercent: true }).columns)).toEqual([
    [25, 0],
    [100, 0],
  ]);
});

test("series that began later, or have longer steps, stand at their own times", () => {
  const stack = stackWindows([makeWindow([1, 1, 1, 1]), makeWindow([10], 2_000, 2_000)], 0, plain);
  expect(stack.stepMs).toBe(1_000);
  expect(list(stack.columns)[1]).toEqual([1, 1, 11, 11]);
});

test("begins with the step that reaches into what is asked for", () => {
  const stack = stackWindows([makeWindow([1, 2, 3, 4])], 1_500, plain);
  expect(stack.firstMs).toBe(1_000);
  expect(list(stack.columns)).toEqual([[2, 3, 4]]);
});
