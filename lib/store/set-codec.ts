import type { Distinct } from "@/lib/metric/distinct";
import { BitReader, BitWriter, bitLength, unzigzag, zigzag } from "./bit-stream";
import { decodeIntegers, encodeIntegers } from "./integer-codec";
import { decodeMask, encodeMask } from "./mask-codec";
import { decodeRow, encodeRow, makeRow, type Row } from "./row-codec";
import { median } from "./scalar-model";

const format = 0x31;
const writer = new BitWriter();
const reader = new BitReader();
const registerCount = 4_096;
const none: Uint8Array = new Uint8Array(registerCount);

/**
 * All values of one set over up to 65,535 steps. Each hash is written once, with the steps in which it
 * occurs; registers as they are or as changes of those before, whichever is smaller.
 */
export function encodeDistincts(members: readonly (Distinct | null)[]): Uint8Array {
  if (members.length > 65_535) throw new RangeError("a block has at most 65,535 steps");
  const filled = members.filter((each) => each !== null);
  writer.begin(format);
  writer.bits(members.length, 16);
  writeFlags(members, (each) => each !== null);
  writeFlags(filled, (each) => "registers" in each);
  encodeHashes(filled.flatMap((each) => ("hashes" in each ? [each.hashes] : [])));
  encodeRegisters(filled.flatMap((each) => ("registers" in each ? [each.registers] : [])));
  return writer.finish();
}

/** A RangeError for all that is no such block. */
export function decodeDistincts(bytes: Uint8Array): (Distinct | null)[] {
  reader.begin(bytes, format);
  const present = readFlags(reader.bits(16));
  const isRegisters = readFlags(count(present));
  const registerSteps = count(isRegisters);
  const hashes = decodeHashes(isRegisters.length - registerSteps).values();
  const registers = decodeRegisters(registerSteps).values();
  reader.finish();
  const filled = Array.from(isRegisters, (flag) =>
    flag === 1 ? { registers: registers.next().value! } : { hashes: hashes.next().value! },
  ).values();
  return Array.from(present, (flag) => (flag === 1 ? filled.next().value! : null));
}

function encodeHashes(sets: readonly Set<number>[]): void {
  const placesOf = new Map<number, number[]>();
  sets.forEach((hashes, place) => {
    for (const hash of hashes) {
      const places = placesOf.get(hash);
      if (places === undefined) placesOf.set(hash, [place]);
      else places.push(place);
    }
  });
  const hashes = Float64Array.from(placesOf.keys()).sort();
  if (!hashes.every((hash) => hash >= 0 && Number.isSafeInteger(hash)))
    throw new RangeError("a set's members are hashes of 53 bits");
  writer.bits(hashes.length, 32);
  const gaps = hashes.map((hash, i) => (i === 0 ? hash : hash - hashes[i - 1]! - 1));
  encodeIntegers(writer, gaps, gaps.length);
  const row = makeRow(sets.length);
  const flags = new Uint8Array(sets.length);
  for (const hash of hashes) encodePlaces(placesOf.get(hash)!, row, flags);
}

function decodeHashes(width: number): Set<number>[] {
  const sets = Array.from({ length: width }, () => new Set<number>());
  const hashes = new Float64Array(reader.atMost(reader.bits(32)));
  decodeIntegers(reader, hashes, hashes.length);
  const row = makeRow(width);
  const flags = new Uint8Array(width);
  let hash = -1;
  for (const gap of hashes) {
    hash += gap + 1;
    decodePlaces(row, flags);
    for (let i = 0; i < row.length; i++) sets[row.places[i]!]!.add(hash);
  }
  return sets;
}

/** Runs where a member stays for long, else its single steps. */
function encodePlaces(places: readonly number[], row: Row, flags: Uint8Array): void {
  const runs = places.filter((place, i) => place - 1 !== places[i - 1]).length;
  const isRuns = runs * 2 < places.length;
  writer.bits(isRuns ? 1 : 0, 1);
  if (isRuns) {
    flags.fill(0);
    for (const place of places) flags[place] = 1;
    encodeMask(writer, flags, flags.length);
    return;
  }
  row.length = places.length;
  row.places.set(places);
  row.values.fill(1, 0, places.length);
  encodeRow(writer, row, flags.length);
}

function decodePlaces(row: Row, flags: Uint8Array): void {
  if (reader.bits(1) === 0) return decodeRow(reader, row, flags.length);
  decodeMask(reader, flags, flags.length);
  row.length = 0;
  for (let place = 0; place < flags.length; place++) if (flags[place] === 1) row.places[row.length++] = place;
}

function encodeRegisters(steps: readonly Uint8Array[]): void {
  const row = makeRow(registerCount);
  let before = none;
  for (const registers of steps) {
    if (registers.length !== registerCount) throw new RangeError("a set has 4,096 registers");
    const isChange = sizeOf(registers, before, 0) < sizeOf(registers, none, median(registers, registerCount));
    writer.bits(isChange ? 1 : 0, 1);
    row.length = 0;
    for (let i = 0; i < registerCount; i++) {
      const value = isChange ? zigzag(registers[i]! - before[i]!) : registers[i]!;
      if (value === 0) continue;
      row.places[row.length] = i;
      row.values[row.length++] = value;
    }
    encodeRow(writer, row, registerCount);
    before = registers;
  }
}

function decodeRegisters(steps: number): Uint8Array[] {
  const row = makeRow(registerCount);
  let before = none;
  return Array.from({ length: steps }, () => {
    const isChange = reader.bits(1) === 1;
    const registers = isChange ? before.slice() : new Uint8Array(registerCount);
    decodeRow(reader, row, registerCount);
    for (let i = 0; i < row.length; i++) {
      const value = row.values[i]!;
      registers[row.places[i]!]! += isChange ? unzigzag(value) : value;
    }
    before = registers;
    return registers;
  });
}

/** About as many bits as the registers take when those `before`, or the `base` of all, are known. */
function sizeOf(registers: Uint8Array, before: Uint8Array, base: number): number {
  let bits = 0;
  for (let i = 0; i < registerCount; i++) bits += 2 * bitLength(Math.abs(registers[i]! - before[i]! - base));
  return bits;
}

function writeFlags<T>(items: readonly T[], test: (item: T) => boolean): void {
  const flags = Uint8Array.from(items, (item) => (test(item) ? 1 : 0));
  encodeMask(writer, flags, flags.length);
}

function readFlags(length: number): Uint8Array {
  const flags = new Uint8Array(length);
  decodeMask(reader, flags, length);
  return flags;
}

function count(flags: Uint8Array): number {
  return flags.reduce((sum, flag) => sum + flag, 0);
}
