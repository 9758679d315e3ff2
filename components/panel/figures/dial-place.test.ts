import { expect, test } from "vitest";
import { arcPoint } from "./arc";
import { endLabelPx, placeDial } from "./dial-place";

const sizes = [
  { width: 300, height: 66, shape: "beside" },
  { width: 450, height: 146, shape: "round" },
  { width: 110, height: 50, shape: "small" },
  { width: 340, height: 400, shape: "round" },
  { width: 100, height: 300, shape: "round" },
] as const;

test("a dial lies within its room, its labels too", () => {
  for (const { width, height, shape } of sizes) {
    const placed = placeDial({ width, height });
    expect(placed.shape).toBe(shape);
    for (let share = 0; share <= 1; share += 0.05) {
      const { x, y } = arcPoint(placed.arc, share, 9);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(width);
      expect(y).toBeGreaterThanOrEqual(0);
    }
    const foot = arcPoint(placed.arc, 1).y + (shape === "small" ? 0 : endLabelPx);
    expect(foot).toBeLessThanOrEqual(height);
  }
});
