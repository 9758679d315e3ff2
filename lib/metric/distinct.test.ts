import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Distinct,
  addToDistinct,
  cloneDistinct,
  countDistinct,
  emptyDistinct,
  mergeDistinct,
} from "./distinct";

it("is exact up to 256 members, however often each comes", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 256 }), (members) => {
      expect(countDistinct(distinctOf([...members, ...members]))).toBe(new Set(members).size);
    }),
  );
});

it("keeps its standard error of 1.6 % above that", () => {
  const errors = [300, 1_000, 5_000, 10_000, 20_000, 50_000].flatMap((size) =>
    ["user-", "10.0.0.", ""].map(
      (prefix) => countDistinct(distinctOf(range(size).map((i) => `${prefix}${i}`))) / size - 1,
    ),
  );
  const meanSquare = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  expect(Math.sqrt(meanSquare)).toBeLessThan(0.02);
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.064);
});

it("counts a union as if one had seen all, exact and estimated ones mixed", () => {
  for (const [a, b] of [
    [10, 10],
    [200, 200],
    [10, 2_000],
    [2_000, 10],
    [2_000, 2_000],
  ] as const) {
    const [left, right] = [range(a).map((i) => `l${i}`), range(b).map((i) => `r${i}`)];
    const union = mergeDistinct(distinctOf(left), distinctOf([...right, ...left]));
    expect(countDistinct(union)).toBe(countDistinct(distinctOf([...left, ...right])));
  }
});

it("leaves a clone alone", () => {
  for (const size of [3, 300]) {
    const original = distinctOf(range(size).map(String));
    const count = countDistinct(original);
    mergeDistinct(cloneDistinct(original), distinctOf(range(900).map((i) => `other${i}`)));
    expect(countDistinct(original)).toBe(count);
  }
});

function distinctOf(members: string[]): Distinct {
  return members.reduce(addToDistinct, emptyDistinct());
}

function range(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i);
}
