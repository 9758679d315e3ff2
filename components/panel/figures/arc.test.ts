import { expect, test } from "vitest";
import { arcPoint, writeArc } from "./arc";

const half = { x: 50, y: 50, radius: 40, fromDegrees: 180, sweepDegrees: 180 };

test("half a circle goes over the top from left to right", () => {
  expect(arcPoint(half, 0).x).toBeCloseTo(10, 9);
  expect(arcPoint(half, 0.5).y).toBeCloseTo(10, 9);
  expect(arcPoint(half, 1).x).toBeCloseTo(90, 9);
  expect(arcPoint(half, 0.5, 7).y).toBeCloseTo(3, 9);
});

test("a path is written from share to share, the long way round where it is more than half", () => {
  expect(writeArc(half, 0, 1)).toBe("M10 50A40 40 0 0 1 90 50");
  expect(writeArc(half, 0, 0.5)).toBe("M10 50A40 40 0 0 1 50 10");
  expect(writeArc({ ...half, fromDegrees: 135, sweepDegrees: 270 }, 0, 1)).toContain(" 0 1 1 ");
  expect(writeArc(half, 0.3, 0.3)).toBe("");
});
