import { expect, it } from "vitest";

import { printAge } from "./age";

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
