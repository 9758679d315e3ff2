import { expect, test } from "vitest";
import { pickLooks } from "./colors";

test("the ninth to the sixteenth are dashed, later ones grey", () => {
  const looks = pickLooks(Array.from({ length: 20 }, (_, i) => `bucket.${i}`));
  expect(looks.filter((each) => each.dash === "6 3")).toHaveLength(8);
  expect(looks.filter((each) => each.slot === "-more")).toHaveLength(4);
});

test("percentiles of one timer have one hue, told apart by width", () => {
  const looks = pickLooks(["timers:a:p50", "timers:a:p95", "timers:a:p99"]);
  expect(new Set(looks.map((look) => look.slot)).size).toBe(1);
  expect(looks.map((look) => look.widthPx)).toEqual([1.25, 2, 1]);
});
