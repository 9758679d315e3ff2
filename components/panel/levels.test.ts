import { expect, test } from "vitest";
import { thresholdAt, worstThreshold } from "./levels";

const rising = [
  { value: 250, level: "warn" as const },
  { value: 400, level: "crit" as const },
];
// Where little is bad: of what is left on a disk.
const falling = [
  { value: 0, level: "crit" as const },
  { value: 10, level: "warn" as const },
  { value: 20, level: "ok" as const },
];

test("a level holds from its value up to the next one", () => {
  const levels = [null, 0, 249.9, 250, 399, 400, 9_000].map((value) => thresholdAt(rising, value)?.level);
  expect(levels).toEqual([undefined, undefined, undefined, "warn", "warn", "crit", "crit"]);
  expect([-1, 5, 15, 80].map((value) => thresholdAt(falling, value)?.level)).toEqual([
    undefined,
    "crit",
    "warn",
    "ok",
  ]);
});

test("of many values the worst level counts, not the greatest value", () => {
  expect(worstThreshold(rising, [100, null, 300])).toBe(rising[0]);
  expect(worstThreshold(falling, [80, 5, 15])).toBe(falling[0]);
  expect(worstThreshold(rising, [1, null])).toBeNull();
});
