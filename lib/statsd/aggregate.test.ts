import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countDistinct } from "@/lib/metric/distinct";
import { unpackValues } from "@/lib/metric/packed-values";
import type { SeriesName } from "@/lib/metric/series";
import { sortedBins, valueAtRank } from "@/lib/metric/sketch";
import type { GaugeValue, TimerValue, Value } from "@/lib/metric/value";
import { type Aggregator, createAggregator } from "./aggregate";
import { parseLines } from "./parse";

it("adds counters up, weighed by their sample rate, and starts each step at nothing", () => {
  const aggregator = createAggregator();
  send(aggregator, "hits:1|c\nhits:2|c|@0.5\nhits:1|c|@1e-1");
  expect(flush(aggregator)).toEqual(new Map([["counters:hits", { kind: "counters", sum: 15 }]]));
  expect(flush(aggregator).size).toBe(0);
});

it("keeps kinds of one name apart, and names that objects are born with", () => {
  const aggregator = createAggregator();
  send(aggregator, "toString:1|ms\ntoString:1|s\nconstructor:2|c\n__proto__:3|c\n__proto__:4|g");
  const values = flush(aggregator);
  expect([...values.keys()].sort()).toEqual([
    "counters:__proto__",
    "counters:constructor",
    "gauges:__proto__",
    "sets:toString",
    "timers:toString",
  ]);
  expect(values.get("counters:__proto__")).toEqual({ kind: "counters", sum: 3 });
});

it("counts distinct members of a set", () => {
  const aggregator = createAggregator();
  send(aggregator, "users:a|s\nusers:b|s\nusers:a|s");
  const value = flush(aggregator).get("sets:users");
  expect(value?.kind === "sets" && countDistinct(value.members)).toBe(2);
});

describe("timers", () => {
  it("answers the reference's worked example within 1 %", () => {
    const aggregator = createAggregator();
    const values = [5, 15, 25, 35, 45, 55, 65, 75, 85, 950];
    send(aggregator, values.map((ms) => `t:${ms}|ms`).join("\n"));
    const timer = flush(aggregator).get("timers:t") as TimerValue;
    expect(timer).toMatchObject({ count: 10, sum: 1_355, min: 5, max: 950 });
    expect(Math.sqrt(timer.sumOfSquares / 10 - (timer.sum / 10) ** 2)).toBeCloseTo(272.6027, 4);
    expectWithin1Percent(valueAtRank(timer.sketch, 9), 85); // upper_90
    expectWithin1Percent(valueAtRank(timer.sketch, 10), 950); // lower_top10
    expectWithin1Percent(valueAtRank(timer.sketch, 5), 45); // upper_50
    expectWithin1Percent((valueAtRank(timer.sketch, 5) + valueAtRank(timer.sketch, 6)) / 2, 50); // median
  });

  it("weighs every statistic by the sample rate, where the reference weighs only the count", () => {
    const aggregator = createAggregator();
    send(aggregator, "t:10|ms|@0.1\nt:100|ms");
    const timer = flush(aggregator).get("timers:t") as TimerValue;
    expect(timer).toMatchObject({ count: 11, sum: 200, sumOfSquares: 11_000, min: 10, max: 100 });
    expect(sortedBins(timer.sketch).map(([, weight]) => weight)).toEqual([10, 1]);
  });
});

describe("gauges", () => {
  it("keep the last value set and the deltas after it, with their times", () => {
    const aggregator = createAggregator();
    send(aggregator, "g:+1|g", 1);
    send(aggregator, "g:10|g", 2);
    send(aggregator, "g:+5|g", 3);
    send(aggregator, "g:-7|g", 4);
    expect(gaugeOf(flush(aggregator))).toEqual({
      kind: "gauges",
      set: { value: 10, atMs: 2 },
      delta: -2,
      deltaAtMs: 3,
      carried: null,
      min: 1,
      max: 15,
    });
  });

  it("stand only in steps in which they came, and go on from the value they had", () => {
    const aggregator = createAggregator();
    send(aggregator, "g:10|g");
    flush(aggregator);
    expect(flush(aggregator).size).toBe(0);
    send(aggregator, "g:+2|g");
    expect(gaugeOf(flush(aggregator))).toMatchObject({
      set: null,
      delta: 2,
      carried: 10,
      min: 12,
      max: 12,
    });
  });

  it("reach values below zero from a set of 0", () => {
    const aggregator = createAggregator();
    send(aggregator, "g:0|g\ng:-5|g");
    expect(gaugeOf(flush(aggregator))).toMatchObject({
      set: { value: 0 },
      delta: -5,
      min: -5,
      max: 0,
    });
  });

  it("are restored under deltas that came first, but not over a value that was set", () => {
    const aggregator = createAggregator();
    send(aggregator, "g:+1|g\nh:3|g");
    aggregator.restoreGauges(
      new Map<SeriesName, number>([
        ["gauges:g", 10],
        ["gauges:h", 99],
      ]),
    );
    const values = flush(aggregator);
    expect(values.get("gauges:g")).toMatchObject({ carried: 10, delta: 1, min: 11, max: 11 });
    expect(values.get("gauges:h")).toMatchObject({ carried: null, set: { value: 3 } });
    aggregator.restoreGauges(new Map<SeriesName, number>([["gauges:g", 1_000]]));
    send(aggregator, "g:+1|g");
    expect(gaugeOf(flush(aggregator))).toMatchObject({ carried: 11, max: 12 });
  });
});

function send(aggregator: Aggregator, text: string, atMs = 0): void {
  parseLines(text, {
    sample: (sample) => aggregator.add(sample, atMs),
    bad(line, reason) {
      throw new Error(`${line}: ${reason}`);
    },
  });
}

function gaugeOf(values: Map<SeriesName, Value>): GaugeValue {
  return values.get("gauges:g") as GaugeValue;
}

function expectWithin1Percent(value: number, exact: number): void {
  expect(Math.abs(value / exact - 1)).toBeLessThanOrEqual(0.01 + 1e-9);
}

it("hands out in sum what it took in, however flushes fall between", () => {
  const step = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: 0, max: 1_000 })));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const aggregator = createAggregator();
      const out = new Map<string, number>();
      const taken = new Map<string, number>();
      for (const lines of steps) {
        for (const [name, value] of lines) {
          send(aggregator, `${name}:${value}|c`);
          taken.set(`counters:${name}`, (taken.get(`counters:${name}`) ?? 0) + value);
        }
        for (const [series, value] of flush(aggregator))
          if (value.kind === "counters") out.set(series, (out.get(series) ?? 0) + value.sum);
      }
      expect(out).toEqual(taken);
    }),
  );
});

function flush(aggregator: Aggregator): Map<SeriesName, Value> {
  return unpackValues(aggregator.flush());
}
