import type { Clock } from "@/lib/metric/clock";
import type { SeriesName } from "@/lib/metric/series";
import { type Wait, waitByTimer } from "../assemble";
import { encodeFlush } from "../encode-flush";
import { foldColumns } from "../fold";
import { type FollowOptions, createFollower } from "../follow";
import { type Entry, createFrameLog, msOfOrder, orderOf, toEntry } from "../frame-log";
import { createNameTable, warnOfRefused } from "../names";
import type { MetricStore } from "../port";
import { placeOf, shardCount } from "../shards";
import { type Edits, editRemoved, editRenamed, partsOf, toSources } from "../sources";
import type { Disk, Saved } from "./disk";

export const keptMs = 1_800_000;

export interface EmbeddedOptions {
  /** Null: nothing outlives the process. */
  disk: Disk | null;
  /** What the disk held at start. */
  saved?: Saved;
  flushMs: number;
  gaugeTtlMs: number;
  maxSeries: number;
  clock: Clock;
  wait?: Wait;
}

/** Frames in memory, and on a disk that another thread writes. */
export function createEmbeddedStore(options: EmbeddedOptions): MetricStore {
  const { disk, flushMs, gaugeTtlMs, clock } = options;
  const logs = Array.from({ length: shardCount }, createFrameLog);
  const log = (shard: number) => logs[shard]!;
  const names = createNameTable(options.maxSeries);
  const edits: Edits = new Map();
  const lastOf = new Map<string, { sequence: number; atMs: number }>();
  const unsaved = new Set<string>();
  let lastOrder = 0;
  let trouble: string | null = null;
  const sourcesOf = (series: SeriesName) => toSources(partsOf(edits, series), log);
  const leaseMs = Math.max(5_000, 3 * flushMs);
  function* writers() {
    for (const [writer, { atMs }] of lastOf) if (clock.now() - atMs <= leaseMs) yield writer;
  }
  const followOptions: FollowOptions = {
    wait: options.wait ?? waitByTimer,
    flushMs,
    gaugeTtlMs,
    keptMs,
    now: clock.now,
    log,
    sourcesOf,
    shardOf: (series) => names.get(series)?.shard ?? placeOf(series).shard,
    writers,
  };
  const follower = createFollower(followOptions);

  function keep(order: number, frames: readonly Buffer[]): Entry[] {
    const entries = frames.map((bytes) => toEntry(bytes, order));
    entries.forEach((entry, shard) => log(shard).add(entry));
    lastOrder = Math.max(lastOrder, order);
    return entries;
  }
  const health = (): ReturnType<MetricStore["health"]> => ({
    state: trouble ? "away" : "ok",
    name: "embedded",
    reason: trouble,
    warnings: warnOfRefused(names.counts()),
  });
  function setTrouble(reason: string | null): void {
    if (reason === trouble) return;
    trouble = reason;
    follower.health(health());
  }

  const { saved } = options;
  for (const { order, frames } of saved?.flushes ?? []) {
    const [first] = keep(order, frames);
    if (first) lastOf.set(first.head.writer, { sequence: first.head.sequence, atMs: msOfOrder(order) });
  }
  for (const [series, first, last] of saved?.names ?? []) names.note(series, first, last);
  for (const [series, parts] of saved?.edits ?? []) edits.set(series, parts);

  async function save(key: string, write: Promise<void> | undefined): Promise<void> {
    unsaved.add(key);
    try {
      await write;
      unsaved.delete(key);
      setTrouble(null);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  return {
    async append(flush) {
      const { writer, sequence } = flush;
      const key = `${writer} ${sequence}`;
      const isKnown = sequence <= (lastOf.get(writer)?.sequence ?? 0);
      if (isKnown && !unsaved.has(key)) return;
      const { frames, newNames, touched } = encodeFlush(flush, names);
      const order = isKnown ? lastOrder : Math.max(lastOrder + 1, orderOf(clock.now()));
      if (!isKnown) {
        lastOf.set(writer, { sequence, atMs: clock.now() });
        const oldest = orderOf(clock.now() - keptMs);
        for (const each of logs) each.trim(oldest);
        const entries = keep(order, frames);
        if (newNames.length > 0) follower.names(newNames);
        follower.arrived(entries.map((entry, shard) => ({ shard, entry })));
      }
      await save(
        key,
        disk?.saveFlush(
          order,
          frames,
          touched.map(({ info }) => info),
        ),
      );
    },
    async read(series, span, stepMs) {
      return series.map((each) =>
        foldColumns({ series: each, sources: sourcesOf(each), stepMs, gaugeTtlMs }, span),
      );
    },
    importColumns: () => Promise.reject(new Error("importing waits for the block archives")),
    find: async (pattern) => names.find(pattern),
    findByTags: async (expressions) => names.findByTags(expressions),
    children: async (name) => names.children(name),
    subscribe: async (selection, after, on) => follower.follow(selection, after, on),
    async rename(from, to) {
      const known = names.get(from);
      editRenamed(edits, { from, to }, lastOrder);
      if (known) names.note(to, known.info.firstSeenMs, known.info.lastSeenMs);
      names.drop(from);
      for (const each of logs) each.forgetCarries();
      await disk?.saveEdits([...edits], known ? [{ ...known.info, series: to }] : [], [from]);
      follower.lost();
    },
    async remove(series) {
      for (const each of series) {
        editRemoved(edits, each, lastOrder);
        names.drop(each);
      }
      for (const each of logs) each.forgetCarries();
      await disk?.saveEdits([...edits], [], [...series]);
      follower.lost();
    },
    health,
    async close() {
      follower.stop();
      await disk?.close();
    },
  };
}
