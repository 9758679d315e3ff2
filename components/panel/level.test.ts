import { expect, test } from "vitest";
import { levelAt } from "./level";

test("a value has the level of the highest threshold it reaches", () => {
  const thresholds = [
    { value: 60, level: "warn" },
    { value: 80, level: "crit" },
  ] as const;
  expect([59.9, 60, 79, 80, 500].map((value) => levelAt(thresholds, value))).toEqual([
    null,
    "warn",
    "warn",
    "crit",
    "crit",
  ]);
  expect(levelAt([], 5)).toBeNull();
});
