import type { Step } from "@/lib/metric/columns";
import type { Clock } from "@/lib/metric/clock";
import type { Retention } from "@/lib/metric/retention";
import { minRangeMs } from "@/lib/metric/retention";
import { printStreamId } from "@/lib/live/frames";
import { encodeEvent } from "@/lib/live/sse";
import type { Evaluator } from "@/lib/query/evaluator";
import { type Generation, type Heard, openEntries, openGeneration } from "@/lib/query/generation";
import type { StepSource } from "@/lib/query/live-target";
import type { PlanEntry } from "@/lib/query/arrange";
import { planTakesIn } from "@/lib/query/plan";
import type { MetricStore, Seen } from "@/lib/store/port";

export interface RealtimeOptions {
  store: MetricStore;
  /** The one of this process. */
  evaluator: Evaluator;
  clock: Clock;
  /** Its first step is the flush interval. */
  retention: Retention;
  every(ms: number, run: () => void): () => void;
}

const retryMs = 1_000;

/** What a page without `?id=` listened to in 2015. */
export const defaultId = "FOOBAR";

/** Whether an id can be the name of an event. */
export function isUsableId(id: string): boolean {
  return id !== "" && !/[\r\n\0]/.test(id);
}

/**
 * The stream of a page written in 2015: for each id and step with a value, an event named exactly as the
 * id was asked for, whose data is a bare number. Idle counters, timers and sets send nothing.
 */
export function followRealtime(
  { store, evaluator, clock, retention, every }: RealtimeOptions,
  ids: readonly string[],
  send: (bytes: Uint8Array) => void,
): () => void {
  const flushMs = retention[0]!.stepMs;
  const subscriptions = [...new Set(ids)].map((id) => ({
    key: id,
    target: id,
    rangeMs: minRangeMs,
    stepMs: flushMs,
  }));
  let live: Generation | null = null;
  let building = false;
  let again = false;
  let stopped = false;
  let sentUntilMs = 0;

  const stopRetry = every(retryMs, () => !live && void build());
  void build();
  return () => {
    stopped = true;
    stopRetry();
    live?.stop();
  };

  async function build(): Promise<void> {
    again = true;
    if (building) return;
    building = true;
    while (again && !stopped) {
      again = false;
      try {
        const opening = { store, evaluator, retention, subscriptions, nowMs: clock.now, after: null };
        const next = await openGeneration(opening, hear);
        await openEntries(next, opening, null, hear);
        live?.stop();
        live = next;
        if (stopped) next.stop();
        for (const heard of next.waiting.splice(0)) hear(next, heard);
      } catch {
        // The store is away: the next tick tries again.
        live?.stop();
        live = null;
      }
    }
    building = false;
  }

  function hear(generation: Generation, heard: Heard): void {
    if (stopped) return;
    if (generation !== live) generation.waiting.push(heard);
    else if (heard.type === "flush") sendStep(generation, heard.step, heard.seen);
    else if (heard.type === "names" && planTakesIn(generation.plan, heard.infos)) void build();
  }

  function sendStep({ arranged, sourceOf }: Generation, step: Step, seen: Seen): void {
    const endMs = step.startMs + flushMs;
    // The old page appends whatever comes: a step sent twice would be two points.
    if (endMs <= sentUntilMs) return;
    sentUntilMs = endMs;
    const source = sourceOf(step);
    const id = printStreamId({ end: endMs, seen });
    for (const entry of arranged.entries) {
      if (!entry.live.put(step.startMs, source) || !hasSamples(entry, source)) continue;
      for (const { line } of entry.shown) {
        const value = entry.live.valueAt(line, step.startMs);
        if (Number.isFinite(value)) send(encodeEvent({ event: entry.key, id, data: String(value) }));
      }
    }
  }
}

function hasSamples({ series }: PlanEntry, source: StepSource): boolean {
  return series.some((name) => {
    const each = source.get(name);
    if (each?.kind === "counters") return !Number.isNaN(each.sum[0]!);
    if (each?.kind === "timers") return each.count[0]! > 0;
    if (each?.kind === "sets") return each.members[0] !== null;
    return each !== undefined && !Number.isNaN(each.last[0]!);
  });
}
