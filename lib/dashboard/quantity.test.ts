import { expect, it } from "vitest";

import { printAge, printNumber } from "./quantity";

it("prints three significant digits and a prefix after a thin space", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [7, "7"],
    [44.24, "44.2"],
    [173.4, "173"],
    [0.00123, "0.00123"],
    [0.9996, "1.00"],
    [999.7, "1.00\u2009k"],
    [1_284, "1.28\u2009k"],
    [48_200_000, "48.2\u2009M"],
    [-5.5, "\u22125.50"],
    [0.00001, "1.0e-5"],
  ];
  for (const [value, text] of cases) expect(printNumber(value), String(value)).toBe(text);
});

it("prints an age in the largest unit that still says something", () => {
  const cases: [number, string][] = [
    [400, "0.4\u2009s"],
    [-20, "0.0\u2009s"],
    [42_000, "42\u2009s"],
    [180_000, "3\u2009min"],
    [7_200_000, "2\u2009h"],
    [259_200_000, "3\u2009d"],
  ];
  for (const [ms, text] of cases) expect(printAge(ms)).toBe(text);
});
