import { describe, expect, it } from "vitest";

import { describeRange, parseRangeInput } from "./range";

describe("a typed range", () => {
  it("is read in short and in words", () => {
    const cases: [string, number][] = [
      ["15m", 900_000],
      [" 2 h ", 7_200_000],
      ["Last 15 min", 900_000],
      ["last 7 days", 604_800_000],
      ["90s", 90_000],
      ["1w", 604_800_000],
      ["60d", 5_184_000_000],
    ];
    for (const [text, rangeMs] of cases) expect(parseRangeInput(text), text).toEqual({ rangeMs });
  });

  it("is refused with a sentence that says what is possible", () => {
    expect(parseRangeInput("soon")).toEqual({ error: "Write a length of time: 15m, 2h or 7d." });
    expect(parseRangeInput("5 constructor")).toEqual({
      error: "Write a length of time: 15m, 2h or 7d.",
    });
    expect(parseRangeInput("0m")).toEqual({ error: "Write a length of time: 15m, 2h or 7d." });
    expect(parseRangeInput("59s")).toEqual({ error: "The shortest range is 1m." });
    expect(parseRangeInput("61d")).toEqual({ error: "The longest range is 60d." });
  });

  it("is described so that it can be typed again", () => {
    for (const rangeMs of [60_000, 90_000, 900_000, 3_600_000, 86_400_000, 604_800_000])
      expect(parseRangeInput(describeRange(rangeMs))).toEqual({ rangeMs });
  });
});
