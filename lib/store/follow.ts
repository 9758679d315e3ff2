import { type Columns, type Step, sliceColumns } from "@/lib/metric/columns";
import { type SeriesInfo, type SeriesName, kindOf } from "@/lib/metric/series";
import { type Wait, createAssembler } from "./assemble";
import { type Entry, type FrameLog, msOfOrder, orderOf, valueIn } from "./frame-log";
import type { LiveFold } from "./live-fold";
import { toSpans, uncovered } from "./spans";
import type { Listener, Seen, Selection, Span, StoreHealth } from "./port";

/** A resume begins this much before the moment asked for: frames may arrive out of order. */
const resumeMarginMs = 10_000;
/** Late frames that touch more steps than this are answered by a fresh start. */
const maxNotedSteps = 3_600;
const retryMs = 1_000;

export interface FollowOptions {
  wait: Wait;
  flushMs: number;
  gaugeTtlMs: number;
  now(): number;
  log(shard: number): FrameLog;
  fold: LiveFold;
  shardOf(series: SeriesName): number;
  /** Where a series' id is now. */
  idOf(series: SeriesName): number;
  /** Steps before it are in blocks: frames alone no longer tell their value. */
  declaredMs(shard: number): number;
  /** Whole flush steps, from blocks and frames. */
  read(series: readonly SeriesName[], span: Span): Promise<Columns[]>;
  /** Makes ready to fold these gauges from frames. */
  prepare(gauges: readonly SeriesName[]): Promise<void>;
  /** Writers that hold a lease. */
  writers(): Iterable<string>;
  /** Hears why a correction could not be read. */
  failed(error: unknown): void;
}

export interface Arrival {
  shard: number;
  entry: Entry;
}

/** Turns arriving frames into what listeners hear. The logs hold the frames already. */
export interface Follower {
  /** Resolves when the subscription holds and everything touched since `after` was sent. */
  follow(selection: Selection, after: Seen | null, on: Listener): Promise<() => void>;
  /** Shards somebody listens to. */
  shards(): Set<number>;
  arrived(arrivals: readonly Arrival[]): void;
  /** Late frames changed steps that are sealed. */
  noted(shard: number, note: Span): void;
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
  const { flushMs, gaugeTtlMs, log, fold } = options;
  const follows = new Set<Follow>();
  /** Corrections that are being read. */
  const unsent = new Set<{ follow: Follow; spans: readonly Span[] }>();
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
  function createStepFold(startMs: number): (series: SeriesName) => Columns {
    const folded = new Map<SeriesName, Columns>();
    return (series) => {
      const known = folded.get(series);
      if (known) return known;
      const columns = fold.step(series, startMs);
      folded.set(series, columns);
      return columns;
    };
  }
  function stepOf(follow: Follow, startMs: number, foldStep = createStepFold(startMs)): Step {
    return { startMs, stepMs: flushMs, columns: [...follow.selection].map(foldStep) };
  }
  function sendFlush(startMs: number): void {
    newestMs = Math.max(newestMs, startMs);
    const foldStep =
      follows.size > 1 ? createStepFold(startMs) : (series: SeriesName) => fold.step(series, startMs);
    for (const follow of follows) {
      // Old frames may be sealed, and trimmed, while their step waits for its other writers.
      if (isSealed(follow, startMs))
        sendSealedSoon(follow, [{ fromMs: startMs, untilMs: startMs + flushMs }]);
      else follow.on.flush(stepOf(follow, startMs, foldStep), seenOf(follow));
    }
  }
  function isSealed(follow: Follow, startMs: number): boolean {
    return [...follow.shards].some((shard) => startMs < options.declaredMs(shard));
  }
  function sendCorrections(follow: Follow, starts: Set<number>): void {
    const sent = [...starts].filter((start) => !assembler.isWaiting(start)).sort((a, b) => a - b);
    if (sent.length === 0) return;
    const steps = sent.map((start) => stepOf(follow, start));
    follow.on.correct(steps, seenOf(follow));
  }
  /** Steps that frames alone no longer tell: read whole. Older than the flush archive: everything anew. */
  async function sendSealed(follow: Follow, spans: readonly Span[]): Promise<void> {
    const series = [...follow.selection];
    for (const span of spans) {
      if ((span.untilMs - span.fromMs) / flushMs > maxNotedSteps) return follow.on.lost();
      const columns = await options.read(series, span);
      if (!follows.has(follow) || columns.length === 0) return;
      if (columns[0]!.stepMs !== flushMs) return follow.on.lost();
      const steps = Array.from(columns[0]!.coverage, (_, i): Step => ({
        startMs: columns[0]!.startMs + i * flushMs,
        stepMs: flushMs,
        columns: columns.map((each) => sliceColumns(each, i, i + 1)),
      }));
      follow.on.correct(
        steps.filter((step) => step.columns.some((each) => each.coverage[0])),
        seenOf(follow),
      );
    }
  }
  /** What cannot be read just now is sent when it can: a correction is told of once only. */
  function sendSealedSoon(follow: Follow, spans: readonly Span[]): void {
    if (spans.length === 0 || !follows.has(follow)) return;
    const read = { follow, spans };
    unsent.add(read);
    sendSealed(follow, spans).then(
      () => unsent.delete(read),
      (error: unknown) => {
        options.failed(error);
        options.wait(retryMs, () => {
          unsent.delete(read);
          sendSealedSoon(follow, spans);
        });
      },
    );
  }
  /** Steps that were not sent yet are no corrections. */
  function toSent(shard: number, { fromMs, untilMs }: Span): Span {
    const sentMs = Math.max(fromMs, newestMs, options.declaredMs(shard) - flushMs) + flushMs;
    return { fromMs, untilMs: Math.min(untilMs, sentMs) };
  }
  /** Answers the spans that are sealed, for they have to be read. */
  function sendTouched(follow: Follow, touched: Set<number>): Span[] {
    const sealed = [...touched].filter((start) => isSealed(follow, start));
    for (const start of sealed) touched.delete(start);
    sendCorrections(follow, touched);
    return toSpans(sealed, flushMs);
  }
  /**
   * A gauge is carried: a frame changes later steps too, up to the one that sets the gauge again. Each that
   * moves it on carries it further.
   */
  function touchedBy(follow: Follow, { shard, entry }: Arrival): number[] {
    const { startMs } = entry.head;
    const touched = [startMs];
    const later = log(shard).starts(startMs + 1, newestMs + 1);
    if (!entry.content || later.length === 0) return touched;
    for (const series of follow.selection) {
      if (kindOf(series) !== "gauges" || options.shardOf(series) !== shard) continue;
      if (!valueIn(entry, "gauges", options.idOf(series))) continue;
      let carriedMs = startMs;
      for (const start of later) {
        if (start - carriedMs > gaugeTtlMs) break;
        const value = fold.valueAt(series, start);
        touched.push(start);
        if (value?.kind !== "gauges") continue;
        if (value.set) break;
        carriedMs = start;
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
      // What is sealed is no longer in the log, though it is known.
      const fromMs = Math.max(before, options.declaredMs(shards[0]!));
      for (const span of uncovered(fromMs, startMs, stepMs, log(shards[0]!))) {
        for (const { on } of follows) on.gap(span);
      }
    }
  }

  return {
    shards: listened,
    async follow(selection, after, on) {
      const shards = new Set([...selection].map((series) => options.shardOf(series)));
      if (shards.size === 0) shards.add(0);
      await options.prepare([...selection].filter((series) => kindOf(series) === "gauges"));
      const follow = { selection, shards, on };
      for (const shard of shards) newestMs = Math.max(newestMs, log(shard).startBefore(Infinity) ?? 0);
      follows.add(follow);
      // Whoever takes a listener's place hears what that one was about to hear.
      const others = [...unsent].filter((read) => [...read.follow.shards].some((each) => shards.has(each)));
      for (const { spans } of others) sendSealedSoon(follow, spans);
      if (after !== null) await resume(follow, after);
      return () => {
        follows.delete(follow);
        if (follows.size === 0) {
          assembler.stop();
          endOfWriter.clear();
        }
      };
    },
    arrived(arrivals) {
      for (const { shard, entry } of arrivals) fold.touched(shard, entry.head.startMs);
      if (follows.size === 0) return;
      const shards = listened();
      const here = arrivals.filter(({ shard }) => shards.has(shard));
      const fresh = new Set(here.map(({ entry }) => entry));
      const starts = [...new Set(here.map(({ entry }) => entry.head.startMs))].sort((a, b) => a - b);
      // After an outage frames are read again whose steps are sealed since: these are read, not folded.
      const isOpen = (start: number) => [...shards].every((shard) => start >= options.declaredMs(shard));
      const isNew = (start: number) =>
        assembler.isWaiting(start) ||
        (isOpen(start) &&
          [...shards].every((shard) =>
            log(shard)
              .at(start)
              .every((entry) => fresh.has(entry)),
          ));
      const newStarts = new Set(starts.filter(isNew));
      for (const start of newStarts) assembler.arrived(start);
      for (const follow of follows) {
        const touched = new Set<number>();
        for (const arrival of here) {
          if (!follow.shards.has(arrival.shard)) continue;
          for (const start of touchedBy(follow, arrival)) if (!newStarts.has(start)) touched.add(start);
        }
        sendSealedSoon(follow, sendTouched(follow, touched));
      }
      sendGaps(here);
    },
    noted(shard, note) {
      for (const follow of follows)
        if (follow.shards.has(shard)) sendSealedSoon(follow, [toSent(shard, note)]);
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

  async function resume(follow: Follow, after: Seen): Promise<void> {
    const logs = [...follow.shards].map(log);
    const last = Math.max(...logs.map((each) => each.lastOrder()));
    const since = orderOf(after - resumeMarginMs);
    const isOlder = logs.some((each) => since < each.trimmedOrder() || after < msOfOrder(firstOrder(each)));
    if (isOlder || after > msOfOrder(last)) return follow.on.lost();
    const touched = new Set<number>();
    const notes: Span[] = [];
    for (const shard of follow.shards) {
      for (const entry of log(shard).since(since))
        for (const start of touchedBy(follow, { shard, entry })) touched.add(start);
      notes.push(
        ...log(shard)
          .notesSince(since)
          .map((note) => toSent(shard, note)),
      );
    }
    await sendSealed(follow, [...sendTouched(follow, touched), ...notes]);
  }
}

function firstOrder(log: FrameLog): number {
  return log.since(0)[0]?.order ?? 0;
}
