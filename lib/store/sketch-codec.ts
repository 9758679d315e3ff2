import type { Sketch } from "@/lib/metric/sketch";
import { BitReader, BitWriter, unzigzag, zigzag } from "./bit-stream";
import { decodeIntegers, encodeIntegers } from "./integer-codec";
import { decodeMask, encodeMask } from "./mask-codec";
import { decodeRow, encodeRow, makeRow } from "./row-codec";
import { decodeWeights, encodeWeights } from "./weight-codec";

const format = 0x21;
const writer = new BitWriter();
const reader = new BitReader();
const largestWhole = 2 ** 50;

/**
 * All sketches of one timer over up to 65,535 steps, bin by bin: the steps in which a bin occurs, and its
 * weights there as multiples of a unit (1, or 1/rate of sampled lines). Null and empty sketches are one.
 */
export function encodeSketches(sketches: readonly (Sketch | null)[]): Uint8Array {
  if (sketches.length > 65_535) throw new RangeError("a block has at most 65,535 steps");
  const present = Uint8Array.from(sketches, (sketch) => (sketch !== null && sketch.size > 0 ? 1 : 0));
  writer.begin(format);
  writer.bits(sketches.length, 16);
  encodeMask(writer, present, present.length);
  const bins = gatherBins(sketches);
  const keys = [...bins.keys()].sort((a, b) => a - b);
  if (keys.length === 0) return writer.finish();
  encodeKeys(keys);
  const rows = keys.map((key) => bins.get(key)!);
  encodeWeights(
    writer,
    rows.map((row) => row.weights),
  );
  const width = present.reduce((sum, flag) => sum + flag, 0);
  const row = makeRow(width);
  for (const { places, weights } of rows) {
    row.length = places.length;
    row.places.set(places);
    row.values.set(weights);
    encodeRow(writer, row, width);
  }
  return writer.finish();
}

/** A RangeError for all that is no such block. */
export function decodeSketches(bytes: Uint8Array): (Sketch | null)[] {
  reader.begin(bytes, format);
  const present = new Uint8Array(reader.bits(16));
  decodeMask(reader, present, present.length);
  const sketches = Array.from(present, (flag): Sketch | null => (flag === 1 ? new Map() : null));
  const filled = sketches.filter((sketch) => sketch !== null);
  if (filled.length > 0) {
    const keys = decodeKeys();
    const takeWeight = decodeWeights(reader, keys.length * filled.length);
    const row = makeRow(filled.length);
    for (const key of keys) {
      decodeRow(reader, row, filled.length);
      for (let i = 0; i < row.length; i++) filled[row.places[i]!]!.set(key, takeWeight(row.values[i]!));
    }
  }
  reader.finish();
  return sketches;
}

/** One bin over the steps that have a sketch. */
interface Bin {
  places: number[];
  weights: number[];
}

function gatherBins(sketches: readonly (Sketch | null)[]): Map<number, Bin> {
  const bins = new Map<number, Bin>();
  let place = 0;
  for (const sketch of sketches) {
    if (sketch === null || sketch.size === 0) continue;
    for (const [key, weight] of sketch) {
      let bin = bins.get(key);
      if (bin === undefined) bins.set(key, (bin = { places: [], weights: [] }));
      bin.places.push(place);
      bin.weights.push(weight);
    }
    place++;
  }
  return bins;
}

function encodeKeys(keys: readonly number[]): void {
  if (!keys.every((key) => Math.abs(key) < largestWhole && Number.isInteger(key)))
    throw new RangeError("a sketch's bins have whole numbers for keys");
  writer.bits(keys.length, 24);
  writer.sized(zigzag(keys[0]!));
  const gaps = Float64Array.from(keys, (key, i) => (i === 0 ? 0 : key - keys[i - 1]! - 1));
  encodeIntegers(writer, gaps, gaps.length);
}

function decodeKeys(): Float64Array {
  // Each bin has a row, and each row takes a bit.
  const keys = new Float64Array(reader.atMost(reader.bits(24)));
  let key = unzigzag(reader.sized()) - 1;
  decodeIntegers(reader, keys, keys.length);
  for (let i = 0; i < keys.length; i++) keys[i] = key += keys[i]! + 1;
  return keys;
}
