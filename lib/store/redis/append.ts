import { Cluster } from "ioredis";
import type { Clock } from "@/lib/metric/clock";
import type { Flush } from "@/lib/metric/flush";
import { createFlushEncoder } from "../encode-flush";
import { type DueName, noteEveryMs } from "../name-numbers";
import type { NameTable } from "../names";
import { appendScript, leaseScript } from "./append-script";
import type { Client } from "./connect";
import { type Keys, allShards } from "./keys";
import { sealedField } from "./marks";
import { type NotedNames, countNames, maxNamesPerCall, noteCalls, noteNames, printNames } from "./note-names";
import { type ScriptCall, runScript, runScripts } from "./script";

/** What Redis took may still be lost with its last second: frames are kept this long, to be sent again. */
const keptAfterAckMs = 60_000;

interface AppendOptions {
  client: Client;
  keys: Keys;
  names: NameTable;
  clock: Clock;
  leaseMs: number;
  warn(message: string): void;
}

interface Sent {
  startMs: number;
  stepMs: number;
  frames: Buffer[];
  names: NotedNames;
  ackedMs: number | null;
}

interface WriterState {
  /** By sequence number. */
  kept: Map<number, Sent>;
  last: number;
  turn: Promise<void>;
  /** The script's keys of each kind, by shard. */
  shardKeys: string[][];
}

export interface Appender {
  append(flush: Flush): Promise<void>;
  /** Redis may have lost names: they go out again with the next flush. */
  noteAgain(): void;
}

export function createAppender(options: AppendOptions): Appender {
  const { client, keys, names, clock, leaseMs } = options;
  const isCluster = client instanceof Cluster;
  const writers = new Map<string, WriterState>();
  const encodeFlush = createFlushEncoder(names);
  let notesAgain = false;

  function stateOf(writer: string): WriterState {
    const shardKeys = () =>
      [keys.frames, (shard: number) => keys.sequence(shard, writer), keys.names, keys.marks, keys.late].map(
        (keyOf) => allShards.map(keyOf),
      );
    const state = writers.get(writer) ?? {
      kept: new Map<number, Sent>(),
      last: 0,
      turn: Promise.resolve(),
      shardKeys: shardKeys(),
    };
    writers.set(writer, state);
    return state;
  }

  function encode(flush: Flush): Sent {
    const { frames, due } = encodeFlush(flush);
    const { startMs, stepMs } = flush;
    const names = noteNames(notesAgain ? listRecent(flush) : due, startMs);
    notesAgain = false;
    return { startMs, stepMs, frames, names, ackedMs: null };
  }

  /** Every series that may have been noted lately, as if nobody had heard of it. */
  function listRecent({ startMs, stepMs }: Flush): DueName[] {
    const sinceMs = startMs - 2 * noteEveryMs(stepMs);
    const recent = [...names.all()].filter(({ info }) => info.lastSeenMs >= sinceMs);
    return recent.map((known) => ({ known, isNew: true }));
  }

  /** Answers the number that each of these shards now holds of this writer. */
  async function send(writer: string, sequence: number, shards: readonly number[]): Promise<number[]> {
    const { kept, shardKeys } = stateOf(writer);
    const sent = kept.get(sequence)!;
    const base = kept.has(sequence - 1) ? 0 : sequence;
    const publish = isCluster ? "SPUBLISH" : "PUBLISH";
    const mark = sealedField(sent.stepMs);
    const head = [writer, sequence, base, leaseMs, sent.startMs, keys.namesChannel, publish, mark];
    const isCrowded = countNames(sent.names) > maxNamesPerCall;
    if (isCrowded) await runScripts(client, noteCalls(sent.names, sent.startMs, keys));
    const noteArgs = (shard: number, place: number) =>
      isCrowded || !sent.names.has(shard) ? [] : [place, ...printNames(sent.names.get(shard)!)];
    const callOn = (some: readonly number[], ...lease: string[]): ScriptCall => ({
      script: appendScript,
      keys: [...shardKeys.flatMap((ofKind) => some.map((shard) => ofKind[shard]!)), ...lease],
      args: [
        ...head,
        ...some.map((shard) => sent.frames[shard]!),
        ...some.flatMap((shard, i) => noteArgs(shard, i + 1)),
      ],
    });
    if (!isCluster) return (await runScript(client, callOn(shards, keys.writers))) as number[];
    const lease = { script: leaseScript, keys: [keys.writers], args: [writer, leaseMs, sent.startMs] };
    const replies = await runScripts(client, [...shards.map((shard) => callOn([shard])), lease]);
    return replies.slice(0, -1).map((reply) => (reply as number[])[0]!);
  }

  async function appendInTurn(flush: Flush): Promise<void> {
    const { writer, sequence } = flush;
    const state = stateOf(writer);
    const { kept } = state;
    if (sequence <= state.last && !kept.has(sequence)) return;
    if (!kept.has(sequence)) kept.set(sequence, encode(flush));
    state.last = Math.max(sequence, state.last);
    const stored = allShards.map(() => -1);
    let behind: number[] = allShards;
    for (let next = sequence; behind.length > 0;) {
      const due = behind.filter((shard) => stored[shard]! < next);
      const least = leastOf(stored, due);
      const answers = await send(writer, next, due);
      due.forEach((shard, i) => (stored[shard] = answers[i]!));
      if (least >= 0 && leastOf(stored, due) <= least)
        throw new Error("Redis does not go on with this writer's numbers");
      behind = behind.filter((shard) => stored[shard]! < sequence);
      const before = leastOf(stored, behind);
      next = firstKeptAfter(kept, before, sequence);
      if (behind.length > 0 && next > before + 1)
        options.warn(`Redis lost ${next - before - 1} flushes that are no longer kept: their steps are gaps`);
    }
    forgetOld(kept, sequence);
  }

  function forgetOld(acked: Map<number, Sent>, upTo: number): void {
    const nowMs = clock.monotonic();
    for (const [number, each] of acked) if (number <= upTo) each.ackedMs ??= nowMs;
    for (const { kept } of writers.values())
      for (const [number, { ackedMs }] of kept)
        if (ackedMs !== null && nowMs - ackedMs > keptAfterAckMs) kept.delete(number);
  }

  return {
    append(flush) {
      const state = stateOf(flush.writer);
      state.turn = state.turn.catch(() => {}).then(() => appendInTurn(flush));
      return state.turn;
    },
    noteAgain: () => void (notesAgain = true),
  };
}

function leastOf(stored: readonly number[], shards: readonly number[]): number {
  return shards.reduce((least, shard) => Math.min(least, stored[shard]!), Infinity);
}

/** Where sending goes on: the number after the stored one, or the oldest one that is still kept. */
function firstKeptAfter(kept: Map<number, unknown>, stored: number, upTo: number): number {
  let next = upTo;
  for (const number of kept.keys()) if (number > stored && number < next) next = number;
  return next;
}
