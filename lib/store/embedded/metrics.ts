import type { Clock } from "@/lib/metric/clock";
import type { Columns } from "@/lib/metric/columns";
import type { SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { StoreArchive } from "../archives";
import { type Wait, waitByTimer } from "../assemble";
import { createFlushEncoder } from "../encode-flush";
import { createFollower } from "../follow";
import { type Entry, createFrameLog, msOfOrder, orderOf, toEntry } from "../frame-log";
import { loadGaugeBases } from "../gauge-bases";
import { createLiveFold } from "../live-fold";
import { createNameTable, warnOfRefused } from "../names";
import type { MetricStore } from "../port";
import { createTroubles } from "../troubles";
import { pickKeptStep, readSeries } from "../read-series";
import { createReader } from "../reader";
import { shardCount } from "../shards";
import { type Marks, noMarks } from "../shelf";
import { type Edits, editRemoved, editRenamed, endOfKnown, partsOf } from "../sources";
import type { Disk, Saved } from "./disk";

/** Without a disk nothing is sealed, and frames are kept this long. */
const keptWithoutDiskMs = 1_800_000;

const expireNamesEveryMs = 60_000;
const calmMs = 2_000;

export interface EmbeddedOptions {
  /** Null: nothing outlives the process, and frames are all there is. */
  disk: Disk | null;
  /** What the disk held at start. */
  saved?: Saved;
  /** Finest first; with a disk only. */
  archives?: readonly StoreArchive[];
  flushMs: number;
  gaugeTtlMs: number;
  maxSeries: number;
  clock: Clock;
  wait?: Wait;
}

/** Frames in memory until they are sealed, and everything on a disk that another thread writes. */
export function createEmbeddedStore(options: EmbeddedOptions): MetricStore {
  const { disk, saved, archives = [], flushMs, gaugeTtlMs, clock } = options;
  const logs = Array.from({ length: shardCount }, createFrameLog);
  const log = (shard: number) => logs[shard]!;
  const marks = saved?.marks ?? Array.from({ length: shardCount }, noMarks);
  const declaredMs = (shard: number) => marks[shard]!.archives.get(flushMs)?.declaredMs ?? -Infinity;
  const names = createNameTable(options.maxSeries);
  const encodeFlush = createFlushEncoder(names);
  const edits: Edits = new Map();
  const lastOf = new Map<string, { sequence: number; atMs: number }>();
  /** Flushes that are in memory only, by their order of arrival. */
  const unsaved = new Map<string, number>();
  /** Seen, and not yet said so to the disk. */
  const unnoted = new Set<SeriesInfo>();
  const troubles = createTroubles();
  let lastOrder = 0;
  let expiredMs = -Infinity;
  let trouble: string | null = null;
  let failed = { key: "", atMs: -Infinity };
  let sealTrouble: string | null = null;
  const parts = (series: SeriesName) => partsOf(edits, series);
  const ownPart = (series: SeriesName) => parts(series).at(-1)!;
  let editTurn = Promise.resolve();
  const newestEndMs = (series: SeriesName) => {
    const { shard } = ownPart(series);
    return endOfKnown(log(shard), marks[shard]!, flushMs);
  };
  const leaseMs = Math.max(5_000, 3 * flushMs);
  function* writers() {
    for (const [writer, { atMs }] of lastOf) if (clock.now() - atMs <= leaseMs) yield writer;
  }
  const fold = createLiveFold({ flushMs, gaugeTtlMs, log, partsOf: parts });
  const reader = createReader({
    gaugeTtlMs,
    flushMs,
    log,
    marks: (shard) => marks[shard]!,
    readFields: (requests) => disk!.readFields(requests),
    warn: troubles.add,
  });
  const read: MetricStore["read"] = (series, range, stepMs, sketches = true) =>
    readSeries({ reader, partsOf: parts, gaugeTtlMs }, series, range, {
      stepMs: pickKeptStep(archives, range.fromMs, clock.now(), stepMs),
      rich: sketches,
    });
  const follower = createFollower({
    wait: options.wait ?? waitByTimer,
    flushMs,
    gaugeTtlMs,
    now: clock.now,
    log,
    fold,
    shardOf: (series) => ownPart(series).shard,
    idOf: (series) => ownPart(series).id,
    declaredMs,
    read: (series, span) => read(series, span, flushMs),
    prepare: (gauges) => loadGaugeBases({ reader, fold, partsOf: parts, declaredMs, flushMs }, gauges),
    writers,
    failed: (error) => troubles.add(String(error)),
  });

  /** Frames of sealed steps are the sealer's: they come back as a note. */
  function keep(order: number, frames: readonly Buffer[]): { shard: number; entry: Entry }[] {
    lastOrder = Math.max(lastOrder, order);
    const arrivals = frames.flatMap((bytes, shard) =>
      bytes.length > 0 ? [{ shard, entry: toEntry(bytes, order) }] : [],
    );
    const onTime = arrivals.filter(({ shard, entry }) => entry.head.startMs >= declaredMs(shard));
    for (const { shard, entry } of onTime) log(shard).add(entry);
    return onTime;
  }
  function noteImported({ series, startMs, stepMs, coverage }: Columns): SeriesInfo[] {
    names.note(series, startMs, startMs + (coverage.length - 1) * stepMs);
    const known = names.get(series);
    return known ? [{ ...known.info }] : [];
  }
  const health = (): ReturnType<MetricStore["health"]> => ({
    state: trouble ? "away" : "ok",
    name: "embedded",
    reason: trouble,
    warnings: [...warnOfRefused(names.counts()), ...troubles.list(), ...(sealTrouble ? [sealTrouble] : [])],
  });
  function setTrouble(reason: string | null): void {
    if (reason === trouble) return;
    trouble = reason;
    follower.health(health());
  }
  function trim(shard: number, beforeMs: number): void {
    fold.trimming(shard, beforeMs);
    log(shard).trim(beforeMs);
  }
  /** The oldest steps, as far as all of their frames arrived before `order`. */
  function trimArrived(shard: number, order: number): void {
    for (let first = log(shard).firstStart(); first !== null; first = log(shard).firstStart()) {
      if (
        log(shard)
          .at(first)
          .some((entry) => entry.order >= order)
      )
        return;
      trim(shard, first + 1);
    }
  }

  for (const { order, frames } of saved?.flushes ?? []) {
    keep(order, frames);
    const first = frames.find((frame) => frame.length > 0);
    if (!first) continue;
    const { writer, sequence } = toEntry(first, order).head;
    lastOf.set(writer, { sequence, atMs: msOfOrder(order) });
  }
  for (const { shard, order, note } of saved?.notes ?? []) log(shard).addNote(order, note);
  for (const [shard, { trimmedOrder }] of (saved?.marks ?? []).entries())
    log(shard).noteTrimmed(trimmedOrder);
  for (const [series, first, last] of saved?.names ?? []) names.note(series, first, last);
  for (const [series, edited] of saved?.edits ?? []) edits.set(series, edited);
  function takeMarks(shard: number, now: Marks): void {
    marks[shard] = now;
    // One block more than is needed: a reader may be on its way.
    trim(shard, declaredMs(shard) - (archives[0]?.spanMs ?? 0));
  }
  disk?.listen({
    marks: takeMarks,
    restarted(all) {
      all.forEach((each, shard) => takeMarks(shard, each));
      follower.lost();
    },
    trouble: (message) => (sealTrouble = message),
    note(shard, order, note) {
      log(shard).addNote(order, note);
      follower.noted(shard, note);
    },
    warning: troubles.add,
  });

  /** Names go with the last of their data. */
  function expireNames(nowMs: number): SeriesName[] {
    const last = archives.at(-1);
    if (!last || nowMs - expiredMs < expireNamesEveryMs) return [];
    expiredMs = nowMs;
    return names.expire(nowMs - last.keptMs - last.spanMs);
  }

  /** Edits follow each other, and hold once they are saved. `prepare` answers the names that come. */
  function edit(prepare: (next: Edits) => SeriesInfo[], gone: readonly SeriesName[]): Promise<void> {
    const done = editTurn.then(async () => {
      const edited = new Map(edits);
      const infos = prepare(edited);
      await disk?.saveEdits([...edited], infos, gone);
      for (const [series, history] of edited) edits.set(series, history);
      for (const { series, firstSeenMs, lastSeenMs } of infos) names.note(series, firstSeenMs, lastSeenMs);
      for (const each of gone) names.drop(each);
      fold.forget();
      follower.lost();
    });
    editTurn = done.catch(() => {});
    return done;
  }
  async function save(key: string, order: number, write: Promise<void> | undefined): Promise<void> {
    unsaved.set(key, order);
    try {
      await write;
      unsaved.delete(key);
      // On a full disk a small flush may still find room: the trouble is over with the one that had it.
      if (key === failed.key || clock.monotonic() - failed.atMs > calmMs) setTrouble(null);
    } catch (error) {
      failed = { key, atMs: clock.monotonic() };
      setTrouble(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  return {
    takesWhileAway: true,
    async append(flush) {
      const { writer, sequence, startMs } = flush;
      const key = `${writer} ${sequence}`;
      const isKnown = sequence <= (lastOf.get(writer)?.sequence ?? 0);
      if (isKnown && !unsaved.has(key)) return;
      const { frames, due } = encodeFlush(flush);
      for (const { known } of due) unnoted.add(known.info);
      const order = unsaved.get(key) ?? Math.max(lastOrder + 1, orderOf(clock.now()));
      if (!isKnown) {
        lastOf.set(writer, { sequence, atMs: clock.now() });
        // Without room on the disk nothing is sealed: memory holds as much as it would without one.
        if (!disk || trouble)
          for (let shard = 0; shard < shardCount; shard++)
            trimArrived(shard, orderOf(clock.now() - keptWithoutDiskMs));
        const arrivals = keep(order, frames);
        const fresh = due.flatMap(({ known, isNew }) => (isNew ? [{ ...known.info }] : []));
        if (fresh.length > 0) follower.names(fresh);
        follower.arrived(arrivals);
      }
      const infos = [...unnoted];
      await save(key, order, disk?.saveFlush({ order, startMs, frames }, infos));
      for (const info of infos) unnoted.delete(info);
      const dead = expireNames(clock.now());
      if (dead.length > 0) await disk?.saveEdits(null, [], dead);
    },
    read,
    async importColumns(columns) {
      if (!disk) throw new Error("without a disk nothing can be imported");
      const infos = columns.flatMap(noteImported);
      await disk.importColumns(columns, clock.now());
      await disk.saveEdits(null, infos, []);
      follower.names(infos);
      follower.lost();
    },
    find: async (pattern) => names.find(pattern),
    findByTags: async (expressions) => names.findByTags(expressions),
    children: async (name) => names.children(name),
    subscribe: (selection, after, on) => follower.follow(selection, after, on),
    async rename(from, to) {
      await edit(
        (next) => {
          editRenamed(next, { from, to }, newestEndMs(from));
          const known = names.get(from);
          return known ? [{ ...known.info, series: to }] : [];
        },
        [from],
      );
    },
    async remove(series) {
      await edit((next) => {
        for (const each of series) editRemoved(next, each, newestEndMs(each));
        return [];
      }, series);
    },
    health,
    async close() {
      follower.stop();
      await disk?.close();
    },
  };
}
