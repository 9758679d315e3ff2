import { expect, test } from "vitest";
import { pickBands } from "./bands";

test("a band lies between the lowest and the highest percentile of each timer", () => {
  const names = ["timers:a:p99", "timers:a:p50", "timers:b:p95", "timers:a:p95", "timers:b:median"];
  expect(pickBands(names)).toEqual([
    [1, 0],
    [4, 2],
  ]);
});

test("one percentile alone, and what is none, have no band", () => {
  expect(pickBands(["timers:a:p99", "timers:a:mean", "counters:b:rate"])).toEqual([]);
});
