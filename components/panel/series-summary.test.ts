import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { summarize, unitOfSum } from "./series-summary";

function windowOf(stepMs: number, ...values: (number | null)[]) {
  const window = createWindow(stepMs, 3_600_000);
  values.forEach((value, i) => window.upsert(i * stepMs, value));
  return window;
}

test("a window is told by its last, least, greatest, middle and total value", () => {
  expect(summarize(windowOf(1_000, 4, null, 8, 0, null), 0, "ms")).toEqual({
    last: 0,
    min: 0,
    max: 8,
    avg: 4,
    sum: 12,
  });
});

test("only what is in sight counts", () => {
  expect(summarize(windowOf(1_000, 100, 2, 4), 1_000, "none")).toMatchObject({ max: 4, avg: 3, sum: 6 });
  expect(summarize(windowOf(1_000, 100), 60_000, "none").last).toBeNull();
});

test("the total of a rate is how much there was in all", () => {
  expect(summarize(windowOf(10_000, 5, 7), 0, "perSecond").sum).toBe(120);
  expect([unitOfSum("perSecond"), unitOfSum("bytesPerSecond"), unitOfSum("ms")]).toEqual([
    "none",
    "bytes",
    "ms",
  ]);
});
