import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, parseDatapoint, parseLine, parseMember, parseRetentions, pathOf } from "./layout";
import { mergeTimerSteps, toTimerStep } from "./timers";

const retentions = parseRetentions("10:360,60:10080,600:52594");

describe("batsd's layout", () => {
  it("names files as Ruby's Digest::MD5 does", () => {
    expect(pathOf("/b", "counters:web.hits:60")).toBe("/b/c2/0c/c20c6f5dead6874fa38892fc0f54ac1c");
    expect(pathOf("/b", "gauges:web.load")).toBe("/b/1f/db/1fdbd7ee127af8126617d008ac464eec");
  });

  it.each([
    ["counters:x", "counters", "x"],
    ["counters:x:60", "counters", "x"],
    ["counters:x:61", "counters", "x:61"],
    ["timers:x", "timers", "x"],
    ["timers:x:mean", "timers", "x"],
    ["timers:x:upper_90:600", "timers", "x"],
    ["timers:mean", "timers", "mean"],
    ["gauges:10", "gauges", "10"],
    ["counters:__proto__", "counters", "__proto__"],
  ])("finds the metric of %s", (key, kind, bucket) =>
    expect(parseDatapoint(key, retentions)).toEqual({ kind, bucket }),
  );

  it.each(["counters:", "datapoints", "acc-counters:x:60", "sets:x", "statboard:writers"])(
    "finds none in %s",
    (key) => expect(parseDatapoint(key, retentions)).toBeNull(),
  );

  it("finds the metric of every key it makes", () => {
    const bucket = fc.stringMatching(/^[a-z_.]{1,20}$/);
    const statistic = fc.constantFrom("mean", "count", "min", "max", "stddev" as const);
    fc.assert(
      fc.property(bucket, statistic, fc.nat({ max: 2 }), (name, each, index) => {
        const timer = { kind: "timers" as const, bucket: name };
        expect(parseDatapoint(keyOf(timer, each, retentions[index]!, index), retentions)).toEqual(timer);
      }),
    );
  });

  it.each([
    ["1700000000<X>7", { atS: 1_700_000_000, value: 7 }],
    ["1700000000:16.25", { atS: 1_700_000_000, value: 16.25 }],
    ["1700000000<X>1.0e-05", { atS: 1_700_000_000, value: 0.00001 }],
    ["1700000000<X>-3.0", { atS: 1_700_000_000, value: -3 }],
    ["1700000000<X>", ""],
    ["1700000000<X>NaN", null],
    ["1700000000", null],
    ["soon<X>7", null],
  ])("reads the member %s", (member, point) => expect(parseMember(member)).toEqual(point));

  it.each([
    ["1700000000 7", { atS: 1_700_000_000, value: 7 }],
    ["1700000000 ", ""],
    ["1700000000 seven", null],
    ["", null],
  ])("reads the line %j", (line, point) => expect(parseLine(line)).toEqual(point));

  it.each(["", "10", "10:0", "0:10", "10:x", "10:360,10:20"])("refuses the retentions %j", (text) =>
    expect(() => parseRetentions(text)).toThrow(/for example 10:360|given twice/),
  );
});

/** As batsd's handlers/timer.rb writes a step, into a zset or into files. */
function statisticsOf(values: readonly number[], where: "zset" | "file") {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const all = { mean, count: n, min: Math.min(...values), max: Math.max(...values) };
  if (n > 1) return { ...all, stddev: Math.sqrt(squares / (n - 1)) };
  const only = values[0]!;
  return where === "zset" ? all : { mean: only, count: only, min: only, max: only, stddev: only };
}

describe("a timer's step", () => {
  const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

  it("has the count, sum, squares and bounds of the samples, from zsets and from files", () => {
    fc.assert(
      fc.property(samples, samples, fc.constantFrom("zset" as const, "file" as const), (a, b, where) => {
        const [one, two] = [toTimerStep(statisticsOf(a, where))!, toTimerStep(statisticsOf(b, where))!];
        const both = mergeTimerSteps(one, two);
        const all = [...a, ...b];
        const close = (value: number, wanted: number) =>
          expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
        expect(both.count).toBe(all.length);
        close(
          both.sum,
          all.reduce((sum, value) => sum + value, 0),
        );
        close(
          both.sumOfSquares,
          all.reduce((sum, value) => sum + value * value, 0),
        );
        expect([both.min, both.max]).toEqual([Math.min(...all), Math.max(...all)]);
      }),
    );
  });

  it("is none without its count or mean", () => {
    expect(toTimerStep({ mean: 1, min: 1, max: 1 })).toBeNull();
    expect(toTimerStep({ count: 3, min: 1, max: 1 })).toBeNull();
  });
});
