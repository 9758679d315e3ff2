import { type ByteWriter, createByteWriter } from "@/lib/metric/bytes";
import type { PackedValues } from "@/lib/metric/packed-values";
import { type Kind, kinds } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { counterBytes, decodeValue } from "@/lib/metric/value-codec";

/** What stands before a frame's columns. Times are epoch milliseconds. */
export interface FrameHead {
  startMs: number;
  stepMs: number;
  writer: string;
  sequence: number;
}

const formatVersion = 2;
const writer = createByteWriter();

/** A flush's values in the order of frames: by shard, by kind, by rising id. */
export interface FrameOrder {
  /** The series' ids. */
  ids: Float64Array;
  /** Places of their values in the flush. */
  places: Int32Array;
  /** Where each shard's kinds begin, and at last where all ends: shard × number of kinds + kind. */
  starts: Int32Array;
}

/**
 * A frame for each shard: what one writer knows of it in one step. A head, then for each kind: count, length,
 * ids in rising order, values (fixed width, or behind a table of offsets), so that one series is found by
 * bisection, without decoding the others. Where nothing came there is a head alone. All share one buffer.
 */
export function encodeFrames(head: FrameHead, values: PackedValues, order: FrameOrder): Buffer[] {
  const { starts } = order;
  const shards = (starts.length - 1) / kinds.length;
  const ends: number[] = [];
  for (let shard = 0; shard < shards; shard++) {
    const first = shard * kinds.length;
    encodeHead(head);
    if (starts[first] !== starts[first + kinds.length])
      kinds.forEach((kind, k) =>
        encodeSection(kind, values, order, starts[first + k]!, starts[first + k + 1]!),
      );
    ends.push(writer.length);
  }
  const all = writer.take();
  return ends.map((end, shard) => all.subarray(shard === 0 ? 0 : ends[shard - 1], end));
}

function encodeHead(head: FrameHead): void {
  writer.u8(formatVersion);
  writer.u48(head.startMs);
  writer.u32(head.stepMs);
  writer.u48(head.sequence);
  writer.text(head.writer);
}

function encodeSection(
  kind: Kind,
  { offsets, bytes }: PackedValues,
  { ids, places }: FrameOrder,
  from: number,
  until: number,
): void {
  writer.u32(until - from);
  const lengthAt = writer.length;
  writer.u32(0);
  for (let i = from; i < until; i++) writer.u48(ids[i]!);
  if (kind !== "counters") encodeOffsets(writer, offsets, places, from, until);
  for (let i = from; i < until; i++) writer.copy(bytes, offsets[places[i]!]!, offsets[places[i]! + 1]!);
  writer.setU32(lengthAt, writer.length - lengthAt - 4);
}

/** Where each value begins, from the beginning of the table. */
function encodeOffsets(
  to: ByteWriter,
  offsets: Uint32Array,
  places: Int32Array,
  from: number,
  until: number,
): void {
  let at = (until - from) * 4;
  for (let i = from; i < until; i++) {
    to.u32(at);
    at += offsets[places[i]! + 1]! - offsets[places[i]!]!;
  }
}

/** A RangeError for anything that is no frame of this version. */
export function decodeHead(bytes: Buffer): FrameHead & { isEmpty: boolean } {
  if (bytes[0] !== formatVersion) throw new RangeError(`frame format ${bytes[0]} is not known`);
  const length = bytes[17]!;
  return {
    startMs: bytes.readUIntBE(1, 6),
    stepMs: bytes.readUInt32BE(7),
    sequence: bytes.readUIntBE(11, 6),
    writer: bytes.toString("utf8", 18, 18 + length),
    isEmpty: bytes.length <= 18 + length,
  };
}

/** Where a kind's series stand in a frame. */
export interface FrameSection {
  count: number;
  idsAt: number;
  valuesAt: number;
}

/** A section for each kind, in the order of `kinds`. */
export function readSections(bytes: Buffer): FrameSection[] {
  let at = 18 + bytes[17]!;
  return kinds.map(() => {
    const count = bytes.readUInt32BE(at);
    const section = { count, idsAt: at + 8, valuesAt: at + 8 + count * 6 };
    at += 8 + bytes.readUInt32BE(at + 4);
    return section;
  });
}

/** The place of an id in its section; -1 when it is not there. `hint`: where it stood in the frame before. */
export function findPosition(
  bytes: Buffer,
  { count, idsAt }: FrameSection,
  id: number,
  hint: number,
): number {
  const high = Math.floor(id / 65_536);
  const low = id % 65_536;
  if (hint >= 0 && hint < count) {
    const at = idsAt + hint * 6;
    if (bytes.readUInt32BE(at) === high && bytes.readUInt16BE(at + 4) === low) return hint;
  }
  let [from, to] = [0, count - 1];
  while (from <= to) {
    const middle = (from + to) >> 1;
    const at = idsAt + middle * 6;
    const difference = bytes.readUInt32BE(at) - high || bytes.readUInt16BE(at + 4) - low;
    if (difference === 0) return middle;
    if (difference < 0) from = middle + 1;
    else to = middle - 1;
  }
  return -1;
}

export function readCounterSum(bytes: Buffer, { valuesAt }: FrameSection, position: number): number {
  return bytes.readDoubleBE(valuesAt + position * counterBytes);
}

export function readValue(bytes: Buffer, kind: Kind, { valuesAt }: FrameSection, position: number): Value {
  if (kind === "counters") return decodeValue(kind, bytes, valuesAt + position * counterBytes);
  return decodeValue(kind, bytes, valuesAt + bytes.readUInt32BE(valuesAt + position * 4));
}

export function readIds(bytes: Buffer, { count, idsAt }: FrameSection): number[] {
  return Array.from({ length: count }, (_, i) => bytes.readUIntBE(idsAt + i * 6, 6));
}
