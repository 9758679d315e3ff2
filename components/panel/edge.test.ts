import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadLabels } from "./edge";

test("labels keep their order and their distance, and stay where they have room", () => {
  expect(spreadLabels([50, null, 100], 14, 0, 200)).toEqual([50, null, 100]);
  expect(spreadLabels([50, 54], 14, 0, 200)).toEqual([45, 59]);
});

test("four labels in a plot are always at least 14 px apart and inside", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 4 }), (wanted) => {
      const placed = spreadLabels(wanted, 14, 0, 200)
        .filter((y) => y !== null)
        .sort((a, b) => a - b);
      for (let i = 1; i < placed.length; i++)
        expect(placed[i]! - placed[i - 1]!).toBeGreaterThanOrEqual(14 - 1e-6);
      for (const y of placed) expect(y >= -1e-6 && y <= 200 + 1e-6).toBe(true);
    }),
  );
});
