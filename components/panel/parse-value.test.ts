import fc from "fast-check";
import { expect, test } from "vitest";
import type { KnownUnit } from "./format";
import { exampleValues, parseValue, printValue } from "./parse-value";

const units = Object.keys(exampleValues) as KnownUnit[];

test("values are read with the units of people", () => {
  const read = (unit: KnownUnit, ...texts: string[]) => texts.map((text) => parseValue(text, unit));
  expect(read("ms", "250 ms", "250", "1.5k", "2 s", "0,5 s", "3 min", "1h", "10 µs", "10us")).toEqual([
    250, 250, 1_500, 2_000, 500, 180_000, 3_600_000, 0.01, 0.01,
  ]);
  expect(read("none", "1.5k", "-2M", "1e3", ".5", "\u22123")).toEqual([1_500, -2e6, 1_000, 0.5, -3]);
  expect(read("perSecond", "8", "1.2k/s", "60/min", "5 /s", "2k")).toEqual([8, 1_200, 1, 5, 2_000]);
  expect(read("percent", "80 %", "80%", "80")).toEqual([80, 80, 80]);
  expect(read("bytes", "2 GB", "2g", "64 KiB", "10 b", "10")).toEqual([2e9, 2e9, 65_536, 10, 10]);
  expect(read("bytesPerSecond", "2 MB/s", "2M", "60 kB/min")).toEqual([2e6, 2e6, 1_000]);
});

test("what is no value of the unit is none", () => {
  const nothing = ["", "k", "ms", "1 2", "1..2", "NaN", "Infinity", "1e999", "1 __proto__", "1 constructor"];
  for (const unit of units) for (const text of nothing) expect(parseValue(text, unit), text).toBeNull();
  expect(parseValue("5 ms", "bytes")).toBeNull();
  expect(parseValue("5 %", "ms")).toBeNull();
});

test("what is printed is short and reads back as the same number", () => {
  expect(printValue(250, "ms")).toBe("250 ms");
  expect(printValue(1_500, "ms")).toBe("1.5 s");
  expect(printValue(1_500, "none")).toBe("1.5k");
  expect(printValue(0, "percent")).toBe("0 %");
  expect(printValue(2e9, "bytes")).toBe("2 GB");
  expect(printValue(1_234, "perSecond")).toBe("1.234 k/s");
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.constantFrom(...units),
      (any, unit) => {
        const value = Number(any.toPrecision(15)) + 0;
        expect(parseValue(printValue(value, unit), unit)).toBe(value);
      },
    ),
  );
  for (const unit of units) expect(parseValue(exampleValues[unit], unit)).not.toBeNull();
});
