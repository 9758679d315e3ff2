import type { Arrival } from "../follow";
import { type Entry, type FrameLog, createFrameLog, orderOf, toEntry } from "../frame-log";
import type { Span } from "../port";
import { type Marks, noMarks } from "../shelf";
import { type BatchCommand, runBatch } from "./batch";
import type { Client } from "./connect";
import { type Keys, allShards } from "./keys";
import { parseMarks, toOrder, toStreamId } from "./marks";

/** A shard that nobody listens to and nobody has read for this long is forgotten. */
const idleMs = 60_000;

interface TailOptions {
  client: Client;
  keys: Keys;
  monotonic(): number;
  /** Before anything that arrived with it is told. */
  marked(shard: number): void;
  arrived(arrivals: Arrival[]): void;
  noted(shard: number, note: Span): void;
  /** A shard lost frames that this process had read. */
  lost(): void;
  /** A shard is no longer held. */
  dropped(shard: number): void;
  isListened(shard: number): boolean;
  warn(message: string): void;
}

/** This process' copies of the shards in use, and how they keep up with the streams. */
export interface Tail {
  log(shard: number): FrameLog;
  marks(shard: number): Marks;
  /** Reads what arrived since the last time: of these shards, all of which are then held whole. */
  pull(shards: Iterable<number>): Promise<void>;
  /** The doorbell: a stream id that was appended, or that the marks moved. */
  ring(shard: number, message: string): Promise<void>;
  /** After an outage: everything held is read anew. */
  reload(): Promise<void>;
  writers(): Iterable<string>;
}

interface Shard {
  log: FrameLog;
  marks: Marks;
  /** Whether the marks may have moved since they were read. */
  isStale: boolean;
  isHeld: boolean;
  usedMs: number;
}

type Row = [id: Buffer, fields: Buffer[]];

export function createTail(options: TailOptions): Tail {
  const { client, keys, monotonic } = options;
  const shards = allShards.map<Shard>(() => ({
    log: createFrameLog(),
    marks: noMarks(),
    isStale: true,
    isHeld: false,
    usedMs: 0,
  }));
  let leased: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const dirty = new Set<number>();

  /** Pulls follow each other: an entry is delivered once. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work, work);
    turn = done.catch(() => {});
    return done;
  }

  /** Marks are read before the frames: what they call sealed may be trimmed, what they do not is there. */
  async function fetch(wanted: number[], whole: boolean): Promise<void> {
    const key = keys.writers;
    const commands: BatchCommand[] = [
      { key, command: "time", args: [] },
      { key, command: "zrange", args: [key, "0", "-1", "WITHSCORES"] },
    ];
    const stale = wanted.filter((each) => whole || shards[each]!.isStale || !options.isListened(each));
    for (const each of stale) {
      shards[each]!.isStale = false;
      const marks = keys.marks(each);
      commands.push({ key: marks, command: "hgetall", args: [marks] });
    }
    for (const each of wanted) {
      const { log, isHeld } = shards[each]!;
      const from = !whole && isHeld && log.lastOrder() > 0 ? `(${toStreamId(log.lastOrder())}` : "-";
      const stream = keys.frames(each);
      commands.push({ key: stream, command: "xrange", args: [stream, from, "+"], asBuffer: true });
    }
    const [time, writers, ...replies] = await runBatch(client, commands).catch((error: unknown) => {
      for (const each of stale) shards[each]!.isStale = true;
      throw error;
    });
    const [seconds, micros] = time as [string, string];
    const nowMs = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    leased = leasedAt(writers as (string | number | [string, number])[], nowMs);
    stale.forEach((each, i) => (shards[each]!.marks = parseMarks(toRecord(replies[i]))));
    const arrivals: Arrival[] = [];
    const notes: { shard: number; note: Span }[] = [];
    let hasLost = false;
    wanted.forEach((each, i) => {
      const shard = shards[each]!;
      const read = readRows(replies[stale.length + i] as Row[], options.warn);
      const wasHeld = shard.isHeld;
      const before = shard.log;
      const lastOrder = before.lastOrder();
      if (whole || !wasHeld) shard.log = createFrameLog();
      shard.isHeld = true;
      shard.log.noteTrimmed(shard.marks.trimmedOrder);
      for (const entry of read.entries) {
        const isNew = shard.log.add(entry) && !(before !== shard.log && has(before, entry));
        if (isNew && wasHeld) arrivals.push({ shard: each, entry });
      }
      for (const { order, note } of read.notes) {
        shard.log.addNote(order, note);
        if (wasHeld && order > lastOrder) notes.push({ shard: each, note });
      }
      hasLost ||= whole && wasHeld && hasLostAny(before, shard.log, nowMs);
    });
    for (const each of stale) options.marked(each);
    if (arrivals.length > 0) options.arrived(arrivals);
    for (const { shard, note } of notes) options.noted(shard, note);
    if (hasLost) options.lost();
  }

  function forgetIdle(): void {
    shards.forEach((shard, i) => {
      if (!shard.isHeld || options.isListened(i) || monotonic() - shard.usedMs < idleMs) return;
      shard.isHeld = false;
      shard.isStale = true;
      shard.log = createFrameLog();
      options.dropped(i);
    });
  }

  /** One pull for all the bells that ring together. */
  async function pullSoon(shard: number): Promise<void> {
    dirty.add(shard);
    if (dirty.size > 1) return;
    await Promise.resolve();
    await inTurn(async () => {
      const rung = [...dirty];
      dirty.clear();
      await fetch(rung, false);
    });
  }

  return {
    log: (shard) => shards[shard]!.log,
    marks: (shard) => shards[shard]!.marks,
    writers: () => leased,
    pull: (wanted) =>
      inTurn(async () => {
        const list = [...new Set(wanted)];
        for (const each of list) shards[each]!.usedMs = monotonic();
        forgetIdle();
        await fetch(list, false);
      }),
    async ring(shard, message) {
      const { log, isHeld } = shards[shard]!;
      if (message === "marks") shards[shard]!.isStale = true;
      if (!isHeld || message === "late") return;
      if (message === "marks") return pullSoon(shard);
      const order = toOrder(message);
      if (order > log.lastOrder()) return pullSoon(shard);
      // An id that is not above the last one read means that the store lost its tail.
      if (log.since(order - 1)[0]?.order !== order) await inTurn(() => fetch([shard], true));
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

function readRows(rows: Row[], warn: (message: string) => void) {
  const entries: Entry[] = [];
  const notes: { order: number; note: Span }[] = [];
  for (const [id, [field, bytes]] of rows) {
    const order = toOrder(id.toString());
    try {
      if (field?.toString() === "n") notes.push({ order, note: JSON.parse(bytes!.toString()) as Span });
      else entries.push(toEntry(bytes!, order));
    } catch (error) {
      warn(`a frame in Redis cannot be read: ${String(error)}`);
    }
  }
  return { entries, notes };
}

/** RESP2 answers a flat list, RESP3 a map or pairs. */
function toRecord(reply: unknown): Record<string, string> {
  if (reply instanceof Map) return Object.fromEntries(reply) as Record<string, string>;
  if (!Array.isArray(reply)) return reply as Record<string, string>;
  const flat = reply.flat() as string[];
  return Object.fromEntries(flat.flatMap((field, i) => (i % 2 === 0 ? [[field, flat[i + 1]!]] : [])));
}

/** RESP2 answers a flat list, RESP3 pairs. */
function leasedAt(rows: (string | number | [string, number])[], nowMs: number): string[] {
  const flat = rows.flat();
  return flat.flatMap((writer, i) => (i % 2 === 0 && Number(flat[i + 1]) > nowMs ? [String(writer)] : []));
}

function has(log: FrameLog, { head }: Entry): boolean {
  return log
    .at(head.startMs)
    .some((each) => each.head.writer === head.writer && each.head.sequence === head.sequence);
}

/**
 * Whether frames are gone that should be there. The newest may be missing for a moment: their writers send
 * them again; the oldest may have been trimmed.
 */
function hasLostAny(before: FrameLog, after: FrameLog, nowMs: number): boolean {
  return before
    .since(Math.max(after.trimmedOrder(), orderOf(0)))
    .some((entry) => entry.order < orderOf(nowMs - 60_000) && !has(after, entry));
}
