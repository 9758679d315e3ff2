import { expect, test } from "vitest";
import { headlineValue, pickHeadline } from "./headline";

test("rates are added up", () => {
  const headline = pickHeadline(["counters:a:rate", "counters:b:rate"]);
  expect(headline).toEqual({ kind: "sum" });
  expect(headlineValue(headline, [1, null])).toBe(1);
  expect(headlineValue(headline, [null, null])).toBeNull();
});

test("percentiles are represented by p95, gauges by the first", () => {
  expect(pickHeadline(["timers:a:p50", "timers:a:p95"])).toEqual({ kind: "one", index: 1 });
  expect(pickHeadline(["gauges:a", "gauges:b"])).toEqual({ kind: "one", index: 0 });
  expect(pickHeadline([])).toBeNull();
});
