import { batsdStatistics, printRubyFloat, readBatsdStatistic } from "@/lib/metric/batsd";
import type { Columns } from "@/lib/metric/columns";
import { countDistinct } from "@/lib/metric/distinct";
import type { SeriesName } from "@/lib/metric/series";
import { channelsOf } from "./heard";

/** Many PUBLISH commands in few buffers, which are used again. */
export interface Packer {
  /** Packs what one step of a series publishes: nothing when nothing came. `channels` is a set of bits. */
  add(columns: Columns, channels: number): void;
  /** Sends what is packed. */
  finish(): void;
  /** Forgets the series that are not in it. */
  keep(series: ReadonlyMap<SeriesName, number>): void;
}

const bufferBytes = 262_144;
/** What stands around a value, and the longest one there is. */
const valueBytes = 320;

/** `send` gets so many whole messages, and calls `done` when their bytes may be written over. */
export function createPacker(send: (bytes: Buffer, messages: number, done: () => void) => void): Packer {
  const free: Buffer<ArrayBuffer>[] = [];
  const headsOf = new Map<SeriesName, Buffer[]>();
  let buffer = Buffer.allocUnsafe(bufferBytes);
  let used = 0;
  let packed = 0;

  function pack(head: Buffer, value: string): void {
    if (used + head.length + valueBytes > buffer.length) sendBuffer(head.length + valueBytes);
    const bytes = buffer;
    let at = used;
    for (let i = 0; i < head.length; i++) bytes[at++] = head[i]!;
    const { length } = value;
    if (length >= 100) bytes[at++] = 48 + Math.floor(length / 100);
    if (length >= 10) bytes[at++] = 48 + (Math.floor(length / 10) % 10);
    bytes[at++] = 48 + (length % 10);
    bytes[at++] = 13;
    bytes[at++] = 10;
    for (let i = 0; i < length; i++) bytes[at++] = value.charCodeAt(i);
    bytes[at++] = 13;
    bytes[at++] = 10;
    used = at;
    packed++;
  }

  function sendBuffer(needed = 0): void {
    if (used > 0) {
      const sent = buffer;
      send(sent.subarray(0, used), packed, () => void free.push(sent));
      buffer = free.pop() ?? Buffer.allocUnsafe(bufferBytes);
      used = 0;
      packed = 0;
    }
    if (buffer.length < needed) buffer = Buffer.allocUnsafe(needed);
  }

  function headsFor(series: SeriesName): Buffer[] {
    const known = headsOf.get(series);
    if (known) return known;
    const heads = channelsOf(series).map(printHead);
    headsOf.set(series, heads);
    return heads;
  }

  return {
    add(columns, channels) {
      if (columns.kind === "timers") {
        if (!(columns.count[0]! > 0)) return;
        const heads = headsFor(columns.series);
        for (let i = 0; i < heads.length; i++) {
          if ((channels & (1 << i)) === 0) continue;
          const statistic = batsdStatistics[i]!;
          const value = readBatsdStatistic(columns, 0, statistic);
          if (!Number.isFinite(value)) continue;
          pack(heads[i]!, statistic === "count" ? printWhole(value) : printRubyFloat(value));
        }
        return;
      }
      const value = valueOf(columns);
      if (Number.isFinite(value)) pack(headsFor(columns.series)[0]!, printWhole(value));
    },
    finish: () => sendBuffer(),
    keep(series) {
      for (const each of headsOf.keys()) if (!series.has(each)) headsOf.delete(each);
    },
  };
}

/** NaN when nothing came: a gauge's last value is carried, but it has no minimum where it was not set. */
function valueOf(columns: Exclude<Columns, { kind: "timers" }>): number {
  if (columns.kind === "counters") return columns.sum[0]!;
  if (columns.kind === "sets") return columns.members[0] ? countDistinct(columns.members[0]) : Number.NaN;
  return Number.isNaN(columns.min[0]!) ? Number.NaN : columns.last[0]!;
}

/** As Ruby prints an Integer, or a Float where the value is not whole. */
function printWhole(value: number): string {
  if (!Number.isInteger(value)) return printRubyFloat(value);
  return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString();
}

/** A PUBLISH command up to the length of its message. */
function printHead(channel: string): Buffer {
  return Buffer.from(`*3\r\n$7\r\nPUBLISH\r\n$${Buffer.byteLength(channel)}\r\n${channel}\r\n$`);
}
