import type { Redis } from "ioredis";
import type { Clock } from "@/lib/metric/clock";
import type { SeriesName } from "@/lib/metric/series";
import { waitByTimer } from "../assemble";
import { foldColumns } from "../fold";
import { createFollower } from "../follow";
import { createNameTable, warnOfRefused } from "../names";
import type { MetricStore, StoreHealth } from "../port";
import { placeOf } from "../shards";
import { type Edits, editRemoved, editRenamed, partsOf, toSources } from "../sources";
import { createAppender } from "./append";
import type { Channels } from "./channels";
import { readWarnings } from "./connect";
import type { Keys } from "./keys";
import { type NamesMessage, createSharedNames } from "./shared-names";
import { createTail } from "./tail";

const keptMs = 1_800_000;

export interface RedisOptions {
  client: Redis;
  subscriber: Redis;
  channels: Channels;
  keys: Keys;
  flushMs: number;
  gaugeTtlMs: number;
  maxSeries: number;
  clock: Clock;
}

/** Frames in Redis' streams; this process holds copies of the shards it uses. */
export async function createRedisStore(options: RedisOptions): Promise<MetricStore> {
  const { client, subscriber, channels, keys, flushMs, gaugeTtlMs, clock } = options;
  const names = createNameTable(options.maxSeries);
  const edits: Edits = new Map();
  const bells = new Map<number, () => void>();
  let listenTurn: Promise<unknown> = Promise.resolve();
  let warnings: string[] = [];
  let reason: string | null = null;
  let isClosed = false;
  const troubles = new Set<string>();
  const shardOf = (series: SeriesName) => names.get(series)?.shard ?? placeOf(series).shard;
  const sourcesOf = (series: SeriesName) => toSources(partsOf(edits, series), tail.log);
  const tail = createTail({
    client,
    keys,
    keptMs,
    monotonic: clock.monotonic,
    arrived: (arrivals) => follower.arrived(arrivals),
    lost: () => follower.lost(),
    isListened: (shard) => bells.has(shard),
    warn: (message) => void troubles.add(message),
  });
  const follower = createFollower({
    wait: waitByTimer,
    flushMs,
    gaugeTtlMs,
    keptMs,
    now: clock.now,
    log: tail.log,
    sourcesOf,
    shardOf,
    writers: tail.writers,
  });
  const leaseMs = Math.max(5_000, 3 * flushMs);
  const appender = createAppender({ client, keys, names, clock, keptMs, leaseMs });
  const shared = createSharedNames({ client, keys, names, edits, clock });
  const shardsOf = (series: Iterable<SeriesName>) =>
    new Set([...series].flatMap((each) => partsOf(edits, each).map(({ shard }) => shard)));

  /** Bells for exactly the shards somebody listens to, and for these. */
  function listen(also: ReadonlySet<number>): Promise<void> {
    const work = async () => {
      for (const shard of new Set([...follower.shards(), ...also])) {
        if (bells.has(shard)) continue;
        const ring = (id: string) => void tail.ring(shard, id).catch(noteTrouble);
        bells.set(shard, await channels.listen(keys.bell(shard), ring));
      }
      for (const [shard, stop] of bells) {
        if (also.has(shard) || follower.shards().has(shard)) continue;
        bells.delete(shard);
        stop();
      }
    };
    const done = listenTurn.then(work, work);
    listenTurn = done.catch(() => {});
    return done;
  }
  const forgetCarries = (series: Iterable<SeriesName>) => {
    for (const each of series) tail.log(shardOf(each)).forgetCarries();
  };
  function hearNames(text: string): void {
    const message = JSON.parse(text) as NamesMessage;
    const infos = shared.take(message);
    if (infos.length > 0) follower.names(infos);
    forgetCarries((message.edits ?? []).map(([series]) => series));
    if (message.edits) void tail.pull(follower.shards()).then(() => follower.lost(), noteTrouble);
  }

  const health = (): StoreHealth => ({
    state: reason === null ? "ok" : "away",
    name: "redis",
    reason,
    warnings: [...warnings, ...warnOfRefused(names.counts()), ...troubles],
  });
  function setReason(next: string | null): void {
    if (next === reason || isClosed) return;
    reason = next;
    follower.health(health());
  }
  /** The connection's own events say that Redis is away; what fails meanwhile follows after `comeBack`. */
  function noteTrouble(error: unknown): void {
    if (reason === null && client.status === "ready") troubles.add(`Redis: ${(error as Error).message}`);
  }
  async function comeBack(): Promise<void> {
    if (client.status !== "ready" || subscriber.status !== "ready") return;
    try {
      await channels.restore();
      appender.noteAgain();
      await shared.load();
      await tail.reload();
      warnings = await readWarnings(client);
      setReason(null);
    } catch (error) {
      noteTrouble(error);
    }
  }

  for (const each of [client, subscriber]) {
    each.on("close", () => setReason("Redis does not answer; metrics are kept until it does"));
    each.on("ready", () => void comeBack());
  }
  await channels.listen(keys.namesChannel, hearNames);
  await shared.load();
  warnings = await readWarnings(client);

  return {
    append: (flush) => appender.append(flush),
    async read(series, span, stepMs) {
      await tail.pull(shardsOf(series));
      return series.map((each) =>
        foldColumns({ series: each, sources: sourcesOf(each), stepMs, gaugeTtlMs }, span),
      );
    },
    importColumns: () => Promise.reject(new Error("importing waits for the block archives")),
    async find(pattern) {
      await shared.refresh();
      return names.find(pattern);
    },
    async findByTags(expressions) {
      await shared.refresh();
      return names.findByTags(expressions);
    },
    async children(name) {
      await shared.refresh();
      return names.children(name);
    },
    async subscribe(selection, after, on) {
      const own = new Set([...selection].map(shardOf));
      if (own.size === 0) own.add(0);
      await listen(own);
      await tail.pull(new Set([...own, ...shardsOf(selection)]));
      const stop = follower.follow(selection, after, on);
      return () => {
        stop();
        if (!isClosed) void listen(new Set()).catch(noteTrouble);
      };
    },
    async rename(from, to) {
      await tail.pull(shardsOf([from, to]));
      editRenamed(edits, { from, to }, tail.log(shardOf(from)).lastOrder());
      forgetCarries([from, to]);
      await shared.rename(from, to);
    },
    async remove(series) {
      await tail.pull(shardsOf(series));
      for (const each of series) editRemoved(edits, each, tail.log(shardOf(each)).lastOrder());
      forgetCarries(series);
      await shared.remove(series);
    },
    health,
    async close() {
      isClosed = true;
      follower.stop();
      client.disconnect();
      subscriber.disconnect();
    },
  };
}
