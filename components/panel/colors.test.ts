import fc from "fast-check";
import { expect, test } from "vitest";
import { assignSlots, pickLooks } from "./colors";

test("up to eight buckets of one panel never share a slot, in whatever order they come", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 8 }), (buckets) => {
      const slots = assignSlots(buckets);
      expect(new Set([...slots.values()].map((each) => each.slot)).size).toBe(buckets.length);
      expect(assignSlots([...buckets].reverse())).toEqual(slots);
    }),
  );
});

test("the ninth to the sixteenth are dashed, later ones grey", () => {
  const slots = [...assignSlots(Array.from({ length: 20 }, (_, i) => `bucket.${i}`)).values()];
  expect(slots.filter((each) => each.dashed)).toHaveLength(8);
  expect(slots.filter((each) => each.slot === "-more")).toHaveLength(4);
});

test("percentiles of one timer have one hue, told apart by width", () => {
  const looks = pickLooks(["timers:a:p50", "timers:a:p95", "timers:a:p99"]);
  expect(new Set(looks.map((look) => look.slot)).size).toBe(1);
  expect(looks.map((look) => look.widthPx)).toEqual([1.25, 2, 1]);
});
