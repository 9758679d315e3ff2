import { expect, test } from "vitest";
import { parseBin, placeInBins, scaleBins } from "./bins";

const powers = [1, 10, 100, 1_000].slice(1).map((high) => ({ low: high / 10, high }));

test("a bin is read from its line's name", () => {
  expect(parseBin("heatmap(timers:api.took) 10.2..20.4")).toEqual({ low: 10.2, high: 20.4 });
  expect(parseBin("heatmap(timers:a,bins=12) 0..0")).toEqual({ low: 0, high: 0 });
  expect(parseBin("heatmap(timers:a) -20..-10")).toEqual({ low: -20, high: -10 });
  expect(parseBin("heatmap(timers:a) 1e-7..2.5e-7")).toEqual({ low: 1e-7, high: 2.5e-7 });
  expect(parseBin("timers:api.took:p95")).toBeNull();
});

test("a value stands in its bin where its power is", () => {
  expect(placeInBins(powers, 1)).toBe(0);
  expect(placeInBins(powers, 10)).toBe(1);
  expect(placeInBins(powers, Math.sqrt(1_000))).toBeCloseTo(1.5, 9);
  expect(placeInBins(powers, 5_000)).toBe(3);
});

test("the axis says round values where they are", () => {
  const { min, max, ticks, labels } = scaleBins(powers, "ms");
  expect([min, max]).toEqual([0, 3]);
  expect(labels).toEqual(["1\u2009ms", "10\u2009ms", "100\u2009ms", "1\u2009s"]);
  expect(ticks.map((tick) => Math.round(tick * 1e6) / 1e6)).toEqual([0, 1, 2, 3]);
});

test("bins within one power have round values too", () => {
  const { labels } = scaleBins(
    [
      { low: 20, high: 40 },
      { low: 40, high: 80 },
    ],
    "ms",
  );
  expect(labels!.length).toBeGreaterThanOrEqual(1);
  expect(labels!.length).toBeLessThanOrEqual(4);
  expect(labels).toContain("50\u2009ms");
});

test("zero and negative values have their places", () => {
  const bins = [
    { low: -10, high: -1 },
    { low: 0, high: 0 },
    { low: 1, high: 10 },
  ];
  const { ticks, labels } = scaleBins(bins, "none");
  expect(labels).toContain("0");
  for (const [i, tick] of ticks.slice(1).entries()) expect(tick).toBeGreaterThanOrEqual(ticks[i]!);
});
