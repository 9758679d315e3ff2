import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToDistinct, type Distinct, emptyDistinct } from "@/lib/metric/distinct";
import { expectDamageIsSeen } from "./block.test-support";
import { decodeDistincts, encodeDistincts } from "./set-codec";

const hash = fc.oneof(fc.nat({ max: 30 }), fc.maxSafeNat());
const register = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 42 }));
const registers = fc
  .tuple(
    fc.uint8Array({ minLength: 4_096, maxLength: 4_096 }),
    fc.array(register, { minLength: 30, maxLength: 30 }),
  )
  .chain(([noise, few]) =>
    fc.constantFrom(
      noise,
      Uint8Array.from(noise, (_, i) => few[i % 30]!),
      Uint8Array.from(noise, (_, i) => (i % 97 === 0 ? few[i % 30]! : 7)),
      new Uint8Array(4_096),
    ),
  );
const distinct: fc.Arbitrary<Distinct> = fc.oneof(
  { weight: 4, arbitrary: fc.array(hash, { maxLength: 40 }).map((hashes) => ({ hashes: new Set(hashes) })) },
  { weight: 1, arbitrary: registers.map((each) => ({ registers: each })) },
);

describe("a block of set values", () => {
  it("gives back every member and every register", () => {
    fc.assert(
      fc.property(fc.array(fc.option(distinct), { maxLength: 30 }), (made) => {
        expect(decodeDistincts(encodeDistincts(made))).toEqual(made);
      }),
      { numRuns: 150 },
    );
  });

  it("does not share registers between steps", () => {
    const same = valueOf(300, () => 1);
    const [first, second] = decodeDistincts(encodeDistincts([same, same]));
    expect(first).toEqual(second);
    if (first && "registers" in first) first.registers[0] = 41;
    expect(second).toEqual(same);
  });

  it("can be of any length up to 65,535 steps and not longer", () => {
    const made = Array.from({ length: 65_535 }, (_, step) =>
      step % 9 === 4 ? valueOf(2, () => step) : null,
    );
    expect(decodeDistincts(encodeDistincts(made))).toEqual(made);
    expect(decodeDistincts(encodeDistincts([]))).toEqual([]);
    expect(() => encodeDistincts([...made, null])).toThrow(RangeError);
  });

  it("refuses what is no set value", () => {
    for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN])
      expect(() => encodeDistincts([{ hashes: new Set([wrong]) }])).toThrow(RangeError);
    expect(() => encodeDistincts([{ registers: new Uint8Array(4_095) }])).toThrow(RangeError);
  });

  it("is seen to be damaged, whatever bit flips and wherever it is cut", () => {
    const made = [
      null,
      valueOf(9, () => 1),
      valueOf(9, () => 3),
      { registers: new Uint8Array(4_096).fill(3) },
    ];
    expectDamageIsSeen(encodeDistincts(made), decodeDistincts);
  });

  it.each([
    ["50 members that stay", 3, 300, () => valueOf(50, (i) => i)],
    [
      "50 members of which some come and go",
      20,
      300,
      (step: number) => valueOf(50, (i) => (i * 7 + step) % 60),
    ],
    ["1,000 members that stay", 40, 40, () => valueOf(1_000, (i) => i)],
    ["1,000 members, a tenth of them new", 800, 40, (step: number) => valueOf(1_000, (i) => i + step * 100)],
    ["20,000 new members", 1_800, 9, (step: number) => valueOf(20_000, (i) => i + step * 20_000)],
    ["1,000 new members", 1_050, 40, (step: number) => valueOf(1_000, (i) => i + step * 1_000)],
  ])("takes for %s at most %d bytes a step", (_, most, steps, make) => {
    const made = Array.from({ length: steps }, (__, step) => make(step));
    expect(encodeDistincts(made).length / steps).toBeLessThan(most);
  });
});

function valueOf(members: number, name: (i: number) => number): Distinct {
  let value = emptyDistinct();
  for (let i = 0; i < members; i++) value = addToDistinct(value, `user-${name(i)}`);
  return value;
}
