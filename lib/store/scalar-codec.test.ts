import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeScalars, encodeScalars } from "./scalar-codec";
import { expectDamageIsSeen } from "./block.test-support";

const decimal = fc
  .tuple(fc.integer({ min: -(10 ** 8), max: 10 ** 8 }), fc.integer({ min: 0, max: 9 }))
  .map(([whole, scale]) => whole / 10 ** scale);
const edge = fc.constantFrom(
  0,
  -0,
  Infinity,
  -Infinity,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  Number.EPSILON,
  0.1 + 0.2,
  1 / 3,
  2 ** 49,
  2 ** 50 - 1,
  2 ** 50,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  -(2 ** 50) + 1,
  1e100,
  1e-9,
);
const anything = fc.oneof(fc.double(), edge, decimal, fc.integer(), fc.maxSafeInteger(), fc.constant(NaN));

/** Columns as they come, and as the model is made for. */
const values: fc.Arbitrary<(length: number) => number[]> = fc.oneof(
  fc.infiniteStream(anything).map(takeFrom),
  fc.infiniteStream(fc.double()).map(takeFrom),
  fc.infiniteStream(decimal).map(takeFrom),
  fc.infiniteStream(fc.nat({ max: 9 })).map(takeFrom),
  fc.infiniteStream(fc.integer({ min: -20, max: 20 })).map((steps) => (length: number) => {
    let at = 1_000;
    return takeFrom(steps)(length).map((step) => (at += step));
  }),
  fc.infiniteStream(fc.integer({ min: 0, max: 2 ** 44 })).map((steps) => (length: number) => {
    let at = -(2 ** 49);
    return takeFrom(steps)(length).map((step) => (at += step));
  }),
  fc.infiniteStream(decimal).map((steps) => (length: number) => {
    let sum = 0;
    return takeFrom(steps)(length).map((step) => (sum += step));
  }),
  anything.map((value) => (length: number) => Array.from({ length }, () => value)),
  fc.infiniteStream(fc.oneof({ weight: 20, arbitrary: fc.constant(NaN) }, anything)).map(takeFrom),
  fc.infiniteStream(fc.oneof({ weight: 20, arbitrary: decimal }, anything)).map(takeFrom),
);
const length = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 400 }));
const columns = fc
  .tuple(length, fc.array(values, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()))
  .map(([size, makers, choices]) => {
    const made = makers.map((make) => Float64Array.from(make(size)));
    // Some columns equal an earlier one, wholly or in some steps, as a gauge's min and max do.
    for (let c = 1; c < made.length; c++) {
      const kind = choices.next().value! % 4;
      if (kind === 0) made[c] = made[c - 1]!.slice();
      if (kind === 1) for (let i = 0; i < size; i++) if (i % 7 !== 0) made[c]![i] = made[0]![i]!;
      if (kind === 2) for (let i = 0; i < size; i++) made[c]![i] = made[c - 1]![i]! + (i % 3);
    }
    return made;
  });

describe("a block of scalars", () => {
  it("gives back every double as it was", () => {
    fc.assert(fc.property(columns, expectRoundTrip), { numRuns: 400 });
  });

  it("can be of any length up to 65,535 steps and not longer", () => {
    for (const steps of [0, 1, 31, 32, 33, 65_535]) {
      expectRoundTrip([Float64Array.from({ length: steps }, (_, i) => (i * i) % 1_000)]);
      expectRoundTrip([Float64Array.from({ length: steps }, (_, i) => Math.sqrt(i))]);
    }
    expect(() => encodeScalars([new Float64Array(65_536)])).toThrow(RangeError);
    expect(() => encodeScalars([new Float64Array(1), new Float64Array(2)])).toThrow(RangeError);
  });

  it("is pasted into a range by the steps asked for", () => {
    const bytes = encodeScalars([Float64Array.of(0, 1, 2, 3, 4), Float64Array.of(0.5, NaN, 2.5, 3.5, 4.5)]);
    const into = [new Float64Array(6).fill(9), new Float64Array(6).fill(9)];
    expect(decodeScalars(bytes, into, 2, 1, 4)).toBe(5);
    expect(into.map((column) => [...column])).toEqual([
      [9, 9, 1, 2, 3, 9],
      [9, 9, NaN, 2.5, 3.5, 9],
    ]);
    expect(decodeScalars(bytes, into, 0, 4, 99)).toBe(5);
    expect(into[0]![0]).toBe(4);
    expect(decodeScalars(bytes, into, 6, 9, 99)).toBe(5);
  });

  it("of other columns than asked for is refused", () => {
    const bytes = encodeScalars([Float64Array.of(1)]);
    expect(() => decodeScalars(bytes, [], 0, 0, 1)).toThrow(RangeError);
    expect(() => decodeScalars(bytes, [new Float64Array(1), new Float64Array(1)], 0, 0, 1)).toThrow(
      RangeError,
    );
  });

  it("is seen to be damaged, whatever bit flips and wherever it is cut", () => {
    const sums = Float64Array.from({ length: 60 }, (_, i) => (i % 9) * 0.1 + 0.2);
    const odd = Float64Array.from({ length: 60 }, (_, i) => (i % 5 === 0 ? NaN : Math.sqrt(i)));
    expectDamageIsSeen(encodeScalars([sums, odd, sums.map((sum) => sum + 1)]), (bytes) =>
      decodeScalars(bytes, [new Float64Array(60), new Float64Array(60), new Float64Array(60)], 0, 0, 60),
    );
  });
});

describe("the bytes a point takes", () => {
  const normal = (i: number) =>
    Math.sqrt(-2 * Math.log(uniform(i))) * Math.cos(2 * Math.PI * uniform(i + 6_000));
  const series = (make: (i: number) => number) => Float64Array.from({ length: 360 }, (_, i) => make(i));
  const perPoint = (...made: Float64Array[]) => encodeScalars(made).length / (360 * made.length);

  it.each([
    ["a constant", 0.04, () => series(() => 0.25)],
    ["a small counter", 0.75, () => series((i) => Math.round(Math.abs(normal(i) * 3)))],
    [
      "latencies of three decimals",
      2.3,
      () => series((i) => Math.round(12_345 * Math.exp(normal(i) / 2)) / 1_000),
    ],
    ["one step in twenty", 0.15, () => series((i) => (i % 20 === 7 ? i % 3 : NaN))],
    ["doubles of sixteen digits", 8.1, () => series((i) => normal(i))],
    ["sums of decimals", 2.8, () => series((i) => 0.1 + Math.round(normal(i) * 1e4) / 1_000 + 0.7)],
    ["few distinct doubles", 1.3, () => series((i) => Math.exp(Math.round(normal(i) * 3) * 0.02))],
  ])("of %s are at most %f", (_, most, make) => {
    expect(perPoint(make())).toBeLessThan(most);
  });

  it("are few for a column that mostly equals an earlier one", () => {
    const last = series((i) => Math.exp(normal(i)));
    const max = last.map((value, i) => (i % 10 === 3 ? value + 1 : value));
    expect(encodeScalars([last, last, max]).length).toBeLessThan(encodeScalars([last]).length + 360);
  });

  it("are at most 9 whatever comes", () => {
    fc.assert(
      fc.property(columns, (made) => {
        const points = made.length * made[0]!.length;
        expect(encodeScalars(made).length).toBeLessThanOrEqual(8 + made.length * 24 + points * 9);
      }),
      { numRuns: 200 },
    );
  });
});

/** In (0, 1], the same for the same i. */
function uniform(i: number): number {
  const hash = Math.imul(Math.imul(i + 1, 0x9e3779b1) ^ (i << 7), 0x85ebca6b);
  return (((hash ^ (hash >>> 13)) >>> 0) + 1) / 4_294_967_296;
}

function expectRoundTrip(made: readonly Float64Array[]): void {
  const steps = made[0]!.length;
  const into = made.map(() => new Float64Array(steps).fill(7));
  expect(decodeScalars(encodeScalars(made), into, 0, 0, steps)).toBe(steps);
  const wrong = made.flatMap((column, c) =>
    [...column].flatMap((value, i) =>
      Object.is(value, into[c]![i]) ? [] : [{ c, i, value, got: into[c]![i] }],
    ),
  );
  expect(wrong).toEqual([]);
}

function takeFrom(stream: Iterable<number>): (size: number) => number[] {
  return (size) => {
    const taken: number[] = [];
    if (size > 0)
      for (const value of stream) {
        taken.push(value);
        if (taken.length === size) break;
      }
    return taken;
  };
}
