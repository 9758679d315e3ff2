import fc from "fast-check";
import { expect, test } from "vitest";
import { pickTimeTicks, pickValueScale } from "./ticks";

test("a scale by the data holds the data and has three ticks inside", () => {
  const numbers = fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000);
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const { min, max, ticks } = pickValueScale(low, high, null, null);
      const slack = Math.max(Math.abs(low), Math.abs(high)) * 1e-9;
      expect(min).toBeLessThanOrEqual(low + slack);
      expect(max).toBeGreaterThanOrEqual(high - slack);
      expect(ticks).toHaveLength(3);
      expect(ticks.every((tick) => tick > min && tick < max)).toBe(true);
    }),
  );
});

test("a scale of positive data begins at zero, unless that would flatten it", () => {
  expect(pickValueScale(10, 580, null, null)).toMatchObject({ min: 0, ticks: [200, 400, 600] });
  expect(pickValueScale(5.3e9, 5.5e9, null, null).min).toBeGreaterThan(5e9);
});

test("fixed ends stay where they are", () => {
  expect(pickValueScale(0, 500, 0, 100)).toMatchObject({ min: 0, max: 100 });
  expect(pickValueScale(0, 500, null, 100)).toMatchObject({ max: 100 });
  expect(pickValueScale(3, 500, -10, null)).toMatchObject({ min: -10 });
});

test("nothing known is a scale of its own", () => {
  const { min, max, ticks } = pickValueScale(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, null);
  expect(min).toBe(0);
  expect(max).toBeGreaterThan(0);
  expect(ticks).toHaveLength(3);
});

test("time labels stand at round local times, apart from each other and from the end", () => {
  const minMs = Date.UTC(2026, 0, 1, 10, 3, 7);
  const { ticks, stepMs } = pickTimeTicks(minMs, minMs + 900_000, 400, 5.5 * 3_600_000);
  expect(stepMs).toBe(300_000);
  for (const tick of ticks) expect((tick + 5.5 * 3_600_000) % stepMs).toBe(0);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks[ticks.length - 1]).toBeLessThan(minMs + 900_000 - 60 * (900_000 / 400) + 1);
});
