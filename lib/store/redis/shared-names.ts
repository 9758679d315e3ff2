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

/** What the names channel carries. */
export interface NamesMessage {
  fresh?: [series: SeriesName, firstSeenMs: number][];
  gone?: SeriesName[];
  edits?: [SeriesName, Part[]][];
}

interface SharedNamesOptions {
  client: Client;
  keys: Keys;
  names: NameTable;
  edits: Edits;
  clock: Clock;
}

export interface SharedNames {
  load(): Promise<void>;
  refresh(): Promise<void>;
  /** Takes in what another process says; answers the series that are new. */
  take(message: NamesMessage): SeriesInfo[];
  rename(from: SeriesName, to: SeriesName): Promise<void>;
  remove(series: readonly SeriesName[]): Promise<void>;
}

/** Keeps this process' names and edits equal to what Redis holds. */
export function createSharedNames({ client, keys, names, edits, clock }: SharedNamesOptions): SharedNames {
  let loadedMs = -Infinity;

  async function load(): Promise<void> {
    loadedMs = clock.monotonic();
    const read = (command: string, key: string): BatchCommand => ({ key, command, args: [key] });
    const namesOf = allShards.map((shard) => read("hvals", keys.names(shard)));
    const replies = await runBatch(client, [...namesOf, read("hgetall", keys.edits)]);
    const stored = replies.pop() as Record<string, string>;
    for (const series of Object.keys(stored))
      edits.set(series as SeriesName, JSON.parse(stored[series]!) as Part[]);
    for (const rows of replies) {
      for (const row of rows as string[]) {
        const [, first, last, series] = /^(\d+) (\d+) (.*)$/s.exec(row) ?? [];
        if (series) names.note(series as SeriesName, Number(first), Number(last));
      }
    }
  }
  async function publish(series: readonly SeriesName[], gone: readonly SeriesName[]): Promise<void> {
    const changed = series.map((each): [SeriesName, Part[]] => [each, partsOf(edits, each)]);
    const write = (command: string, key: string, ...args: string[]): BatchCommand => ({
      key,
      command,
      args: [key, ...args],
    });
    const message = JSON.stringify({ gone: [...gone], edits: changed } satisfies NamesMessage);
    await runBatch(client, [
      ...changed.map(([each, parts]) => write("hset", keys.edits, each, JSON.stringify(parts))),
      ...gone.map((each) => write("hdel", keys.names(placeOf(each).shard), String(placeOf(each).id))),
    ]);
    await client.publish(keys.namesChannel, message);
  }

  return {
    load,
    async refresh() {
      if (clock.monotonic() - loadedMs > refreshMs) await load();
    },
    take(message) {
      for (const series of message.gone ?? []) names.drop(series);
      for (const [series, parts] of message.edits ?? []) edits.set(series, parts);
      return (message.fresh ?? []).map(([series, firstSeenMs]) => {
        names.note(series, firstSeenMs, firstSeenMs);
        const info = { series, kind: kindOf(series), bucket: bucketOf(series) };
        return { ...info, firstSeenMs, lastSeenMs: firstSeenMs };
      });
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
