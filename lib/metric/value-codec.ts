import { type ByteReader, type ByteWriter, createByteReader } from "./bytes";
import type { Kind } from "./series";
import { sortedKeys } from "./sketch";
import type { GaugeValue, SetValue, TimerValue, Value } from "./value";

// One value of one step as bytes: from the thread that takes samples in, through frames, to whoever reads
// them. A counter has 8 bytes, everything else as many as it needs. Times are whole milliseconds.

export const counterBytes = 8;

export function encodeValue(to: ByteWriter, value: Value): void {
  if (value.kind === "counters") to.f64(value.sum);
  else if (value.kind === "gauges") encodeGauge(to, value);
  else if (value.kind === "timers") encodeTimer(to, value);
  else encodeSet(to, value);
}

/** RangeError where the bytes end too early. */
export function decodeValue(kind: Kind, bytes: Buffer, at: number): Value {
  const from = createByteReader(bytes, at);
  if (kind === "counters") return { kind, sum: from.f64() };
  if (kind === "gauges") return decodeGauge(from);
  return kind === "timers" ? decodeTimer(from) : decodeSet(from);
}

/** What of a gauge follows its first byte. Most are set once in a step, and to nothing else. */
const gaugeParts = { set: 1, delta: 2, deltaAt: 4, carried: 8, range: 16 };

function encodeGauge(to: ByteWriter, { set, delta, deltaAtMs, carried, min, max }: GaugeValue): void {
  const isLevel = set !== null && Object.is(min, set.value) && Object.is(max, set.value);
  const parts =
    (set !== null ? gaugeParts.set : 0) +
    (Object.is(delta, 0) ? 0 : gaugeParts.delta) +
    (deltaAtMs !== null ? gaugeParts.deltaAt : 0) +
    (carried !== null ? gaugeParts.carried : 0) +
    (isLevel ? 0 : gaugeParts.range);
  to.u8(parts);
  if (set !== null) {
    to.f64(set.value);
    to.u48(set.atMs);
  }
  if (parts & gaugeParts.delta) to.f64(delta);
  if (deltaAtMs !== null) to.u48(deltaAtMs);
  if (carried !== null) to.f64(carried);
  if (isLevel) return;
  to.f64(min);
  to.f64(max);
}

function decodeGauge(from: ByteReader): GaugeValue {
  const parts = from.u8();
  const set = parts & gaugeParts.set ? { value: from.f64(), atMs: from.u48() } : null;
  const delta = parts & gaugeParts.delta ? from.f64() : 0;
  const deltaAtMs = parts & gaugeParts.deltaAt ? from.u48() : null;
  const carried = parts & gaugeParts.carried ? from.f64() : null;
  const isLevel = set !== null && !(parts & gaugeParts.range);
  const min = isLevel ? set.value : from.f64();
  const max = isLevel ? set.value : from.f64();
  return { kind: "gauges", set, delta, deltaAtMs, carried, min, max };
}

function encodeTimer(to: ByteWriter, value: TimerValue): void {
  for (const each of [value.count, value.sum, value.sumOfSquares, value.min, value.max]) to.f64(each);
  const keys = sortedKeys(value.sketch);
  to.varint(keys.length);
  let before = 0;
  for (const key of keys) {
    const weight = value.sketch.get(key)!;
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
