import fc from "fast-check";
import { expect, test } from "vitest";
import { pickLogScale } from "./log-ticks";

test("a log scale holds the data, has one to four lines above its bottom and room above the highest", () => {
  const numbers = fc.double({ min: 1e-9, max: 1e15, noNaN: true });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const { min, max, ticks } = pickLogScale(low, high, null, null);
      expect(min).toBeGreaterThan(0);
      expect(min).toBeLessThanOrEqual(low * (1 + 1e-9));
      expect(max).toBeGreaterThanOrEqual(high);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(4);
      for (const tick of ticks) expect(tick).toBeGreaterThan(min);
      expect(Math.log(ticks[ticks.length - 1]! / min) / Math.log(max / min)).toBeLessThan(0.91);
    }),
  );
});

test("its lines are 1, 2, 5 within two decades, then decades, then every second and third one", () => {
  expect(pickLogScale(12, 90, null, null).ticks).toEqual([20, 50, 100]);
  expect(pickLogScale(1, 1_000, null, null).ticks).toEqual([10, 100, 1_000]);
  expect(pickLogScale(1, 1e8, null, null).ticks).toEqual([1e2, 1e4, 1e6, 1e8]);
  expect(pickLogScale(1, 1e12, null, null).ticks).toEqual([1e3, 1e6, 1e9, 1e12]);
});

test("fixed ends above zero stay, others are left to the data", () => {
  expect(pickLogScale(5, 500, 1, 1_000)).toMatchObject({ min: 1, max: 1_000, ticks: [10, 100, 1_000] });
  expect(pickLogScale(5, 500, 0, null).min).toBe(5);
  expect(pickLogScale(5, 500, -3, -1)).toEqual(pickLogScale(5, 500, null, null));
});

test("one value, or none, is a scale of its own", () => {
  expect(pickLogScale(100, 100, null, null)).toMatchObject({ min: 50, ticks: [100, 200, 500] });
  const { min, max } = pickLogScale(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, null);
  expect(max).toBeGreaterThan(min);
});
