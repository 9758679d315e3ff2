import type { Clock } from "@/lib/metric/clock";
import type { Step } from "@/lib/metric/columns";
import type { Retention } from "@/lib/metric/retention";
import type { CorrectEvent, LiveFrame, StreamDescription, StreamId } from "@/lib/live/frames";
import type { MetricStore, Seen } from "@/lib/store/port";
import type { ClosedStep, CoarseStep } from "./coarse";
import { type Generation, type Heard, openGeneration } from "./generation";
import { planTakesIn } from "./plan";
import { makeFlush, pointsOf } from "./step-frames";
import { readSnapshot } from "./snapshot";
import { readLines } from "./windows";

export interface FollowOptions {
  store: MetricStore;
  /** Its first step is the flush interval. */
  retention: Retention;
  clock: Clock;
  every(ms: number, run: () => void): () => void;
}

export interface Resume {
  after: StreamId;
  /** Whether the client has this key's window up to `after`. */
  held(key: string): boolean;
}

const statusMs = 1_000;
/** Frames may arrive out of the order of their arrival times by as much. */
const resumeMarginMs = 10_000;

/**
 * Sends a stream's frames until the returned function is called: a snapshot first, then every step as it
 * closes. While the store is away it says so and begins again by itself. Never throws.
 */
export function followStream(
  options: FollowOptions,
  description: StreamDescription,
  resume: Resume | null,
  send: (frame: LiveFrame) => void,
): () => void {
  const { store, retention, clock, every } = options;
  const flushMs = retention[0]!.stepMs;
  let live: Generation | null = null;
  let building = false;
  let again: { fresh: boolean } | null = null;
  let stopped = false;
  let lag = { ms: 0, endMs: 0 };
  let sentErrors = "";
  let repairs = Promise.resolve();

  const stopStatus = every(statusMs, () => {
    sendStatus();
    if (!live && !building) rebuild(false);
  });
  rebuild(false);
  return () => {
    stopped = true;
    stopStatus();
    live?.stop();
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
    const resuming = isFirst && !fresh ? resume : null;
    const after = resuming && Math.max(0, resuming.after.seen - resumeMarginMs);
    const next = await openGeneration(store, retention, description.subscriptions, after, hear);
    try {
      const wasLost = next.waiting.some((heard) => heard.type === "lost");
      const nowMs = clock.now();
      const closed = await next.coarse.load(nowMs);
      const snapshot = await readSnapshot(store, retention, next, {
        nowMs,
        previous: fresh || wasLost ? null : (live?.plan ?? null),
        held: (key) => resuming?.held(key) ?? false,
        fresh: fresh || wasLost || (isFirst && !resuming),
      });
      if (stopped) return next.stop();
      const isSame =
        !snapshot.fresh &&
        live?.plan.rev === snapshot.rev &&
        snapshot.columns.every((runs) => runs.length === 0);
      live?.stop();
      live = next;
      const openEnds = next.plan.entries.map(({ stepMs }) => next.coarse.openStartMs(stepMs));
      next.lastEndMs = Math.max(0, ...openEnds);
      if (!isSame) emit({ event: "snapshot", data: snapshot, id: null });
      sendErrors(next);
      sendPoints(
        next,
        closed.flatMap((step) => pointsOf(next.plan, step)),
        null,
      );
    } catch (error) {
      next.stop();
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
    else if (heard.type === "gap")
      emit({ event: "gap", data: { start: heard.span.fromMs, end: heard.span.untilMs }, id: null });
    else if (heard.type === "health") sendStatus();
    else if (heard.type === "lost") rebuild(true);
    else {
      if (planTakesIn(generation.plan, heard.infos)) rebuild(false);
      if (!description.names || heard.infos.length === 0) return;
      const names = heard.infos.map(({ series, firstSeenMs }) => ({ series, firstSeenMs }));
      emit({ event: "names", data: { names }, id: null });
    }
  }

  function sendFlush(generation: Generation, step: Step, seen: Seen): void {
    const endMs = step.startMs + flushMs;
    if (endMs <= generation.lastEndMs) return sendCorrections(generation, [step], seen);
    generation.lastEndMs = endMs;
    const columns = new Map(step.columns.map((each) => [each.series, each]));
    const fed = generation.coarse.feed(step.startMs, columns);
    const id = { end: endMs, seen };
    sendPoints(
      generation,
      fed.overdue.flatMap((each) => pointsOf(generation.plan, each)),
      null,
    );
    emit({
      event: "flush",
      data: makeFlush(generation, { endMs, flushMs, columns, closed: fed.closed }),
      id,
    });
    lag = { ms: Math.max(0, clock.now() - endMs), endMs };
    repair(generation, fed.stale);
  }

  function sendCorrections(generation: Generation, steps: Step[], seen: Seen): void {
    const points: CorrectEvent["points"] = [];
    const stale: CoarseStep[] = [];
    const overdue: ClosedStep[] = [];
    for (const step of steps) {
      const columns = new Map(step.columns.map((each) => [each.series, each]));
      points.push(...pointsOf(generation.plan, { stepMs: flushMs, startMs: step.startMs, columns }));
      const fed = generation.coarse.feed(step.startMs, columns);
      stale.push(...fed.stale);
      overdue.push(...fed.overdue);
      for (const [stepMs, closed] of fed.closed)
        overdue.push({ stepMs, startMs: step.startMs + flushMs - stepMs, columns: closed });
    }
    points.push(...overdue.flatMap((each) => pointsOf(generation.plan, each)));
    sendPoints(generation, points, { end: generation.lastEndMs, seen });
    repair(generation, stale);
  }

  /** Steps longer than the flush interval that changed after they were merged are read again. */
  function repair(generation: Generation, stale: CoarseStep[]): void {
    const steps = [...new Map(stale.map((step) => [`${step.stepMs} ${step.startMs}`, step])).values()];
    if (steps.length === 0) return;
    repairs = repairs.then(async () => {
      for (const step of steps) {
        if (generation !== live || stopped) return;
        if (await generation.coarse.reload(step, clock.now())) continue;
        const entries = generation.plan.entries.filter((entry) => entry.stepMs === step.stepMs);
        const span = { fromMs: step.startMs, untilMs: step.startMs + step.stepMs };
        const lines = await readLines(
          store,
          entries.map((entry) => ({ entry, span })),
        );
        const points = generation.plan.sources.flatMap(({ entry, line }, index): CorrectEvent["points"] => {
          const run = entry.stepMs === step.stepMs ? lines.get(entry)?.[line] : undefined;
          return run ? [[index, step.startMs, run[1][0] ?? null]] : [];
        });
        if (generation === live) sendPoints(generation, points, null);
      }
    });
    repairs = repairs.catch(() => rebuild(true));
  }

  function sendPoints({ plan }: Generation, points: CorrectEvent["points"], id: StreamId | null): void {
    if (points.length > 0) emit({ event: "correct", data: { rev: plan.rev, points }, id });
  }

  function sendErrors({ plan }: Generation): void {
    const text = JSON.stringify(plan.errors);
    if (text === sentErrors) return;
    sentErrors = text;
    for (const data of plan.errors) emit({ event: "error", data, id: null });
  }

  function sendStatus(): void {
    const nowMs = clock.now();
    const { state, reason } = store.health();
    // The first event of a stream is its snapshot, unless there can be none.
    if (!live && state === "ok") return;
    // A step that should have come and did not is lag too.
    const overdueMs = lag.endMs === 0 ? 0 : nowMs - lag.endMs - flushMs;
    const lagMs = Math.max(lag.ms, overdueMs);
    const data = state === "away" ? { state: "away" as const, lagMs, nowMs, reason: reason ?? "" } : null;
    emit({ event: "status", data: data ?? { state: "live", lagMs, nowMs }, id: null });
  }

  function emit(frame: LiveFrame): void {
    if (!stopped) send(frame);
  }
}
