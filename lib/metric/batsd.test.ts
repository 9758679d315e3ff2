import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batsdStatistics, printRubyFloat, readBatsdStatistic } from "./batsd";
import type { TimerColumns } from "./columns";
import { type Sketch, addToSketch } from "./sketch";

function timerOf(values: readonly number[]): TimerColumns {
  const sketch: Sketch = new Map();
  for (const value of values) addToSketch(sketch, value);
  return {
    kind: "timers",
    count: Float64Array.of(values.length),
    sum: Float64Array.of(values.reduce((sum, value) => sum + value, 0)),
    sumOfSquares: Float64Array.of(values.reduce((sum, value) => sum + value * value, 0)),
    min: Float64Array.of(Math.min(...values)),
    max: Float64Array.of(Math.max(...values)),
    sketches: [sketch],
    quantiles: null,
  };
}

/** batsd's own line: `self[0..-((10 / 100.0) * count).round].last`, or the first of a single value. */
function upper90OfRuby(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.round(0.1 * sorted.length);
  return sorted.length === 1 ? sorted[0]! : sorted[index === 0 ? 0 : sorted.length - index]!;
}

describe("batsd's statistics", () => {
  it("are those of the capture: 20, 12.5 ms", () => {
    const timer = timerOf([20, 12.5]);
    const all = batsdStatistics.map((each) => readBatsdStatistic(timer, 0, each));
    expect(all).toEqual([16.25, 2, 12.5, 20, 12.5, expect.closeTo(5.303300858899107, 12)]);
  });

  it("have no stddev of a single value, and none at all of no value", () => {
    expect(readBatsdStatistic(timerOf([5]), 0, "stddev")).toBeNaN();
    for (const each of batsdStatistics) expect(readBatsdStatistic(timerOf([]), 0, each)).toBeNaN();
  });

  it("give the odd upper_90 as the formula does: exactly up to 14 values, above within 1 %", () => {
    const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(values, (each) => {
        const [ours, theirs] = [readBatsdStatistic(timerOf(each), 0, "upper_90"), upper90OfRuby(each)];
        if (each.length < 15) return ours === theirs;
        return Math.abs(ours - theirs) <= 0.01 * theirs * (1 + 1e-9);
      }),
    );
  });

  it("have no upper_90 of many values whose sketch is no longer kept", () => {
    const timer = { ...timerOf(Array.from({ length: 15 }, (_, i) => i)), sketches: [null] };
    expect(readBatsdStatistic(timer, 0, "upper_90")).toBeNaN();
  });
});

describe("a number as Ruby prints it", () => {
  it.each([
    [7, "7.0"],
    [16.25, "16.25"],
    [6.010407640085654, "6.010407640085654"],
    [0.00001, "1.0e-05"],
    [0.0001, "0.0001"],
    [0.000012345, "1.2345e-05"],
    [123456789012345, "123456789012345.0"],
    [1e15, "1.0e+15"],
    [1000000000000000.5, "1000000000000000.5"],
    [1e100, "1.0e+100"],
    [-3, "-3.0"],
    [-1.5e-7, "-1.5e-07"],
    [0, "0.0"],
  ])("%d is %s", (value, text) => expect(printRubyFloat(value)).toBe(text));

  it("is always JSON, and the same number again", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, (value) => Object.is(JSON.parse(printRubyFloat(value)), value)));
  });
});
