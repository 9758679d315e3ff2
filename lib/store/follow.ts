import type { Columns, Step } from "@/lib/metric/columns";
import { type SeriesInfo, type SeriesName, kindOf } from "@/lib/metric/series";
import { type Wait, createAssembler } from "./assemble";
import { type Source, foldColumns, valueAt } from "./fold";
import { findValue } from "./frame-codec";
import { type Entry, type FrameLog, msOfOrder, orderOf } from "./frame-log";
import type { Listener, Seen, Selection, Span, StoreHealth } from "./port";

/** A resume begins this much before the moment asked for: frames may arrive out of order. */
const resumeMarginMs = 10_000;

export interface FollowOptions {
  wait: Wait;
  flushMs: number;
  gaugeTtlMs: number;
  keptMs: number;
  now(): number;
  log(shard: number): FrameLog;
  sourcesOf(series: SeriesName): Source[];
  shardOf(series: SeriesName): number;
  /** Writers that hold a lease. */
  writers(): Iterable<string>;
}

export interface Arrival {
  shard: number;
  entry: Entry;
}

/** Turns arriving frames into what listeners hear. The logs hold the frames already. */
export interface Follower {
  /** Starts at once; the logs of the selection's shards must be filled. */
  follow(selection: Selection, after: Seen | null, on: Listener): () => void;
  /** Shards somebody listens to. */
  shards(): Set<number>;
  arrived(arrivals: readonly Arrival[]): void;
  names(infos: SeriesInfo[]): void;
  health(health: StoreHealth): void;
  /** What is known was changed by other means than frames: everything has to be read again. */
  lost(): void;
  stop(): void;
}

interface Follow {
  selection: Selection;
  shards: Set<number>;
  on: Listener;
}

export function createFollower(options: FollowOptions): Follower {
  const { flushMs, gaugeTtlMs, log, sourcesOf } = options;
  const follows = new Set<Follow>();
  const endOfWriter = new Map<string, number>();
  let newestMs = 0;
  const assembler = createAssembler({ wait: options.wait, isWhole, complete: sendFlush });

  function listened(): Set<number> {
    const shards = new Set<number>();
    for (const follow of follows) for (const shard of follow.shards) shards.add(shard);
    return shards;
  }
  function isWhole(startMs: number): boolean {
    const writers = [...options.writers()];
    for (const shard of listened()) {
      const here = log(shard).at(startMs);
      if (!writers.every((writer) => here.some((entry) => entry.head.writer === writer))) return false;
    }
    return true;
  }
  function seenOf(follow: Follow): Seen {
    return msOfOrder(Math.min(...[...follow.shards].map((shard) => log(shard).lastOrder())));
  }
  /** Equal series of several listeners are folded once. */
  function createFold(startMs: number): (series: SeriesName) => Columns {
    const folded = new Map<SeriesName, Columns>();
    return (series) => {
      const known = folded.get(series);
      if (known) return known;
      const sources = sourcesOf(series);
      const span = { fromMs: startMs, untilMs: startMs + flushMs };
      const columns = foldColumns({ series, sources, stepMs: flushMs, gaugeTtlMs }, span);
      folded.set(series, columns);
      return columns;
    };
  }
  function stepOf(follow: Follow, startMs: number, fold = createFold(startMs)): Step {
    return { startMs, stepMs: flushMs, columns: [...follow.selection].map(fold) };
  }
  function sendFlush(startMs: number): void {
    newestMs = Math.max(newestMs, startMs);
    const fold = createFold(startMs);
    for (const follow of follows) follow.on.flush(stepOf(follow, startMs, fold), seenOf(follow));
  }
  function sendCorrections(follow: Follow, starts: Set<number>): void {
    const sent = [...starts].filter((start) => !assembler.isWaiting(start)).sort((a, b) => a - b);
    if (sent.length === 0) return;
    const steps = sent.map((start) => stepOf(follow, start));
    follow.on.correct(steps, seenOf(follow));
  }
  /** A gauge is carried: a frame changes later steps too, up to the one that sets the gauge again. */
  function touchedBy(follow: Follow, { shard, entry }: Arrival): number[] {
    const { startMs } = entry.head;
    const touched = [startMs];
    const later = log(shard).starts(startMs + 1, newestMs + 1);
    if (!entry.bytes || later.length === 0) return touched;
    for (const series of follow.selection) {
      if (kindOf(series) !== "gauges" || options.shardOf(series) !== shard) continue;
      const sources = sourcesOf(series);
      if (!findValue(entry.bytes, "gauges", sources[sources.length - 1]!.id)) continue;
      for (const start of later) {
        if (start - startMs > gaugeTtlMs) break;
        const value = valueAt(sources, "gauges", start);
        touched.push(start);
        if (value?.kind === "gauges" && value.set) break;
      }
    }
    return touched;
  }
  function sendGaps(arrivals: readonly Arrival[]): void {
    const shards = [...listened()];
    for (const { entry } of arrivals) {
      const { writer, startMs, stepMs } = entry.head;
      const before = endOfWriter.get(writer);
      endOfWriter.set(writer, Math.max(before ?? 0, startMs + stepMs));
      if (before === undefined) continue;
      for (const span of uncovered(before, startMs, stepMs, log(shards[0]!))) {
        for (const { on } of follows) on.gap(span);
      }
    }
  }

  return {
    shards: listened,
    follow(selection, after, on) {
      const shards = new Set([...selection].map((series) => options.shardOf(series)));
      if (shards.size === 0) shards.add(0);
      const follow = { selection, shards, on };
      for (const shard of shards) newestMs = Math.max(newestMs, log(shard).startBefore(Infinity) ?? 0);
      follows.add(follow);
      if (after !== null) resume(follow, after);
      return () => {
        follows.delete(follow);
        if (follows.size === 0) {
          assembler.stop();
          endOfWriter.clear();
        }
      };
    },
    arrived(arrivals) {
      if (follows.size === 0) return;
      const shards = listened();
      const here = arrivals.filter(({ shard }) => shards.has(shard));
      const fresh = new Set(here.map(({ entry }) => entry));
      const starts = [...new Set(here.map(({ entry }) => entry.head.startMs))].sort((a, b) => a - b);
      const isNew = (start: number) =>
        assembler.isWaiting(start) ||
        [...shards].every((shard) =>
          log(shard)
            .at(start)
            .every((entry) => fresh.has(entry)),
        );
      const newStarts = new Set(starts.filter(isNew));
      for (const start of newStarts) assembler.arrived(start);
      for (const follow of follows) {
        const touched = new Set<number>();
        for (const arrival of here) {
          if (!follow.shards.has(arrival.shard)) continue;
          for (const start of touchedBy(follow, arrival)) if (!newStarts.has(start)) touched.add(start);
        }
        sendCorrections(follow, touched);
      }
      sendGaps(here);
    },
    names(infos) {
      for (const { on } of follows) on.names(infos);
    },
    health(health) {
      for (const { on } of follows) on.health(health);
    },
    lost() {
      for (const { on } of follows) on.lost();
    },
    stop: () => assembler.stop(),
  };

  function resume(follow: Follow, after: Seen): void {
    const last = Math.max(...[...follow.shards].map((shard) => log(shard).lastOrder()));
    if (after - resumeMarginMs < options.now() - options.keptMs || after > msOfOrder(last)) {
      follow.on.lost();
      return;
    }
    const touched = new Set<number>();
    for (const shard of follow.shards) {
      for (const entry of log(shard).since(orderOf(after - resumeMarginMs))) {
        for (const start of touchedBy(follow, { shard, entry })) touched.add(start);
      }
    }
    sendCorrections(follow, touched);
  }
}

/** The runs of steps in [fromMs, untilMs) that no frame covers. */
function uncovered(fromMs: number, untilMs: number, stepMs: number, log: FrameLog): Span[] {
  const spans: Span[] = [];
  let start = fromMs;
  for (const covered of [...log.starts(fromMs, untilMs), untilMs]) {
    if (covered > start) spans.push({ fromMs: start, untilMs: covered });
    start = covered + stepMs;
  }
  return spans;
}
