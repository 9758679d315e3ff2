import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDuration, printDuration } from "./duration";

it.each([
  ["500ms", 500],
  ["10s", 10_000],
  ["15m", 900_000],
  ["30min", 1_800_000],
  ["2h", 7_200_000],
  [" 7d ", 604_800_000],
  ["1w", 604_800_000],
])("reads %s", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each([
  "",
  "10",
  "s",
  "-1s",
  "0s",
  "1.5h",
  "1h30m",
  "10S",
  "1e3s",
  "9999999999s",
  "constructor",
  "1toString",
])("refuses %j", (text) => {
  expect(parseDuration(text)).toBeNull();
});

it("reads back what it prints", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (ms) => {
      expect(parseDuration(printDuration(ms))).toBe(ms);
    }),
  );
});

it("prints the shortest exact form", () => {
  expect([900_000, 86_400_000, 90_000, 1_500].map(printDuration)).toEqual(["15m", "1d", "90s", "1500ms"]);
});
