import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { describePanel, summarize } from "./summary";

function windowOf(...values: (number | null)[]) {
  const window = createWindow(1_000, 60_000);
  values.forEach((value, i) => window.upsert(10_000 + i * 1_000, value));
  return window;
}

test("a line is summed up by its last, lowest and highest value, gaps aside", () => {
  expect(summarize(windowOf(4, 9, null, 2, 5, null), 0)).toEqual({ last: 5, min: 2, max: 9 });
});

test("what began before the range does not count", () => {
  expect(summarize(windowOf(1, 100, 4, 5), 11_500)).toEqual({ last: 5, min: 4, max: 5 });
});

test("a line without a value has nothing to say", () => {
  expect(summarize(windowOf(null, null), 0)).toEqual({ last: null, min: null, max: null });
});

test("a panel is described by its kind, its series and its range", () => {
  expect(describePanel("line", 3, 900_000)).toBe("Line chart, 3 series, last 15 minutes");
  expect(describePanel("stat", 1, 60_000)).toBe("Number with its line, 1 series, last 1 minute");
});
