import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectDamageIsSeen } from "./block.test-support";
import { decodeCoverage, encodeCoverage } from "./coverage-codec";

const runs = fc
  .array(fc.tuple(fc.nat({ max: 1 }), fc.integer({ min: 1, max: 90 })), { maxLength: 40 })
  .map((pieces) => Uint8Array.from(pieces.flatMap(([flag, length]) => Array.from({ length }, () => flag))));
const coverage = fc.oneof(runs, fc.uint8Array({ max: 1, maxLength: 400 }));

describe("a block's coverage", () => {
  it("is given back, in little more than a bit a step", () => {
    fc.assert(
      fc.property(coverage, (made) => {
        const bytes = encodeCoverage(made);
        const into = new Uint8Array(made.length).fill(9);
        decodeCoverage(bytes, into, 0, 0, made.length);
        expect(into).toEqual(made);
        expect(bytes.length).toBeLessThanOrEqual(10 + made.length / 8);
      }),
      { numRuns: 500 },
    );
  });

  it("takes eight bytes when nothing is missing", () => {
    expect(encodeCoverage(new Uint8Array(65_535).fill(1))).toHaveLength(8);
    expect(() => encodeCoverage(new Uint8Array(65_536))).toThrow(RangeError);
  });

  it("is pasted into a range by the steps asked for", () => {
    const bytes = encodeCoverage(Uint8Array.of(1, 0, 0, 1, 1));
    const into = new Uint8Array(6).fill(9);
    decodeCoverage(bytes, into, 1, 2, 4);
    expect([...into]).toEqual([9, 0, 1, 9, 9, 9]);
    decodeCoverage(bytes, into, 5, 4, 99);
    decodeCoverage(bytes, into, 6, 7, 99);
    expect([...into]).toEqual([9, 0, 1, 9, 9, 1]);
  });

  it("is seen to be damaged, whatever bit flips and wherever it is cut", () => {
    const into = new Uint8Array(99);
    const made = Uint8Array.from({ length: 99 }, (_, i) => (i % 7 < 5 ? 1 : 0));
    expectDamageIsSeen(encodeCoverage(made), (bytes) => decodeCoverage(bytes, into, 0, 0, 99));
  });
});
