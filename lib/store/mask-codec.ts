import { type BitReader, type BitWriter, riceLength } from "./bit-stream";

const [allZero, allOne, firstZero, firstOne] = [0, 1, 2, 3];

/** `count` flags of 0 and 1 as runs: two bits when all are equal, never much above a bit a flag. */
export function encodeMask(to: BitWriter, flags: Uint8Array, count: number): void {
  const lengths = [[] as number[], [] as number[]] as const;
  eachRun(flags, count, (flag, length) => lengths[flag].push(length - 1));
  if (lengths[1].length === 0) return to.bits(allZero, 2);
  if (lengths[0].length === 0) return to.bits(allOne, 2);
  to.bits(flags[0] === 1 ? firstOne : firstZero, 2);
  const ks = [pickWidth(lengths[0]), pickWidth(lengths[1])] as const;
  to.bits(ks[0], 4);
  to.bits(ks[1], 4);
  eachRun(flags, count, (flag, length) => to.rice(length - 1, ks[flag]));
}

/** Says whether flags are all equal. RangeError for runs that do not add up to `count`. */
export function decodeMask(from: BitReader, into: Uint8Array, count: number): "zeros" | "ones" | "mixed" {
  const form = from.bits(2);
  if (form <= allOne) {
    into.fill(form, 0, count);
    return form === allOne ? "ones" : "zeros";
  }
  const ks = [from.bits(4), from.bits(4)] as const;
  let flag: 0 | 1 = form === firstOne ? 1 : 0;
  for (let at = 0; at < count; flag = flag === 1 ? 0 : 1) {
    const length = from.rice(ks[flag]) + 1;
    if (at + length > count) throw new RangeError("a block's runs are longer than the block");
    into.fill(flag, at, at + length);
    at += length;
  }
  from.check();
  return "mixed";
}

function eachRun(flags: Uint8Array, count: number, visit: (flag: 0 | 1, length: number) => void): void {
  for (let at = 0; at < count;) {
    const from = at;
    while (at < count && flags[at] === flags[from]) at++;
    visit(flags[from] === 1 ? 1 : 0, at - from);
  }
}

function pickWidth(values: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 16; k++) {
    let bits = 0;
    for (const value of values) bits += riceLength(value, k);
    if (bits < least) [best, least] = [k, bits];
  }
  return best;
}
