import fc from "fast-check";
import { expect, it } from "vitest";
import { addToSketch, mergeSketchInto, valueAtRank } from "./sketch";

const relativeError = 0.01 + 1e-9;
const measurement = fc.oneof(
  fc.double({ min: 1e-9, max: 1e100, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.integer({ min: 0, max: 1_000 }),
);

it("answers every rank within 1 % of the exact value", () => {
  fc.assert(
    fc.property(fc.array(measurement, { minLength: 1, maxLength: 200 }), (values) => {
      const sketch = sketchOf(values);
      const exact = values.toSorted((a, b) => a - b);
      exact.forEach((value, i) => {
        expect(Math.abs(valueAtRank(sketch, i + 1) - value)).toBeLessThanOrEqual(
          Math.abs(value) * relativeError,
        );
      });
    }),
  );
});

it("is the same whether values were added to one sketch or merged from two", () => {
  fc.assert(
    fc.property(fc.array(measurement), fc.array(measurement), (some, others) => {
      const merged = sketchOf(some);
      mergeSketchInto(merged, sketchOf(others));
      expect(merged).toEqual(sketchOf([...some, ...others]));
    }),
  );
});

it("weighs sampled values, though their weights are no whole numbers", () => {
  const sketch = new Map<number, number>();
  for (let i = 0; i < 3; i++) addToSketch(sketch, 10, 1 / 0.3);
  addToSketch(sketch, 1_000);
  expect(valueAtRank(sketch, 10)).toBeCloseTo(10, 0);
  expect(valueAtRank(sketch, 11) / 1_000).toBeCloseTo(1, 1);
});

it("holds zeros, the smallest and the largest numbers apart", () => {
  const values = [-1e100, -5e-324, 0, 5e-324, 1e100];
  const sketch = sketchOf(values);
  expect(sketch.size).toBe(5);
  expect(valueAtRank(sketch, 3)).toBe(0);
  expect(valueAtRank(sketch, 1)).toBeLessThan(0);
});

it("has no value when it is empty", () => {
  expect(valueAtRank(new Map(), 1)).toBeNaN();
});

function sketchOf(values: number[]): Map<number, number> {
  const sketch = new Map<number, number>();
  for (const value of values) addToSketch(sketch, value);
  return sketch;
}
