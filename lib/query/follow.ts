import type { Step } from "@/lib/metric/columns";
import type { CorrectEvent, LiveEvent, LiveFrame, StreamId } from "@/lib/live/frames";
import type { Seen, Span } from "@/lib/store/port";
import { heldLines } from "./carried";
import type { CoarseStep } from "./coarse";
import { catchUpWith, resumeFrom, withKeys } from "./catch-up";
import type { FollowedDescription, Follower, FollowOptions, Resume } from "./followed";
import { gapPoints } from "./gaps";
import { type Generation, type Heard, openEntries, openGeneration } from "./generation";
import type { Change } from "./live-target";
import { type OpenEntry, without } from "./arrange";
import { planTakesIn } from "./plan";
import { changedPoints, type CorrectedStep, correctStep, feedCorrections, makeFlush } from "./step-frames";
import { readSnapshot } from "./snapshot";
import { createStreamStatus } from "./stream-status";
import { readRuns } from "./windows";

const statusMs = 1_000;

/**
 * Sends a stream's frames until it is stopped: a snapshot first, then every step as it closes. While the
 * store is away it says so and begins again by itself. Never throws.
 */
export function followStream(
  options: FollowOptions,
  first: FollowedDescription,
  resume: Resume | null,
  send: (frame: LiveFrame) => void,
): Follower {
  const { store, evaluator, retention, clock, every } = options;
  const flushMs = retention[0]!.stepMs;
  let description = first;
  let live: Generation | null = null;
  /** What `live` was built from. */
  let built = first;
  let building = false;
  let again: { fresh: boolean } | null = null;
  let stopped = false;
  let sentErrors = "";
  let repairs = Promise.resolve();
  /** Keys that came by a change: since the last snapshot, and ever. */
  let adding = new Set<string>();
  const added = new Set<string>();
  /** Keys that cost too much. */
  const slow = new Set<string>();
  const status = createStreamStatus(store, clock, flushMs);

  const stopStatus = every(statusMs, () => {
    if (status.isDue()) sendStatus();
    if (!live && !building) rebuild(false);
  });
  rebuild(false);
  return {
    change(next, keys) {
      for (const key of keys) {
        slow.delete(key);
        adding.add(key);
        added.add(key);
      }
      sentErrors = "";
      description = next;
      rebuild(false);
    },
    catchUp: (resume) => catchUpWith(options, () => live && { generation: live, built }, resume),
    stop() {
      stopped = true;
      stopStatus();
      live?.stop();
    },
  };

  /** One at a time; what asks meanwhile is answered by one more. */
  function rebuild(fresh: boolean): void {
    again = { fresh: fresh || (again?.fresh ?? false) };
    if (building || stopped) return;
    building = true;
    void (async () => {
      while (again && !stopped) {
        const { fresh: isFresh } = again;
        again = null;
        await build(isFresh).catch(() => {
          // The store is away: the next status tick tries again, from the start.
          live?.stop();
          live = null;
        });
      }
      building = false;
    })();
  }

  async function build(fresh: boolean): Promise<void> {
    const isFirst = live === null;
    const of = description;
    const resuming = isFirst && !fresh ? resume : null;
    const after = resuming && resumeFrom(resuming.after);
    const taken = adding;
    adding = new Set();
    const opening = {
      store,
      evaluator,
      retention,
      after,
      slow,
      subscriptions: of.subscriptions,
      nowMs: clock.now,
    };
    const next = await openGeneration(opening, hear);
    try {
      const wasLost = next.waiting.some((heard) => heard.type === "lost");
      if (wasLost) evaluator.lost();
      const nowMs = clock.now();
      const previous = fresh || wasLost || !live ? null : without(live.arranged, taken);
      const closed = await openEntries(next, opening, previous, hear);
      const held = resuming ? heldLines(resuming, next.arranged, evaluator.carried) : () => false;
      const snapshot = await readSnapshot(store, retention, next, {
        nowMs,
        previous,
        held: (key) => !added.has(key) && held(key),
        fresh: fresh || wasLost || (isFirst && !resuming),
      });
      if (stopped) return next.stop();
      const isSame =
        !snapshot.fresh &&
        built === of &&
        live?.arranged.rev === snapshot.rev &&
        snapshot.columns.every((runs) => runs.length === 0);
      next.flushedEndMs = (!snapshot.fresh && live?.flushedEndMs) || Math.floor(nowMs / flushMs) * flushMs;
      live?.stop();
      live = next;
      built = of;
      evaluator.carried.note(next.arranged);
      const openEnds = next.plan.entries.map(({ stepMs }) => next.coarse.openStartMs(stepMs));
      next.lastEndMs = Math.max(0, ...openEnds);
      if (!isSame) emit({ event: "snapshot", data: withKeys(snapshot, of) });
      sendErrors(next);
      sendSteps(next, closed, null);
    } catch (error) {
      next.stop();
      adding = new Set([...taken, ...adding]);
      throw error;
    }
    const waiting = next.waiting.splice(0);
    for (const heard of waiting.slice(next.resumed))
      if (heard.type !== "lost" && (heard.type !== "names" || isFirst)) react(next, heard);
    sendStatus();
  }

  function hear(generation: Generation, heard: Heard): void {
    if (stopped) return;
    if (generation === live) react(generation, heard);
    else generation.waiting.push(heard);
  }

  function react(generation: Generation, heard: Heard): void {
    if (heard.type === "flush") sendFlush(generation, heard.step, heard.seen);
    else if (heard.type === "correct") sendCorrections(generation, heard.steps, heard.seen);
    else if (heard.type === "gap") sendGap(generation, heard.span);
    else if (heard.type === "health") sendStatus();
    else if (heard.type === "changed") sendChanges(generation, heard.key, heard.changes);
    else if (heard.type === "lost") {
      evaluator.lost();
      rebuild(true);
    } else {
      if (planTakesIn(generation.plan, heard.infos)) rebuild(false);
      if (!description.names || heard.infos.length === 0) return;
      const names = heard.infos.map(({ series, firstSeenMs }) => ({ series, firstSeenMs }));
      emit({ event: "names", data: { names } });
    }
  }

  function sendFlush(generation: Generation, step: Step, seen: Seen): void {
    const endMs = step.startMs + flushMs;
    const skipped = { fromMs: generation.flushedEndMs, untilMs: step.startMs };
    sendPoints(generation, gapPoints(generation.arranged, skipped, true), null);
    generation.flushedEndMs = Math.max(generation.flushedEndMs, endMs);
    if (endMs <= generation.lastEndMs) return sendCorrections(generation, [step], seen);
    generation.lastEndMs = endMs;
    const source = generation.sourceOf(step);
    const fed = generation.coarse.feed(step.startMs, source);
    sendSteps(generation, fed.overdue, null);
    const costs = new Map<string, number>();
    let totalMs = 0;
    const spent = ({ key }: OpenEntry, ms: number) => {
      totalMs += ms;
      costs.set(key, ms);
    };
    const data = makeFlush(generation, { endMs, flushMs, source, closed: fed.closed, spent });
    emit({ event: "flush", data }, { end: endMs, seen });
    status.sent(endMs);
    // With the flush, for whoever puts both into one packet.
    if (status.isDue()) sendStatus();
    repair(generation, fed.stale);
    if (evaluator.charge(endMs, totalMs)) cutDearest(costs);
  }

  function sendGap(generation: Generation, span: Span): void {
    emit({ event: "gap", data: { start: span.fromMs, end: span.untilMs } });
    sendPoints(generation, gapPoints(generation.arranged, span, false), null);
  }

  /** The process is too slow for its steps: this stream goes on without most of its dearest target. */
  function cutDearest(costs: ReadonlyMap<string, number>): void {
    const dearest = [...costs].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
    if (dearest[0] === "" || slow.has(dearest[0])) return;
    slow.add(dearest[0]);
    rebuild(false);
  }

  function sendCorrections(generation: Generation, steps: Step[], seen: Seen): void {
    const { corrected, stale } = feedCorrections(generation, steps, flushMs);
    sendSteps(generation, corrected, { end: generation.lastEndMs, seen });
    repair(generation, stale);
  }

  /** Steps longer than the flush interval that changed after they were merged are read again. */
  function repair(generation: Generation, stale: CoarseStep[]): void {
    const steps = [...new Map(stale.map((step) => [`${step.stepMs} ${step.startMs}`, step])).values()];
    if (steps.length === 0) return;
    queueRepair(async () => {
      for (const step of steps) {
        if (generation !== live || stopped) return;
        if (await generation.coarse.reload(step, clock.now())) continue;
        const series = new Set(
          generation.plan.entries.flatMap((entry) => (entry.stepMs === step.stepMs ? entry.series : [])),
        );
        const span = { fromMs: step.startMs, untilMs: step.startMs + step.stepMs };
        const read = await store.read([...series], span, step.stepMs);
        const columns = new Map(read.map((each) => [each.series, each]));
        if (generation === live) sendSteps(generation, [{ ...step, columns }], null);
      }
    });
  }

  function queueRepair(run: () => Promise<void>): void {
    repairs = repairs.then(run).catch(() => rebuild(true));
  }

  function sendSteps(generation: Generation, steps: readonly CorrectedStep[], id: StreamId | null): void {
    const corrected = steps.map((step) => ({
      step,
      ...correctStep(generation, step, Math.max(generation.lastEndMs, step.startMs + step.stepMs)),
    }));
    sendPoints(
      generation,
      corrected.flatMap((each) => each.points),
      id,
    );
    for (const { step, unheld } of corrected) if (unheld.length > 0) readUnheld(generation, unheld, step);
  }

  /** A step older than what is held of targets that look back: what it changes is read again. */
  function readUnheld(generation: Generation, entries: OpenEntry[], step: CoarseStep): void {
    queueRepair(async () => {
      for (const entry of entries) {
        const untilMs = Math.min(generation.lastEndMs, step.startMs + entry.needs.beforeMs + step.stepMs);
        // Functions begin with what is read, where live ones look back.
        const fromMs = step.startMs - Math.ceil(entry.needs.beforeMs / step.stepMs) * step.stepMs;
        const span = { fromMs, untilMs: Math.floor(untilMs / step.stepMs) * step.stepMs };
        const runs = (await readRuns(store, [{ entry, span }], { nowMs: clock.now() })).get(entry) ?? [];
        if (generation !== live || stopped) return;
        const changes = runs.flatMap(([startMs, values], line) =>
          values.map((value, i): Change => [line, startMs + i * step.stepMs, value ?? Number.NaN]),
        );
        const changed = changes.filter(([, startMs]) => startMs >= step.startMs);
        sendChanges(generation, entry.key, changed);
      }
    });
  }

  function sendChanges(generation: Generation, key: string, changes: Change[] | null): void {
    if (changes === null) rebuild(false);
    else sendPoints(generation, changedPoints(generation, key, changes), null);
  }

  function sendPoints({ arranged }: Generation, points: CorrectEvent["points"], id: StreamId | null): void {
    if (points.length > 0) emit({ event: "correct", data: { rev: arranged.rev, points } }, id);
  }

  function sendErrors({ plan }: Generation): void {
    const text = JSON.stringify(plan.errors);
    if (text === sentErrors) return;
    sentErrors = text;
    for (const data of plan.errors) emit({ event: "error", data });
  }

  function sendStatus(): void {
    // The first event of a stream is its snapshot, unless there can be none.
    if (live || store.health().state === "away") emit({ event: "status", data: status.read() });
  }

  function emit(event: LiveEvent, id: StreamId | null = null): void {
    if (stopped) return;
    const { version } = built;
    const whose = { ...(version !== undefined && { version }), ...(live && { rev: live.arranged.rev }) };
    send({ ...event, id: id && { ...id, ...whose } });
  }
}
