import { type Kind, kinds } from "@/lib/metric/series";
import { sortedBins } from "@/lib/metric/sketch";
import type { GaugeValue, SetValue, TimerValue, Value } from "@/lib/metric/value";
import { type ByteReader, type ByteWriter, createByteReader, createByteWriter } from "./bytes";

/** What stands before a frame's columns. Times are epoch milliseconds. */
export interface FrameHead {
  startMs: number;
  stepMs: number;
  writer: string;
  sequence: number;
}

const formatVersion = 1;
const writer = createByteWriter();
const gaugeBytes = 57;

/** The values of one kind in a frame, their ids rising. */
export interface FrameColumn {
  ids: Float64Array;
  values: readonly Value[];
}

/**
 * One frame: what one writer knows of one shard in one step. A head, then for each kind: count, length,
 * ids in rising order, values (fixed width, or behind a table of offsets), so that one series is found by
 * bisection, without decoding the others. `columns`: one for each kind, in the order of `kinds`.
 */
export function encodeFrame(head: FrameHead, columns: readonly FrameColumn[]): Buffer {
  writer.u8(formatVersion);
  writer.u48(head.startMs);
  writer.u32(head.stepMs);
  writer.u48(head.sequence);
  writer.text(head.writer);
  if (columns.every(({ values }) => values.length === 0)) return writer.take();
  for (const { ids, values } of columns) {
    writer.u32(values.length);
    const lengthAt = writer.length;
    writer.u32(0);
    for (let i = 0; i < ids.length; i++) writer.u48(ids[i]!);
    encodeColumn(values);
    writer.setU32(lengthAt, writer.length - lengthAt - 4);
  }
  return writer.take();
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
  return bytes.readDoubleBE(valuesAt + position * 8);
}

export function readValue(bytes: Buffer, kind: Kind, { valuesAt }: FrameSection, position: number): Value {
  return decodeValue(bytes, kind, valuesAt, position);
}

export function readIds(bytes: Buffer, { count, idsAt }: FrameSection): number[] {
  return Array.from({ length: count }, (_, i) => bytes.readUIntBE(idsAt + i * 6, 6));
}

function encodeColumn(values: readonly Value[]): void {
  const kind = values[0]?.kind;
  const isFixed = kind === "counters" || kind === "gauges";
  const offsetsAt = writer.length;
  if (!isFixed) for (let i = 0; i < values.length; i++) writer.u32(0);
  for (let i = 0; i < values.length; i++) {
    if (!isFixed) writer.setU32(offsetsAt + i * 4, writer.length - offsetsAt);
    encodeValue(writer, values[i]!);
  }
}

function encodeValue(to: ByteWriter, value: Value): void {
  if (value.kind === "counters") to.f64(value.sum);
  else if (value.kind === "gauges") encodeGauge(to, value);
  else if (value.kind === "timers") encodeTimer(to, value);
  else encodeSet(to, value);
}

function decodeValue(bytes: Buffer, kind: Kind, columnAt: number, i: number): Value {
  if (kind === "counters") return { kind, sum: bytes.readDoubleBE(columnAt + i * 8) };
  if (kind === "gauges") return decodeGauge(createByteReader(bytes, columnAt + i * gaugeBytes));
  const reader = createByteReader(bytes, columnAt + bytes.readUInt32BE(columnAt + i * 4));
  return kind === "timers" ? decodeTimer(reader) : decodeSet(reader);
}

function encodeGauge(to: ByteWriter, value: GaugeValue): void {
  const hasSet = value.set !== null ? 1 : 0;
  to.u8(hasSet + (value.deltaAtMs !== null ? 2 : 0) + (value.carried !== null ? 4 : 0));
  to.f64(value.set?.value ?? 0);
  to.f64(value.set?.atMs ?? 0);
  to.f64(value.delta);
  to.f64(value.deltaAtMs ?? 0);
  to.f64(value.carried ?? 0);
  to.f64(value.min);
  to.f64(value.max);
}

function decodeGauge(from: ByteReader): GaugeValue {
  const flags = from.u8();
  const set = { value: from.f64(), atMs: from.f64() };
  const [delta, deltaAtMs, carried, min, max] = [from.f64(), from.f64(), from.f64(), from.f64(), from.f64()];
  return {
    kind: "gauges",
    set: flags & 1 ? set : null,
    delta,
    deltaAtMs: flags & 2 ? deltaAtMs : null,
    carried: flags & 4 ? carried : null,
    min,
    max,
  };
}

function encodeTimer(to: ByteWriter, value: TimerValue): void {
  for (const each of [value.count, value.sum, value.sumOfSquares, value.min, value.max]) to.f64(each);
  const bins = sortedBins(value.sketch);
  to.varint(bins.length);
  let before = 0;
  for (const [key, weight] of bins) {
    to.varint(key >= before ? (key - before) * 2 : (before - key) * 2 - 1);
    before = key;
    // 0 stands for a weight that is no small whole number (sampled lines): its double follows.
    const isSmall = Number.isInteger(weight) && weight > 0 && weight < 4_294_967_296;
    to.varint(isSmall ? weight : 0);
    if (!isSmall) to.f64(weight);
  }
}

function decodeTimer(from: ByteReader): TimerValue {
  const [count, sum, sumOfSquares, min, max] = [from.f64(), from.f64(), from.f64(), from.f64(), from.f64()];
  const sketch: TimerValue["sketch"] = new Map();
  let key = 0;
  for (let left = from.varint(); left > 0; left--) {
    const step = from.varint();
    key += step % 2 === 0 ? step / 2 : -(step + 1) / 2;
    sketch.set(key, from.varint() || from.f64());
  }
  return { kind: "timers", count, sum, sumOfSquares, min, max, sketch };
}

function encodeSet(to: ByteWriter, value: SetValue): void {
  if ("registers" in value.members) {
    to.u8(1);
    to.varint(value.members.registers.length);
    to.raw(value.members.registers);
    return;
  }
  to.u8(0);
  to.varint(value.members.hashes.size);
  for (const hash of value.members.hashes) to.f64(hash);
}

function decodeSet(from: ByteReader): SetValue {
  if (from.u8() === 1) {
    return { kind: "sets", members: { registers: Uint8Array.from(from.raw(from.varint())) } };
  }
  const hashes = new Set<number>();
  for (let left = from.varint(); left > 0; left--) hashes.add(from.f64());
  return { kind: "sets", members: { hashes } };
}
