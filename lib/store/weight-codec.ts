import type { BitReader, BitWriter } from "./bit-stream";
import { decodeDoubles, encodeDoubles } from "./double-codec";
import { decodeSigned, encodeSigned } from "./integer-codec";
import { correct, findCorrection } from "./scalar-model";

const largestMultiple = 2 ** 49;

/**
 * Writes what turns small whole numbers back into weights, and replaces the weights by these numbers: how
 * many units (1, or 1/rate of sampled lines), with corrections of the last places. Weights that are no
 * multiples become 1, are written here, and all others move up by one.
 */
export function encodeWeights(to: BitWriter, rows: readonly number[][]): void {
  const unit = pickUnit(rows);
  const corrections: number[] = [];
  const others: number[] = [];
  for (const row of rows)
    for (const weight of row) {
      const places = findUnitCorrection(weight, unit);
      if (places === places) corrections.push(places);
      else others.push(weight);
    }
  to.bits(unit === 1 ? 0 : 1, 1);
  if (unit !== 1) to.doubles(Float64Array.of(unit), 1);
  writeList(to, others, encodeDoubles);
  writeList(to, corrections.some((places) => places !== 0) ? corrections : [], encodeSigned);
  const shift = others.length > 0 ? 1 : 0;
  for (const row of rows)
    for (let i = 0; i < row.length; i++)
      row[i] = Number.isNaN(findUnitCorrection(row[i]!, unit)) ? 1 : Math.round(row[i]! / unit) + shift;
}

/** Reads that back; what it returns takes the numbers in the order in which they were written. */
export function decodeWeights(from: BitReader, most: number): (units: number) => number {
  const unit = from.bits(1) === 0 ? Float64Array.of(1) : new Float64Array(1);
  if (unit[0] === 0) from.doubles(unit, 1);
  const others = readList(from, most, decodeDoubles);
  const corrections = readList(from, most, decodeSigned);
  const shift = others.length > 0 ? 1 : 0;
  let [nextOther, nextCorrection] = [0, 0];
  return (units) => {
    if (units === shift) {
      if (nextOther === others.length) throw new RangeError("a block's sketches miss a weight");
      return others[nextOther++]!;
    }
    const weight = (units - shift) * unit[0]!;
    return corrections.length === 0 ? weight : correct(weight, corrections[nextCorrection++]!);
  };
}

/** NaN for a weight that is no multiple. */
function findUnitCorrection(weight: number, unit: number): number {
  const units = Math.round(weight / unit);
  return units >= 1 && units < largestMultiple ? findCorrection(weight, units * unit) : Number.NaN;
}

/** The smallest weight, if as many are multiples of it as are whole. */
function pickUnit(rows: readonly number[][]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const row of rows) for (const weight of row) if (weight > 0 && weight < least) least = weight;
  if (least === 1 || least === Number.POSITIVE_INFINITY) return 1;
  let more = 0;
  for (const row of rows)
    for (const weight of row)
      more +=
        (findUnitCorrection(weight, least) >= -64 ? 1 : 0) - (findUnitCorrection(weight, 1) === 0 ? 1 : 0);
  return more >= 0 ? least : 1;
}

function writeList(
  to: BitWriter,
  list: readonly number[],
  encode: (to: BitWriter, values: Float64Array, count: number) => void,
): void {
  to.sized(list.length);
  if (list.length > 0) encode(to, Float64Array.from(list), list.length);
}

function readList(
  from: BitReader,
  most: number,
  decode: (from: BitReader, into: Float64Array, count: number) => unknown,
): Float64Array {
  const length = from.sized();
  if (length > most) throw new RangeError("a block's sketches hold too many weights");
  const list = new Float64Array(length);
  if (length > 0) decode(from, list, length);
  return list;
}
