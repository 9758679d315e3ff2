import type { Clock } from "@/lib/metric/clock";
import type { SeriesName } from "@/lib/metric/series";
import type { StoreArchive } from "../archives";
import { waitByTimer } from "../assemble";
import { createFollower } from "../follow";
import { loadGaugeBases } from "../gauge-bases";
import { createLiveFold } from "../live-fold";
import { createNameTable, warnOfRefused } from "../names";
import { createTroubles } from "../troubles";
import type { MetricStore, StoreHealth } from "../port";
import { pickKeptStep, readSeries } from "../read-series";
import { createReader } from "../reader";
import { type Edits, editRemoved, editRenamed, endOfKnown, partsOf } from "../sources";
import { createAppender } from "./append";
import type { Channels } from "./channels";
import { type Client, readWarnings } from "./connect";
import { type Keys, allShards } from "./keys";
import { createPulse } from "./pulse";
import { importFenced } from "./import";
import { type NamesMessage, createSharedNames } from "./shared-names";
import { createFieldReader } from "./field-reader";
import { createTail } from "./tail";
import { isGone } from "./trouble";

export interface RedisOptions {
  client: Client;
  subscriber: Client;
  channels: Channels;
  keys: Keys;
  /** Finest first; the first step is the flush interval. */
  archives: readonly StoreArchive[];
  flushMs: number;
  gaugeTtlMs: number;
  maxSeries: number;
  clock: Clock;
}

/** Frames in Redis' streams; this process holds copies of the shards it uses. */
export async function createRedisStore(options: RedisOptions): Promise<MetricStore> {
  const { client, subscriber, channels, keys, archives, flushMs, gaugeTtlMs, clock } = options;
  const names = createNameTable(options.maxSeries);
  const edits: Edits = new Map();
  const bells = new Map<number, () => void>();
  let listenTurn: Promise<unknown> = Promise.resolve();
  let warnings: string[] = [];
  let isClosed = false;
  const troubles = createTroubles();
  const parts = (series: SeriesName) => partsOf(edits, series);
  const ownPart = (series: SeriesName) => parts(series).at(-1)!;
  const tail = createTail({
    client,
    keys,
    monotonic: clock.monotonic,
    marked(shard) {
      // One block more than is needed: a reader may be on its way.
      const beforeMs = declaredMs(shard) - archives[0]!.spanMs;
      fold.trimming(shard, beforeMs);
      tail.log(shard).trim(beforeMs);
    },
    arrived: (arrivals) => follower.arrived(arrivals),
    noted: (shard, note) => follower.noted(shard, note),
    lost: () => follower.lost(),
    dropped: (shard) => fold.forget(shard),
    isListened: (shard) => bells.has(shard),
    warn: troubles.add,
  });
  const declaredMs = (shard: number) => tail.marks(shard).archives.get(flushMs)?.declaredMs ?? -Infinity;
  const fold = createLiveFold({ flushMs, gaugeTtlMs, log: tail.log, partsOf: parts });
  const reader = createReader({
    gaugeTtlMs,
    flushMs,
    log: tail.log,
    marks: tail.marks,
    readFields: createFieldReader(client, keys),
    warn: troubles.add,
  });
  /** Of shards that are held: what `pull` brought. */
  const readHeld: MetricStore["read"] = (series, range, stepMs, sketches = true) =>
    readSeries({ reader, partsOf: parts, gaugeTtlMs }, series, range, {
      stepMs: pickKeptStep(archives, range.fromMs, clock.now(), stepMs),
      rich: sketches,
    });
  const follower = createFollower({
    wait: waitByTimer,
    flushMs,
    gaugeTtlMs,
    now: clock.now,
    log: tail.log,
    fold,
    shardOf: (series) => ownPart(series).shard,
    idOf: (series) => ownPart(series).id,
    declaredMs,
    read: (series, span) => readHeld(series, span, flushMs),
    prepare: (gauges) => loadGaugeBases({ reader, fold, partsOf: parts, declaredMs, flushMs }, gauges),
    writers: tail.writers,
    failed: (error) => noteTrouble(error),
  });
  const leaseMs = Math.max(5_000, 3 * flushMs);
  const appender = createAppender({
    client,
    keys,
    names,
    clock,
    leaseMs,
    warn: troubles.add,
  });
  const last = archives.at(-1)!;
  const shared = createSharedNames({ client, keys, names, edits, clock, keptMs: last.keptMs + last.spanMs });
  const shardsOf = (series: Iterable<SeriesName>) =>
    new Set([...series].flatMap((each) => parts(each).map(({ shard }) => shard)));
  const newestEndMs = (series: SeriesName) => {
    const { shard } = ownPart(series);
    return endOfKnown(tail.log(shard), tail.marks(shard), flushMs);
  };

  /** Bells for exactly the shards somebody listens to, and for these. */
  function listen(also: ReadonlySet<number>): Promise<void> {
    const work = async () => {
      for (const shard of new Set([...follower.shards(), ...also])) {
        if (bells.has(shard)) continue;
        const ring = (id: string) => void tail.ring(shard, id).catch(noteTrouble);
        bells.set(shard, await channels.listenShard(keys.bell(shard), ring));
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
  function hearNames(text: string): void {
    const message = JSON.parse(text) as NamesMessage;
    const infos = shared.take(message);
    if (infos.length > 0) follower.names(infos);
    if (!message.edits) return;
    fold.forget();
    void tail.pull(follower.shards()).then(() => follower.lost(), noteTrouble);
  }

  const health = (): StoreHealth => ({
    state: pulse.reason() === null && !isClosed ? "ok" : "away",
    name: "redis",
    reason: isClosed ? "the store is closed" : pulse.reason(),
    warnings: [...warnings, ...pulse.warnings(), ...warnOfRefused(names.counts()), ...troubles.list()],
  });
  /** The pulse says when Redis is away; what fails meanwhile follows after `comeBack`. */
  function noteTrouble(error: unknown): void {
    if (pulse.reason() === null && !isGone(error)) troubles.add(`Redis: ${(error as Error).message}`);
  }
  const pulse = createPulse({
    clients: [client, subscriber],
    probes: allShards.map(keys.frames),
    monotonic: clock.monotonic,
    async comeBack() {
      await channels.restore();
      appender.noteAgain();
      await shared.load();
      await tail.reload();
      warnings = await readWarnings(client);
    },
    changed: () => follower.health(health()),
  });
  await channels.listen(keys.namesChannel, hearNames);
  await shared.load();
  warnings = await readWarnings(client);

  return {
    append: (flush) => pulse.watch(appender.append(flush)),
    async read(series, range, stepMs, sketches) {
      await tail.pull(shardsOf(series));
      return readHeld(series, range, stepMs, sketches);
    },
    async importColumns(columns) {
      for (const each of columns) {
        await importFenced({ client, keys, archives, clock }, each);
        const { series, startMs, stepMs, coverage } = each;
        await shared.note(series, startMs, startMs + (coverage.length - 1) * stepMs);
      }
      follower.lost();
    },
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
      const own = new Set([...selection].map((series) => ownPart(series).shard));
      if (own.size === 0) own.add(0);
      await listen(own);
      await tail.pull(new Set([...own, ...shardsOf(selection)]));
      const stop = await follower.follow(selection, after, on);
      return () => {
        stop();
        if (!isClosed) void listen(new Set()).catch(noteTrouble);
      };
    },
    async rename(from, to) {
      await tail.pull(shardsOf([from, to]));
      editRenamed(edits, { from, to }, newestEndMs(from));
      fold.forget();
      await shared.rename(from, to);
    },
    async remove(series) {
      await tail.pull(shardsOf(series));
      for (const each of series) editRemoved(edits, each, newestEndMs(each));
      fold.forget();
      await shared.remove(series);
    },
    health,
    async close() {
      isClosed = true;
      pulse.stop();
      follower.stop();
      client.disconnect();
      subscriber.disconnect();
    },
  };
}
