import { expect, test } from "vitest";
import { labelSeries, parseSeriesName, singleBucket } from "./labels";

test("a name falls into kind, bucket and statistic", () => {
  expect(parseSeriesName("timers:api.login:p99.9")).toEqual({
    kind: "timers",
    bucket: "api.login",
    stat: "p99.9",
  });
  expect(parseSeriesName("gauges:mem.free")).toEqual({
    kind: "gauges",
    bucket: "mem.free",
    stat: null,
  });
  expect(parseSeriesName("movingAvg(x)")).toEqual({
    kind: null,
    bucket: "movingAvg(x)",
    stat: null,
  });
});

test("no series have no labels", () => {
  expect(labelSeries([])).toEqual([]);
});

test("percentiles of one timer are named by their statistic", () => {
  expect(labelSeries(["timers:a.b:p50", "timers:a.b:p95"])).toEqual(["p50", "p95"]);
  expect(labelSeries(["timers:a.b:p95"])).toEqual(["p95"]);
});

test("a counter's rate is named by the last segment", () => {
  expect(labelSeries(["counters:web.hits:rate"])).toEqual(["hits"]);
});

test("what all buckets begin and end with is left out", () => {
  expect(labelSeries(["counters:web.cart.hits:rate", "counters:web.pay.hits:rate"])).toEqual(["cart", "pay"]);
  expect(labelSeries(["gauges:a.b", "gauges:a.b.c"])).toEqual(["b", "b.c"]);
});

test("statistics are said where they differ", () => {
  expect(labelSeries(["timers:x.a:p50", "timers:x.b:p95"])).toEqual(["a p50", "b p95"]);
});

test("one bucket is known as such", () => {
  expect(singleBucket(["timers:a.b:p50", "timers:a.b:p95"])).toBe("a.b");
  expect(singleBucket(["gauges:a", "gauges:b"])).toBeNull();
});
