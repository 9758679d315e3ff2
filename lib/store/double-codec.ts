import type { BitReader, BitWriter } from "./bit-stream";
import { decodeIntegers, encodeIntegers } from "./integer-codec";

/** Doubles that follow no rule, eight bytes each, or each distinct one once and then by its place. */
export function encodeDoubles(to: BitWriter, values: Float64Array, count: number): void {
  const numbered = numberDistinct(values, count);
  to.bits(numbered === null ? 0 : 1, 1);
  if (numbered === null) return to.doubles(values, count);
  const distinct = Float64Array.from(numbered.distinct);
  to.bits(distinct.length, 16);
  to.doubles(distinct, distinct.length);
  encodeIntegers(to, numbered.indexes, count);
}

/** RangeError for a place that is not there. */
export function decodeDoubles(from: BitReader, into: Float64Array, count: number): void {
  if (from.bits(1) === 0) return from.doubles(into, count);
  const distinct = new Float64Array(from.atMost(from.bits(16)));
  from.doubles(distinct, distinct.length);
  decodeIntegers(from, into, count);
  for (let i = 0; i < count; i++) {
    const index = into[i]!;
    if (index >= distinct.length) throw new RangeError("a block names a value it does not hold");
    into[i] = distinct[index]!;
  }
}

/** Null when too many are distinct for it to pay. */
function numberDistinct(
  values: Float64Array,
  count: number,
): { distinct: number[]; indexes: Float64Array } | null {
  const limit = Math.min(count / 2, 65_535);
  const placeOf = new Map<number, number>();
  const indexes = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    // A map takes 0 and -0 for one key.
    if (Object.is(value, -0)) return null;
    let place = placeOf.get(value);
    if (place === undefined) {
      place = placeOf.size;
      if (place >= limit || place > 32 + i / 2) return null;
      placeOf.set(value, place);
    }
    indexes[i] = place;
  }
  return { distinct: [...placeOf.keys()], indexes };
}
