import type { Redis } from "ioredis";
import type { Clock } from "@/lib/metric/clock";
import type { Flush } from "@/lib/metric/flush";
import { encodeFlush, noteEveryMs } from "../encode-flush";
import type { KnownName, NameTable } from "../names";
import { appendScript } from "./append-script";
import { runScript } from "./connect";
import { type Keys, allShards } from "./keys";
import { sealedField } from "./marks";

/** What Redis took may still be lost with its last second: frames are kept this long, to be sent again. */
const keptAfterAckMs = 60_000;

interface AppendOptions {
  client: Redis;
  keys: Keys;
  names: NameTable;
  clock: Clock;
  flushMs: number;
  leaseMs: number;
}

interface Sent {
  startMs: number;
  frames: Buffer[];
  /** Index of the shard from 1, id, name. */
  names: (string | number)[];
  ackedMs: number | null;
}

export interface Appender {
  append(flush: Flush): Promise<void>;
  /** Redis may have lost names: they go out again with the next flush. */
  noteAgain(): void;
}

export function createAppender({ client, keys, names, clock, flushMs, leaseMs }: AppendOptions): Appender {
  const sentBy = new Map<string, Map<number, Sent>>();
  const lastBy = new Map<string, number>();
  const turns = new Map<string, Promise<void>>();
  let notesAgain = false;

  function encode(flush: Flush): Sent {
    const { frames, due } = encodeFlush(flush, names);
    const noted = (notesAgain ? listRecent(flush) : due).flatMap(({ shard, id, info }) => [
      shard + 1,
      id,
      info.series,
    ]);
    notesAgain = false;
    return { startMs: flush.startMs, frames, names: noted, ackedMs: null };
  }

  /** Every series that may have been noted lately. */
  function listRecent({ startMs, stepMs: step }: Flush): KnownName[] {
    const sinceMs = startMs - 2 * noteEveryMs(step);
    return [...names.all()].filter(({ info }) => info.lastSeenMs >= sinceMs);
  }

  /** The least number the store now holds of this writer. */
  async function send(writer: string, sequence: number, sent: Sent, hasBefore: boolean): Promise<number> {
    const scriptKeys = [
      ...allShards.map(keys.frames),
      ...allShards.map((shard) => keys.sequence(shard, writer)),
      ...allShards.map(keys.names),
      ...allShards.map(keys.marks),
      ...allShards.map(keys.late),
      keys.writers,
    ];
    const base = hasBefore ? 0 : sequence;
    const head = [writer, sequence, base, sealedField(flushMs), leaseMs, sent.startMs, keys.namesChannel];
    return (await runScript(client, appendScript, scriptKeys, [
      ...head,
      ...sent.frames,
      ...sent.names,
    ])) as number;
  }

  async function appendInTurn(flush: Flush): Promise<void> {
    const { writer, sequence } = flush;
    const kept = sentBy.get(writer) ?? new Map<number, Sent>();
    sentBy.set(writer, kept);
    if (sequence <= (lastBy.get(writer) ?? 0) && !kept.has(sequence)) return;
    if (!kept.has(sequence)) kept.set(sequence, encode(flush));
    lastBy.set(writer, Math.max(sequence, lastBy.get(writer) ?? 0));
    let stored = -1;
    for (let next = sequence; stored < sequence;) {
      const before = stored;
      stored = await send(writer, next, kept.get(next)!, kept.has(next - 1));
      if (stored >= next && stored <= before)
        throw new Error("Redis does not go on with this writer's numbers");
      if (stored < sequence) next = firstKeptAfter(kept, stored, sequence);
    }
    const ackedMs = clock.monotonic();
    for (const [number, each] of kept) {
      if (number <= stored) each.ackedMs ??= ackedMs;
      if (each.ackedMs !== null && ackedMs - each.ackedMs > keptAfterAckMs) kept.delete(number);
    }
  }

  return {
    append(flush) {
      const turn = (turns.get(flush.writer) ?? Promise.resolve())
        .catch(() => {})
        .then(() => appendInTurn(flush));
      turns.set(flush.writer, turn);
      return turn;
    },
    noteAgain: () => void (notesAgain = true),
  };
}

/** Where sending goes on: the number after the stored one, or the oldest one that is still kept. */
function firstKeptAfter(kept: Map<number, Sent>, stored: number, upTo: number): number {
  let next = upTo;
  for (const number of kept.keys()) if (number > stored && number < next) next = number;
  return next;
}
