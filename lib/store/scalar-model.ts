// How a column is told in small whole numbers: value = whole / 10^scale + correction, exactly.

import { bitLength } from "./bit-stream";

/** Integers stay below this, so that second differences, sign folded in, stay below 2^53. */
const limit = 2 ** 50;
const largestCorrection = 64;
const sampleSize = 32;
const powers = Array.from({ length: 10 }, (_, scale) => 10 ** scale);
/** All values are doubles of their own. */
export const unscaled = 15;

export function powerOf(scale: number): number {
  const power = powers[scale];
  if (power === undefined) throw new RangeError(`a block's scale ${scale} is not known`);
  return power;
}

/** Moves a double by a few of its own last places: sums of decimals miss their decimal by so much. */
export function correct(value: number, places: number): number {
  return value + places * (Math.abs(value) * 2 ** -53);
}

/** The places that lead from `near` to `value`; NaN when none or too many do. */
export function findCorrection(value: number, near: number): number {
  if (value === near) return 0;
  const places = Math.round((value - near) / (Math.abs(near) * 2 ** -53));
  const isFew = Math.abs(places) <= largestCorrection;
  return isFew && correct(near, places) === value ? places : Number.NaN;
}

/** The whole number a value scales to; NaN for none (-0 has none either). */
export function toWhole(value: number, power: number): number {
  const whole = Math.round(value * power);
  if (!(Math.abs(whole) < limit)) return Number.NaN;
  return whole === 0 && Object.is(value, -0) ? Number.NaN : whole + 0;
}

/** What another column's value lets expect of this one. */
export function expectFrom(value: number, power: number): number {
  const whole = Math.round(value * power);
  return Math.abs(whole) < limit ? whole : 0;
}

/** Of a sample: the scale at which digits of all and eight bytes for each that needs more cost least. */
export function pickScale(column: Float64Array, steps: Int32Array, count: number): number {
  const needs = new Uint16Array(powers.length + 1);
  const size = Math.min(count, sampleSize);
  for (let j = 0; j < size; j++) needs[findScale(column[steps[pick(j, size, count)]!]!)]!++;
  let best = unscaled;
  let least = 64 * size;
  let fitting = 0;
  for (let scale = 0; scale < powers.length; scale++) {
    fitting += needs[scale]!;
    const bits = fitting * scale * 3.33 + (size - fitting) * 64;
    if (bits < least) [best, least] = [scale, bits];
  }
  return best;
}

/** The earlier column this one equals most often, or is nearer to than to its own past; -1 for none. */
export function pickReference(
  columns: readonly Float64Array[],
  of: number,
  steps: Int32Array,
  count: number,
): number {
  const column = columns[of]!;
  const size = Math.min(count, sampleSize);
  let [best, mostEqual] = [-1, size >> 3];
  let nearest = 0;
  for (let j = 0; j < size; j++) {
    const at = pick(j, size, count);
    if (at > 0) nearest += Math.abs(column[steps[at]!]! - column[steps[at - 1]!]!);
  }
  for (let other = 0; other < of; other++) {
    let equal = 0;
    let distance = 0;
    for (let j = 0; j < size; j++) {
      const step = steps[pick(j, size, count)]!;
      const difference = Math.abs(column[step]! - columns[other]![step]!);
      if (difference === 0) equal++;
      distance += difference;
    }
    if (equal > mostEqual) [best, mostEqual, nearest] = [other, equal, -1];
    else if (distance < nearest) [best, nearest] = [other, distance];
  }
  return best;
}

/** How a whole number is expected: as `base`, the one before, the line through two, or the other column's. */
export type Order = 0 | 1 | 2 | 3;

/** `expected` is the other column's, null without one. */
export function pickOrder(
  wholes: Float64Array,
  count: number,
  base: number,
  expected: Float64Array | null,
): Order {
  const bits = [0, 0, 0, 0];
  let before = wholes[0]!;
  let slope = 0;
  for (let i = 0; i < count; i++) {
    const whole = wholes[i]!;
    bits[0]! += bitLength(Math.abs(whole - base));
    bits[1]! += bitLength(Math.abs(whole - before));
    bits[2]! += bitLength(Math.abs(whole - before - slope));
    if (expected !== null) bits[3]! += bitLength(Math.abs(whole - expected[i]!));
    slope = whole - before;
    before = whole;
  }
  let best: Order = 1;
  if (bits[0]! < bits[best]!) best = 0;
  if (bits[2]! < bits[best]!) best = 2;
  if (expected !== null && bits[3]! < bits[best]!) best = 3;
  return best;
}

/** Leaves in `wholes` what each differs by from what was expected. */
export function takeDifferences(
  wholes: Float64Array,
  count: number,
  base: number,
  order: Order,
  expected: Float64Array,
): void {
  let before = base;
  let slope = 0;
  for (let i = 0; i < count; i++) {
    const whole = wholes[i]!;
    if (order === 0) wholes[i] = whole - base;
    else if (order === 3) wholes[i] = whole - expected[i]!;
    else {
      wholes[i] = whole - before - slope;
      if (order === 2) slope = whole - before;
      before = whole;
    }
  }
}

/** Undoes `takeDifferences`. */
export function addDifferences(
  wholes: Float64Array,
  count: number,
  base: number,
  order: Order,
  expected: Float64Array,
): void {
  let before = base;
  let slope = 0;
  if (order === 0) for (let i = 0; i < count; i++) wholes[i]! += base;
  else if (order === 1) for (let i = 0; i < count; i++) wholes[i] = before += wholes[i]!;
  else if (order === 2) for (let i = 0; i < count; i++) wholes[i] = before += slope += wholes[i]!;
  else for (let i = 0; i < count; i++) wholes[i]! += expected[i]!;
}

/** Of a sample. */
export function median(values: Float64Array | Uint8Array, count: number): number {
  const size = Math.min(count, sampleSize);
  const sample = new Float64Array(size);
  for (let j = 0; j < size; j++) sample[j] = values[pick(j, size, count)]!;
  return sample.sort()[size >> 1]!;
}

function findScale(value: number): number {
  for (let scale = 0; scale < powers.length; scale++) {
    const whole = toWhole(value, powers[scale]!);
    if (findCorrection(value, whole / powers[scale]!) <= largestCorrection) return scale;
  }
  return powers.length;
}

function pick(j: number, size: number, count: number): number {
  return Math.floor((j * count) / size);
}
