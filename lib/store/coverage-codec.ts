import { BitReader, BitWriter } from "./bit-stream";
import { decodeMask, encodeMask } from "./mask-codec";

const format = 0x41;
const writer = new BitWriter();
const reader = new BitReader();

/** One flag, 0 or 1, a step, up to 65,535 steps: eight bytes when all are equal. */
export function encodeCoverage(coverage: Uint8Array): Uint8Array {
  if (coverage.length > 65_535) throw new RangeError("a block has at most 65,535 steps");
  writer.begin(format);
  writer.bits(coverage.length, 16);
  encodeMask(writer, coverage, coverage.length);
  return writer.finish();
}

/**
 * Writes step i to `into[at + i - from]`, for from ≤ i < until within the block. A RangeError for all that
 * is no such block.
 */
export function decodeCoverage(
  bytes: Uint8Array,
  into: Uint8Array,
  at: number,
  from: number,
  until: number,
): void {
  reader.begin(bytes, format);
  const coverage = new Uint8Array(reader.bits(16));
  decodeMask(reader, coverage, coverage.length);
  reader.finish();
  const [first, end] = [Math.max(from, 0), Math.min(until, coverage.length)];
  if (first < end) into.set(coverage.subarray(first, end), at + first - from);
}
