import { type BitReader, bitLength, type BitWriter, riceLength } from "./bit-stream";
import { decodeSigned, encodeSigned } from "./integer-codec";
import { median } from "./scalar-model";

/** Whole numbers of a row that are not 0, by rising place. */
export interface Row {
  length: number;
  places: Int32Array;
  values: Float64Array;
}

const noValues = 31;

export function makeRow(width: number): Row {
  return { length: 0, places: new Int32Array(width), values: new Float64Array(width) };
}

/** Writes a row of `width` places: gaps and values where it is sparse, else the values of all places. */
export function encodeRow(to: BitWriter, row: Row, width: number): void {
  const { length, places, values } = row;
  to.rice(length, countWidth(width));
  if (length * 2 > width) return encodeDense(to, row, width);
  const k = gapWidth(length, width);
  for (let i = 0; i < length; i++) to.rice(places[i]! - (i === 0 ? 0 : places[i - 1]! + 1), k);
  if (length === 0) return;
  const valueWidth = pickValueWidth(values, length);
  to.bits(valueWidth === noValues ? 0 : 1, 1);
  if (valueWidth === noValues) return;
  to.bits(valueWidth, 5);
  for (let i = 0; i < length; i++) to.rice(values[i]! - 1, valueWidth);
}

/** RangeError for places beyond `width`. */
export function decodeRow(from: BitReader, row: Row, width: number): void {
  const { places, values } = row;
  row.length = from.rice(countWidth(width));
  if (row.length > width) throw new RangeError("a block's row is longer than the block");
  if (row.length * 2 > width) return decodeDense(from, row, width);
  const k = gapWidth(row.length, width);
  let place = -1;
  for (let i = 0; i < row.length; i++) {
    place += from.rice(k) + 1;
    if (place >= width) throw new RangeError("a block's row is longer than the block");
    places[i] = place;
  }
  if (row.length === 0) return;
  const hasValues = from.bits(1) === 1;
  const valueWidth = hasValues ? from.bits(5) : 0;
  for (let i = 0; i < row.length; i++) values[i] = hasValues ? from.rice(valueWidth) + 1 : 1;
  from.check();
}

let dense = new Float64Array(0);

function encodeDense(to: BitWriter, { length, places, values }: Row, width: number): void {
  if (dense.length < width) dense = new Float64Array(width);
  dense.fill(0, 0, width);
  for (let i = 0; i < length; i++) dense[places[i]!] = values[i]!;
  const base = median(dense, width);
  to.sized(base);
  for (let i = 0; i < width; i++) dense[i]! -= base;
  encodeSigned(to, dense, width);
}

function decodeDense(from: BitReader, row: Row, width: number): void {
  if (dense.length < width) dense = new Float64Array(width);
  const base = from.sized();
  decodeSigned(from, dense, width);
  row.length = 0;
  for (let i = 0; i < width; i++) {
    const value = dense[i]! + base;
    if (value === 0) continue;
    row.places[row.length] = i;
    row.values[row.length++] = value;
  }
}

function countWidth(width: number): number {
  return Math.max(bitLength(width) - 4, 0);
}

/** Both sides know how many gaps share the width. */
function gapWidth(length: number, width: number): number {
  if (length === 0) return 0;
  return Math.max(bitLength(Math.floor(((width - length) / length) * 1.4)) - 1, 0);
}

function pickValueWidth(values: Float64Array, length: number): number {
  let best = noValues;
  let least = Number.POSITIVE_INFINITY;
  let max = 0;
  for (let i = 0; i < length; i++) max = Math.max(max, values[i]!);
  if (max === 1) return noValues;
  for (let k = 0; k <= Math.min(bitLength(max - 1), 24); k++) {
    let bits = 0;
    for (let i = 0; i < length; i++) bits += riceLength(values[i]! - 1, k);
    if (bits < least) [best, least] = [k, bits];
  }
  return best;
}
