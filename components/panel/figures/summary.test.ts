import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { summarizeWindow, totalOf } from "./summary";

test("gaps and what lies outside of the range count for nothing", () => {
  const window = createWindow(1_000, 60_000);
  [100, 2, null, 4, 9, 100].forEach((value, i) => window.upsert(1_000 * i, value));
  expect(summarizeWindow(window, 500, 4_000)).toEqual({ min: 2, max: 9, avg: 5, sum: 15 });
});

test("a range without samples has no values", () => {
  const window = createWindow(1_000, 60_000);
  window.upsert(1_000, 5);
  expect(summarizeWindow(window, 2_000, 9_000)).toEqual({ min: null, max: null, avg: null, sum: null });
});

test("rates add up to what was counted, other values to their sum", () => {
  expect(totalOf(30, "perSecond", 10_000)).toEqual({ value: 300, unit: "none" });
  expect(totalOf(30, "bytesPerSecond", 1_000)).toEqual({ value: 30, unit: "bytes" });
  expect(totalOf(30, "ms", 1_000)).toEqual({ value: 30, unit: "ms" });
});
