import { BitReader, BitWriter, unzigzag, zigzag } from "./bit-stream";
import { decodeDoubles, encodeDoubles } from "./double-codec";
import { decodeSigned, encodeSigned } from "./integer-codec";
import { decodeMask, encodeMask } from "./mask-codec";
import {
  addDifferences,
  correct,
  expectFrom,
  findCorrection,
  median,
  type Order,
  pickOrder,
  pickReference,
  pickScale,
  powerOf,
  takeDifferences,
  toWhole,
  unscaled,
} from "./scalar-model";

const format = 0x11;
const writer = new BitWriter();
const reader = new BitReader();

/** Room for one column, kept from block to block. */
let room = makeRoom(512);
let decoded: Float64Array[] = [];

/**
 * Parallel columns of equal length, up to 65,535 steps; NaN is "nothing in that step". A column is: where
 * it has values; where these equal an earlier column's; the others as scaled whole numbers less what was
 * expected, with corrections of the last places; and as doubles those that do not scale.
 */
export function encodeScalars(columns: readonly Float64Array[]): Uint8Array {
  const length = columns[0]?.length ?? 0;
  if (length > 65_535 || columns.length > 255 || columns.some((column) => column.length !== length))
    throw new RangeError("columns of a block are of one length, at most 65,535");
  reserve(length);
  writer.begin(format);
  writer.bits(length, 16);
  writer.bits(columns.length, 8);
  for (let c = 0; c < columns.length; c++) encodeColumn(columns, c, length);
  return writer.finish();
}

/**
 * Writes step i of each column to `into[c][at + i - from]`, for from ≤ i < until within the block, and
 * returns the block's length in steps. A RangeError for all that is no such block, or has other columns.
 */
export function decodeScalars(
  bytes: Uint8Array,
  into: readonly Float64Array[],
  at: number,
  from: number,
  until: number,
): number {
  reader.begin(bytes, format);
  const length = reader.bits(16);
  const width = reader.bits(8);
  if (width !== into.length) throw new RangeError(`a block of ${width} columns, not ${into.length}`);
  reserve(length);
  while (decoded.length < width) decoded.push(new Float64Array(room.flags.length));
  for (let c = 0; c < width; c++) decodeColumn(c, length);
  reader.finish();
  const [first, end] = [Math.max(from, 0), Math.min(until, length)];
  if (first < end)
    into.forEach((column, c) => column.set(decoded[c]!.subarray(first, end), at + first - from));
  return length;
}

function encodeColumn(columns: readonly Float64Array[], c: number, length: number): void {
  const column = columns[c]!;
  let count = encodePresence(column, length, c === 0);
  if (count > 0 && c > 0) count = encodeReference(columns, c, count);
  if (count === 0) return;
  const { steps, flags, wholes, corrections, doubles } = room;
  const scale = pickScale(column, steps, count);
  writer.bits(scale, 4);
  let [scaled, others] = [0, 0];
  const power = scale === unscaled ? Number.NaN : powerOf(scale);
  for (let j = 0; j < count; j++) {
    const value = column[steps[j]!]!;
    const whole = toWhole(value, power);
    const places = findCorrection(value, whole / power);
    flags[j] = places === places ? 0 : 1;
    if (places === places) {
      wholes[scaled] = whole;
      corrections[scaled] = places;
      steps[scaled++] = steps[j]!;
    } else doubles[others++] = value;
  }
  if (scale !== unscaled) encodeMask(writer, flags, count);
  if (scaled > 0) encodeWholes(room.reference === -1 ? null : columns[room.reference]!, power, scaled);
  if (others > 0) encodeDoubles(writer, doubles, others);
}

function decodeColumn(c: number, length: number): void {
  const column = decoded[c]!;
  let count = decodePresence(column, length, c === 0);
  if (count > 0 && c > 0) count = decodeReference(c, count);
  if (count === 0) return;
  const { steps, listed, otherSteps, flags, doubles } = room;
  const scale = reader.bits(4);
  let [scaled, others] = [count, 0];
  if (scale === unscaled) {
    scaled = 0;
    others = count;
    otherSteps.set(steps.subarray(0, count));
  } else if (decodeMask(reader, flags, count) !== "zeros") {
    scaled = 0;
    for (let j = 0; j < count; j++) {
      if (flags[j] === 0) listed[scaled++] = steps[j]!;
      else otherSteps[others++] = steps[j]!;
    }
    room.steps = listed;
  }
  if (scaled > 0) decodeWholes(column, powerOf(scale), scaled);
  if (others === 0) return;
  decodeDoubles(reader, doubles, others);
  for (let j = 0; j < others; j++) column[otherSteps[j]!] = doubles[j]!;
}

/** Which steps have a value: `room.steps`, their count. */
function encodePresence(column: Float64Array, length: number, isFirst: boolean): number {
  const { present, listed } = room;
  room.steps = listed;
  let count = 0;
  let isSame = !isFirst;
  for (let i = 0; i < length; i++) {
    const flag = column[i] === column[i] ? 1 : 0;
    if (flag !== present[i]) isSame = false;
    present[i] = flag;
    if (flag === 1) listed[count++] = i;
  }
  if (!isFirst) writer.bits(isSame ? 1 : 0, 1);
  if (!isSame) encodeMask(writer, present, length);
  return count;
}

function decodePresence(column: Float64Array, length: number, isFirst: boolean): number {
  const { present, listed } = room;
  if (isFirst || reader.bits(1) === 0) room.isFull = decodeMask(reader, present, length) === "ones";
  room.steps = room.isFull ? room.everyStep : listed;
  if (room.isFull) return length;
  let count = 0;
  for (let i = 0; i < length; i++) if (present[i] === 1) listed[count++] = i;
  column.fill(Number.NaN, 0, length);
  return count;
}

/** Leaves in `room.steps` those at which the column differs from the one it is told by. */
function encodeReference(columns: readonly Float64Array[], c: number, count: number): number {
  const { steps, flags } = room;
  room.reference = pickReference(columns, c, steps, count);
  writer.bits(room.reference === -1 ? 0 : 1, 1);
  if (room.reference === -1) return count;
  writer.bits(room.reference, 8);
  const [column, reference] = [columns[c]!, columns[room.reference]!];
  let different = 0;
  for (let j = 0; j < count; j++) {
    flags[j] = Object.is(column[steps[j]!], reference[steps[j]!]) ? 0 : 1;
    if (flags[j] === 1) steps[different++] = steps[j]!;
  }
  encodeMask(writer, flags, count);
  return different;
}

function decodeReference(c: number, count: number): number {
  const { steps, listed, flags } = room;
  room.reference = reader.bits(1) === 0 ? -1 : reader.bits(8);
  if (room.reference === -1) return count;
  if (room.reference >= c) throw new RangeError("a block's column refers to a later one");
  const [column, reference] = [decoded[c]!, decoded[room.reference]!];
  if (decodeMask(reader, flags, count) === "ones") return count;
  let different = 0;
  for (let j = 0; j < count; j++) {
    const step = steps[j]!;
    if (flags[j] === 1) listed[different++] = step;
    else column[step] = reference[step]!;
  }
  room.steps = listed;
  return different;
}

function encodeWholes(reference: Float64Array | null, power: number, count: number): void {
  const { steps, wholes, corrections, expected } = room;
  if (reference !== null)
    for (let j = 0; j < count; j++) expected[j] = expectFrom(reference[steps[j]!]!, power);
  const middle = median(wholes, count);
  const order = pickOrder(wholes, count, middle, reference === null ? null : expected);
  const base = order === 0 ? middle : order === 3 ? 0 : wholes[0]!;
  writer.bits(order, 2);
  writer.sized(zigzag(base));
  takeDifferences(wholes, count, base, order, expected);
  encodeSigned(writer, wholes, count);
  encodeSigned(writer, corrections, count);
}

function decodeWholes(column: Float64Array, power: number, count: number): void {
  const { everyStep, steps, wholes, corrections } = room;
  const order = reader.bits(2) as Order;
  const base = unzigzag(reader.sized());
  if (order === 3) readExpected(power, count);
  decodeSigned(reader, wholes, count);
  addDifferences(wholes, count, base, order, room.expected);
  if (decodeSigned(reader, corrections, count))
    for (let j = 0; j < count; j++) column[steps[j]!] = correct(wholes[j]! / power, corrections[j]!);
  else if (steps === everyStep) for (let j = 0; j < count; j++) column[j] = wholes[j]! / power;
  else for (let j = 0; j < count; j++) column[steps[j]!] = wholes[j]! / power;
}

function readExpected(power: number, count: number): void {
  const reference = decoded[room.reference];
  if (reference === undefined) throw new RangeError("a block's column refers to none");
  for (let j = 0; j < count; j++) room.expected[j] = expectFrom(reference[room.steps[j]!]!, power);
}

function reserve(length: number): void {
  room.reference = -1;
  if (length <= room.flags.length) return;
  room = makeRoom(length);
  decoded = [];
}

function makeRoom(length: number) {
  const listed: Int32Array = new Int32Array(length);
  return {
    present: new Uint8Array(length),
    flags: new Uint8Array(length),
    everyStep: Int32Array.from({ length }, (_, i) => i),
    listed,
    /** The steps that are still to be told: `everyStep` or `listed`. */
    steps: listed,
    isFull: false,
    otherSteps: new Int32Array(length),
    wholes: new Float64Array(length),
    expected: new Float64Array(length),
    corrections: new Float64Array(length),
    doubles: new Float64Array(length),
    /** The earlier column that the present one is told by; -1 for none. */
    reference: -1,
  };
}
