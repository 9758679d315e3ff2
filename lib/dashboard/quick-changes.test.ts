import { expect, test } from "vitest";
import { nextComparison, toggleScale, toggleStack } from "./quick-changes";

const dayMs = 86_400_000;

test("comparisons go round: yesterday, last week, none; a typed one ends", () => {
  const round = [null, dayMs, 7 * dayMs].map((compareMs) => nextComparison({ compareMs }).compareMs);
  expect(round).toEqual([dayMs, 7 * dayMs, null]);
  expect(nextComparison({ compareMs: 3_600_000 }).compareMs).toBeNull();
});

test("scale and stack go there and back", () => {
  expect(toggleScale(toggleScale({ scale: "linear" }))).toEqual({ scale: "linear" });
  expect(toggleStack({ chart: "area" })).toEqual({ chart: "stacked" });
  expect(toggleStack({ chart: "stacked" })).toEqual({ chart: "line" });
});
