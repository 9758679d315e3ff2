import type { Arrival } from "../follow";
import { type Entry, type FrameLog, createFrameLog, msOfOrder, orderOf, toEntry } from "../frame-log";
import { type BatchCommand, runBatch } from "./batch";
import type { Client } from "./connect";
import { type Keys, allShards } from "./keys";

/** A shard that nobody listens to and nobody has read for this long is forgotten. */
const idleMs = 60_000;

interface TailOptions {
  client: Client;
  keys: Keys;
  keptMs: number;
  monotonic(): number;
  arrived(arrivals: Arrival[]): void;
  /** A shard lost frames that this process had read. */
  lost(): void;
  isListened(shard: number): boolean;
  warn(message: string): void;
}

/** This process' copies of the shards in use, and how they keep up with the streams. */
export interface Tail {
  log(shard: number): FrameLog;
  /** Reads what arrived since the last time: of these shards, all of which are then held whole. */
  pull(shards: Iterable<number>): Promise<void>;
  /** The doorbell: a stream id that was appended. */
  ring(shard: number, id: string): Promise<void>;
  /** After an outage: everything held is read anew. */
  reload(): Promise<void>;
  writers(): Iterable<string>;
}

interface Shard {
  log: FrameLog;
  isHeld: boolean;
  usedMs: number;
}

type Row = [id: Buffer, fields: Buffer[]];

export function createTail(options: TailOptions): Tail {
  const { client, keys, keptMs, monotonic } = options;
  const shards = allShards.map<Shard>(() => ({ log: createFrameLog(), isHeld: false, usedMs: 0 }));
  let leased: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const dirty = new Set<number>();

  /** Pulls follow each other: an entry is delivered once. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work, work);
    turn = done.catch(() => {});
    return done;
  }

  async function fetch(wanted: number[], whole: boolean): Promise<void> {
    const key = keys.writers;
    const commands: BatchCommand[] = [
      { key, command: "time", args: [] },
      { key, command: "zrange", args: [key, "0", "-1", "WITHSCORES"] },
    ];
    for (const each of wanted) {
      const { log, isHeld } = shards[each]!;
      const from = !whole && isHeld && log.lastOrder() > 0 ? `(${idOf(log.lastOrder())}` : "-";
      const stream = keys.frames(each);
      commands.push({ key: stream, command: "xrange", args: [stream, from, "+"], asBuffer: true });
    }
    const replies = await runBatch(client, commands);
    const [seconds, micros] = replies[0] as [string, string];
    const nowMs = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    leased = leasedAt(replies[1] as (string | number | [string, number])[], nowMs);
    const arrivals: Arrival[] = [];
    let hasLost = false;
    wanted.forEach((each, i) => {
      const shard = shards[each]!;
      const entries = toEntries(replies[i + 2] as Row[], orderOf(nowMs - keptMs), options.warn);
      const wasHeld = shard.isHeld;
      const before = shard.log;
      if (whole || !wasHeld) shard.log = createFrameLog();
      shard.isHeld = true;
      for (const entry of entries) {
        const isNew = shard.log.add(entry) && !(before !== shard.log && has(before, entry));
        if (isNew && wasHeld) arrivals.push({ shard: each, entry });
      }
      shard.log.trim(orderOf(nowMs - keptMs));
      hasLost ||= whole && wasHeld && hasLostAny(before, shard.log, nowMs - keptMs + 10_000, nowMs - 60_000);
    });
    if (arrivals.length > 0) options.arrived(arrivals);
    if (hasLost) options.lost();
  }

  function forgetIdle(): void {
    shards.forEach((shard, i) => {
      if (!shard.isHeld || options.isListened(i) || monotonic() - shard.usedMs < idleMs) return;
      shard.isHeld = false;
      shard.log = createFrameLog();
    });
  }

  return {
    log: (shard) => shards[shard]!.log,
    writers: () => leased,
    pull: (wanted) =>
      inTurn(async () => {
        const list = [...new Set(wanted)];
        for (const each of list) shards[each]!.usedMs = monotonic();
        forgetIdle();
        await fetch(list, false);
      }),
    async ring(shard, id) {
      const order = toOrder(id);
      const { log, isHeld } = shards[shard]!;
      if (!isHeld) return;
      if (order <= log.lastOrder()) {
        if (log.since(order - 1)[0]?.order !== order) await inTurn(() => fetch([shard], true));
        return;
      }
      dirty.add(shard);
      if (dirty.size > 1) return;
      await Promise.resolve();
      await inTurn(async () => {
        const rung = [...dirty];
        dirty.clear();
        await fetch(rung, false);
      });
    },
    reload: () =>
      inTurn(() =>
        fetch(
          allShards.filter((shard) => shards[shard]!.isHeld),
          true,
        ),
      ),
  };
}

function toEntries(rows: Row[], oldest: number, warn: (message: string) => void): Entry[] {
  const entries: Entry[] = [];
  for (const [id, fields] of rows) {
    const order = toOrder(id.toString());
    if (order < oldest) continue;
    try {
      entries.push(toEntry(fields[1]!, order));
    } catch (error) {
      warn(`a frame in Redis cannot be read: ${String(error)}`);
    }
  }
  return entries;
}

/** RESP2 answers a flat list, RESP3 pairs. */
function leasedAt(rows: (string | number | [string, number])[], nowMs: number): string[] {
  const flat = rows.flat();
  return flat.flatMap((writer, i) => (i % 2 === 0 && Number(flat[i + 1]) > nowMs ? [String(writer)] : []));
}

function toOrder(id: string): number {
  const [ms, counter] = id.split("-");
  return orderOf(Number(ms), Number(counter));
}

function idOf(order: number): string {
  return `${msOfOrder(order)}-${order - orderOf(msOfOrder(order))}`;
}

function has(log: FrameLog, { head }: Entry): boolean {
  return log
    .at(head.startMs)
    .some((each) => each.head.writer === head.writer && each.head.sequence === head.sequence);
}

/** The newest frames may be missing for a moment: their writers send them again. */
function hasLostAny(before: FrameLog, after: FrameLog, sinceMs: number, untilMs: number): boolean {
  return before
    .starts(sinceMs, untilMs)
    .some((start) => before.at(start).some((entry) => !has(after, entry)));
}
