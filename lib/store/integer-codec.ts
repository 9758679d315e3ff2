import { type BitReader, bitLength, type BitWriter, escapeOnes, unzigzag, zigzag } from "./bit-stream";

/** Each group has its own width, so that bursts cost only where they are, and a group of zeros six bits. */
const groupLength = 32;
const widestRice = 24;

/** `count` whole numbers from 0 to 2^53 - 1, small ones in few bits. */
export function encodeIntegers(to: BitWriter, values: Float64Array, count: number): void {
  let any = 0;
  for (let i = 0; i < count && any === 0; i++) any = values[i]!;
  to.bits(any === 0 ? 0 : 1, 1);
  if (any === 0) return;
  for (let from = 0; from < count; from += groupLength)
    encodeGroup(to, values, from, Math.min(from + groupLength, count));
}

/** False when all are 0. RangeError where the block ends too early. */
export function decodeIntegers(from: BitReader, into: Float64Array, count: number): boolean {
  return decodeGroups(from, into, count, false);
}

/** Whole numbers of either sign, in magnitude up to 2^52 - 1; what they become is left in `values`. */
export function encodeSigned(to: BitWriter, values: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) values[i] = zigzag(values[i]!);
  encodeIntegers(to, values, count);
}

/** False when all are 0. RangeError where the block ends too early. */
export function decodeSigned(from: BitReader, into: Float64Array, count: number): boolean {
  return decodeGroups(from, into, count, true);
}

function decodeGroups(from: BitReader, into: Float64Array, count: number, isSigned: boolean): boolean {
  if (from.bits(1) === 0) {
    into.fill(0, 0, count);
    return false;
  }
  for (let first = 0; first < count; first += groupLength) {
    const end = Math.min(first + groupLength, count);
    const width = from.bits(6);
    if (width === 0) into.fill(0, first, end);
    else if (width <= widestRice + 1) decodeRice(from, into, first, end, width - 1, isSigned);
    else
      for (let i = first; i < end; i++) {
        const value = from.wide(width);
        into[i] = isSigned ? unzigzag(value) : value;
      }
    from.check();
  }
  return true;
}

/** One group as machine integers; what is longer than these escapes at any width. */
const group = new Int32Array(groupLength);
const longest = 2 ** 31 - 1;

function encodeGroup(to: BitWriter, values: Float64Array, from: number, end: number): void {
  let sum = 0;
  let max = 0;
  for (let i = from; i < end; i++) {
    const value = values[i]!;
    sum += value;
    if (value > max) max = value;
    group[i - from] = value < longest ? value : longest;
  }
  if (max === 0) {
    to.bits(0, 6);
    return;
  }
  const width = bitLength(max);
  const [k, bits] = pickRice(end - from, sum / (end - from));
  if (width > widestRice + 1 && width * (end - from) < bits) {
    to.bits(width, 6);
    for (let i = from; i < end; i++) to.wide(values[i]!, width);
    return;
  }
  to.bits(k + 1, 6);
  for (let i = from; i < end; i++) to.rice(values[i]!, k);
}

/** Walks from the width of the mean to the nearest minimum; outliers only ever make the mean too large. */
function pickRice(length: number, mean: number): [k: number, bits: number] {
  let k = Math.min(Math.max(bitLength(Math.floor(mean)) - 1, 0), widestRice);
  let bits = riceBits(length, k);
  while (k > 0) {
    const fewer = riceBits(length, k - 1);
    if (fewer >= bits) break;
    bits = fewer;
    k--;
  }
  return [k, bits];
}

function riceBits(length: number, k: number): number {
  let bits = length * (k + 1);
  for (let i = 0; i < length; i++) {
    const value = group[i]!;
    const ones = value >> k;
    bits += ones < escapeOnes ? ones : escapeOnes + 5 - k + 32 - Math.clz32(value);
  }
  return bits;
}

/** `BitReader.rice` over and over, with one look at the bytes for most values. */
function decodeRice(
  from: BitReader,
  into: Float64Array,
  first: number,
  end: number,
  k: number,
  isSigned: boolean,
): void {
  const { view } = from;
  let at = from.at;
  for (let i = first; i < end; i++) {
    const word = view.getUint32(at >>> 3) << (at & 7);
    const ones = Math.clz32(~word);
    // A word shifted by up to 7 bits holds 25.
    if (ones < escapeOnes && ones + k < 25) {
      const value = (ones << k) | (((word << (ones + 1)) >>> 1) >>> (31 - k));
      into[i] = isSigned ? (value >> 1) ^ -(value & 1) : value;
      at += ones + 1 + k;
    } else {
      from.at = at;
      const value = from.rice(k);
      into[i] = isSigned ? unzigzag(value) : value;
      at = from.at;
    }
  }
  from.at = at;
}
