import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToSketch, type Sketch } from "@/lib/metric/sketch";
import { expectDamageIsSeen } from "./block.test-support";
import { decodeSketches, encodeSketches } from "./sketch-codec";

const key = fc.oneof(fc.integer({ min: 40_100, max: 40_140 }), fc.integer({ min: -90_000, max: 90_000 }));
const sampled = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0.1, 0.3, 1 / 3, 0.7))
  .map(([times, rate]) => Array.from({ length: times }).reduce<number>((sum) => sum + 1 / rate, 0));
const weight = fc.constantFrom(
  fc.integer({ min: 1, max: 3 }),
  fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, sampled),
  fc.integer({ min: 1, max: 40 }).map((times) => times * 10),
  sampled,
  fc.maxSafeNat(),
  fc.double(),
);
const sketches = weight.chain((each) =>
  fc.array(
    fc.option(fc.uniqueArray(fc.tuple(key, each), { selector: ([bin]) => bin }).map((bins) => new Map(bins))),
    {
      maxLength: 60,
    },
  ),
);

describe("a block of sketches", () => {
  it("gives back every bin with its weight, an empty sketch as none", () => {
    fc.assert(
      fc.property(sketches, (made) => {
        const expected = made.map((sketch) => (sketch?.size ? sketch : null));
        expect(decodeSketches(encodeSketches(made))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps wide sketches, in which most bins occur in most steps", () => {
    const made = Array.from({ length: 40 }, (_, step) => sketchOf(2_000, step));
    expect(decodeSketches(encodeSketches(made))).toEqual(made);
  });

  it("can be of any length up to 65,535 steps and not longer", () => {
    const made = Array.from({ length: 65_535 }, (_, step) => (step % 9 === 4 ? sketchOf(2, step) : null));
    expect(decodeSketches(encodeSketches(made))).toEqual(made);
    expect(decodeSketches(encodeSketches([]))).toEqual([]);
    expect(() => encodeSketches([...made, null])).toThrow(RangeError);
  });

  it("refuses bins that no sketch has", () => {
    expect(() => encodeSketches([new Map([[0.5, 1]])])).toThrow(RangeError);
    expect(() => encodeSketches([new Map([[Number.NaN, 1]])])).toThrow(RangeError);
  });

  it("is seen to be damaged, whatever bit flips and wherever it is cut", () => {
    const made = [null, sketchOf(9, 1), sketchOf(4, 2), new Map([[7, 10 / 3]]), new Map([[7, -1]])];
    expectDamageIsSeen(encodeSketches(made), decodeSketches);
  });

  it.each([
    ["10 samples", 10, 1, 8],
    ["10 samples of one in ten", 10, 10, 8],
    ["10 samples of three in ten", 10, 1 / 0.3, 9],
    ["100 samples", 100, 1, 36],
  ])("takes for %s a step, log-normal, few bytes", (_, samples, weightOfOne, most) => {
    const made = Array.from({ length: 300 }, (__, step) => sketchOf(samples, step, weightOfOne));
    expect(encodeSketches(made).length / 300).toBeLessThan(most);
  });
});

/** Log-normal samples, sigma 0.5. */
function sketchOf(samples: number, seed: number, weightOfOne = 1): Sketch {
  const sketch: Sketch = new Map();
  for (let i = 0; i < samples; i++) {
    const at = seed * 5_000 + i * 2;
    const normal = Math.sqrt(-2 * Math.log(uniform(at))) * Math.cos(2 * Math.PI * uniform(at + 1));
    addToSketch(sketch, 12 * Math.exp(normal / 2), weightOfOne);
  }
  return sketch;
}

/** In (0, 1], the same for the same i. */
function uniform(i: number): number {
  let hash = Math.imul(i + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (((hash ^ (hash >>> 13)) >>> 0) + 1) / 4_294_967_296;
}
