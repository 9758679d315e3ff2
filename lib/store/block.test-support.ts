import { expect } from "vitest";

/** Flips every bit, cuts at every byte, appends, and takes the block for one of another kind. */
export function expectDamageIsSeen(block: Uint8Array, decode: (bytes: Uint8Array) => unknown): void {
  expect(() => decode(block)).not.toThrow();
  for (let bit = 0; bit < block.length * 8; bit++) {
    const damaged = block.slice();
    damaged[bit >> 3]! ^= 128 >> (bit & 7);
    expect(() => decode(damaged), `bit ${bit}`).toThrow(RangeError);
  }
  for (let length = 0; length < block.length; length++)
    expect(() => decode(block.slice(0, length)), `cut at ${length}`).toThrow(RangeError);
  for (const tail of [[0], [255], [0, 0, 0, 0]])
    expect(() => decode(Uint8Array.from([...block, ...tail])), `longer by ${tail}`).toThrow(RangeError);
  for (const format of [0x11, 0x21, 0x31, 0x41, 0x12].filter((each) => each !== block[0]))
    expect(() => decode(Uint8Array.from([format, ...block.slice(1)])), `format ${format}`).toThrow(
      RangeError,
    );
  expect(() => decode(block)).not.toThrow();
}
