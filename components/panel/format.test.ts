import { expect, test } from "vitest";
import { formatTicks, formatValue, pickUnit, printFormatted } from "./format";

test.each([
  [84.23, "ms", "84.2\u2009ms"],
  [1284, "ms", "1.28\u2009s"],
  [150_000, "ms", "2.50\u2009min"],
  [0.05, "ms", "50.0\u2009µs"],
  [1284, "perSecond", "1.28\u2009k/s"],
  [999.6, "perSecond", "1.00\u2009k/s"],
  [999.4, "perSecond", "999\u2009/s"],
  [9.996, "perSecond", "10.0\u2009/s"],
  [0, "perSecond", "0\u2009/s"],
  [5_440_000_000, "bytes", "5.44\u2009GB"],
  [3.174, "percent", "3.17\u2009%"],
  [-41, "none", "\u221241"],
] as const)("%d in %s is %s", (value, unit, printed) => {
  expect(printFormatted(formatValue(value, unit))).toBe(printed);
});

test("what is no number is a dash", () => {
  expect(printFormatted(formatValue(Number.NaN, "ms"))).toBe("–");
});

test("only the highest tick carries the unit, and all have its scale", () => {
  expect(formatTicks([200, 400, 600], "ms")).toEqual(["200", "400", "600\u2009ms"]);
  expect(formatTicks([500, 1000, 1500], "perSecond")).toEqual(["0.5", "1", "1.5\u2009k/s"]);
});

test("auto follows kind and statistic", () => {
  expect(pickUnit("auto", "timers:a:p95")).toBe("ms");
  expect(pickUnit("auto", "timers:a:count")).toBe("none");
  expect(pickUnit("auto", "counters:a:rate")).toBe("perSecond");
  expect(pickUnit("auto", "gauges:a")).toBe("none");
  expect(pickUnit("bytes", "gauges:a")).toBe("bytes");
  expect(pickUnit("auto", undefined)).toBe("none");
});
