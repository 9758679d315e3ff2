import { randomUUID } from "node:crypto";
import type { Clock } from "@/lib/metric/clock";
import { type SeriesInfo, type SeriesName, bucketOf, kindOf } from "@/lib/metric/series";
import type { NameTable } from "../names";
import { placeOf } from "../shards";
import { type Edits, type Part, partsOf } from "../sources";
import { type BatchCommand, runBatch } from "./batch";
import type { Client } from "./connect";
import { type Keys, allShards } from "./keys";

/** When names were last seen is read again at most this often. */
const refreshMs = 10_000;

const hearWithinMs = 1_000;

/** What the names channel carries. */
export interface NamesMessage {
  fresh?: [series: SeriesName, firstSeenMs: number][];
  gone?: SeriesName[];
  edits?: [SeriesName, Part[]][];
  /** Tells who said it that it was heard. */
  token?: string;
}

interface SharedNamesOptions {
  client: Client;
  keys: Keys;
  names: NameTable;
  edits: Edits;
  clock: Clock;
  /** How long anything of a series is kept. */
  keptMs: number;
}

export interface SharedNames {
  load(): Promise<void>;
  refresh(): Promise<void>;
  /** Takes in what another process says; answers the series that are new. */
  take(message: NamesMessage): SeriesInfo[];
  /** A series that no flush brought. */
  note(series: SeriesName, firstSeenMs: number, lastSeenMs: number): Promise<void>;
  rename(from: SeriesName, to: SeriesName): Promise<void>;
  remove(series: readonly SeriesName[]): Promise<void>;
}

/** Keeps this process' names and edits equal to what Redis holds. */
export function createSharedNames({
  client,
  keys,
  names,
  edits,
  clock,
  keptMs,
}: SharedNamesOptions): SharedNames {
  let loadedMs = -Infinity;
  const waiting = new Map<string, () => void>();

  async function load(): Promise<void> {
    loadedMs = clock.monotonic();
    const read = (command: string, key: string): BatchCommand => ({ key, command, args: [key] });
    const namesOf = allShards.map((shard) => read("hvals", keys.names(shard)));
    const replies = await runBatch(client, [...namesOf, read("hgetall", keys.edits)]);
    const stored = replies.pop() as Record<string, string>;
    for (const series of Object.keys(stored))
      edits.set(series as SeriesName, JSON.parse(stored[series]!) as Part[]);
    const rows = replies.flatMap((each) => each as string[]).map((row) => /^(\d+) (\d+) (.*)$/s.exec(row));
    for (const row of rows) if (row) names.note(row[3] as SeriesName, Number(row[1]), Number(row[2]));
    const dead = names.expire(clock.now() - keptMs);
    if (dead.length > 0) await forget(dead);
  }
  /** Names go with the last of their data. Whoever is sent again meanwhile is noted again. */
  async function forget(series: readonly SeriesName[]): Promise<void> {
    await runBatch(client, series.map(removal));
  }
  function removal(series: SeriesName): BatchCommand {
    const { shard, id } = placeOf(series);
    return { key: keys.names(shard), command: "hdel", args: [keys.names(shard), String(id)] };
  }
  /** Resolves when this process has heard it too: what was said of these names before no longer matters. */
  async function publish(series: readonly SeriesName[], gone: readonly SeriesName[]): Promise<void> {
    const changed = series.map((each): [SeriesName, Part[]] => [each, partsOf(edits, each)]);
    const token = randomUUID();
    const message = JSON.stringify({ gone: [...gone], edits: changed, token } satisfies NamesMessage);
    const edited = changed.map(([each, parts]): BatchCommand => ({
      key: keys.edits,
      command: "hset",
      args: [keys.edits, each, JSON.stringify(parts)],
    }));
    await runBatch(client, [...edited, ...gone.map(removal)]);
    const heard = new Promise<void>((resolve) => waiting.set(token, resolve));
    await client.publish(keys.namesChannel, message);
    await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, hearWithinMs).unref())]);
    waiting.delete(token);
  }

  return {
    load,
    async refresh() {
      if (clock.monotonic() - loadedMs > refreshMs) await load();
    },
    take(message) {
      for (const series of message.gone ?? []) names.drop(series);
      for (const [series, parts] of message.edits ?? []) edits.set(series, parts);
      waiting.get(message.token ?? "")?.();
      return (message.fresh ?? []).map(([series, firstSeenMs]) => {
        names.note(series, firstSeenMs, firstSeenMs);
        const info = { series, kind: kindOf(series), bucket: bucketOf(series) };
        return { ...info, firstSeenMs, lastSeenMs: firstSeenMs };
      });
    },
    async note(series, firstSeenMs, lastSeenMs) {
      const isNew = names.note(series, firstSeenMs, lastSeenMs);
      const { shard, id, info } = names.get(series)!;
      const row = `${info.firstSeenMs} ${info.lastSeenMs} ${series}`;
      await client.hset(keys.names(shard), String(id), row);
      const message: NamesMessage = { fresh: [[series, firstSeenMs]] };
      if (isNew) await client.publish(keys.namesChannel, JSON.stringify(message));
    },
    async rename(from, to) {
      const known = names.get(from);
      if (known) {
        const { firstSeenMs, lastSeenMs } = known.info;
        names.note(to, firstSeenMs, lastSeenMs);
        const { shard, id } = placeOf(to);
        await client.hset(keys.names(shard), String(id), `${firstSeenMs} ${lastSeenMs} ${to}`);
      }
      names.drop(from);
      await publish([from, to], [from]);
    },
    async remove(series) {
      for (const each of series) names.drop(each);
      await publish(series, series);
    },
  };
}
