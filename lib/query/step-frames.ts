import type { Columns, Step } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { type CorrectEvent, endsAt, type FlushEvent } from "@/lib/live/frames";
import type { CoarseStep } from "./coarse";
import type { Generation } from "./generation";
import type { StepSource } from "./live-target";
import type { OpenEntry } from "./arrange";

const openEveryMs = 1_000;

/** The frame of one flush: closed values of the series whose step ends, at most once a second open ones. */
export function makeFlush(
  generation: Generation,
  flush: {
    endMs: number;
    flushMs: number;
    source: StepSource;
    closed: ReadonlyMap<number, ReadonlyMap<SeriesName, Columns>>;
    /** Hears what each entry cost, in milliseconds. */
    spent(entry: OpenEntry, ms: number): void;
  },
): FlushEvent {
  const { arranged, coarse } = generation;
  const { endMs, flushMs, source, closed } = flush;
  const sendsOpen = endMs - generation.openSentMs >= openEveryMs;
  const soFar = new Map<number, StepSource>();
  const sourceOf = (stepMs: number): StepSource | null => {
    if (stepMs === flushMs) return source;
    const known = closed.get(stepMs) ?? soFar.get(stepMs);
    if (known || !sendsOpen) return known ?? null;
    const open = coarse.soFar(stepMs, endMs);
    soFar.set(stepMs, open);
    return open;
  };
  let beforeMs = performance.now();
  for (const entry of arranged.entries) {
    const of = sourceOf(entry.stepMs);
    if (!of) continue;
    entry.live.put(startOf(endMs, entry.stepMs), of);
    const nowMs = performance.now();
    flush.spent(entry, nowMs - beforeMs);
    beforeMs = nowMs;
  }
  const values: (number | null)[] = [];
  const open: (number | null)[] = [];
  arranged.sources.forEach(({ entry, line }, i) => {
    const series = arranged.series[i]!;
    const isEnd = endsAt(series, endMs);
    if (!isEnd && !sendsOpen) return;
    const value = entry.live.valueAt(line, startOf(endMs, series.stepMs));
    (isEnd ? values : open).push(Number.isFinite(value) ? value : null);
  });
  if (open.length === 0) return { rev: arranged.rev, end: endMs, values };
  generation.openSentMs = endMs;
  return { rev: arranged.rev, end: endMs, values, open };
}

/** The step that a moment ends, or lies in. */
function startOf(endMs: number, stepMs: number): number {
  return Math.floor((endMs - 1) / stepMs) * stepMs;
}

export type CorrectedStep = CoarseStep & { columns: StepSource };

/** Flushes of steps that are over: what they change, in steps of all lengths, and what has to be read again. */
export function feedCorrections(
  { sourceOf, coarse }: Generation,
  steps: readonly Step[],
  flushMs: number,
): { corrected: CorrectedStep[]; stale: CoarseStep[] } {
  const corrected: CorrectedStep[] = [];
  const stale: CoarseStep[] = [];
  for (const step of steps) {
    const columns = sourceOf(step);
    corrected.push({ stepMs: flushMs, startMs: step.startMs, columns });
    const fed = coarse.feed(step.startMs, columns);
    stale.push(...fed.stale);
    corrected.push(...fed.overdue);
    for (const [stepMs, closed] of fed.closed)
      corrected.push({ stepMs, startMs: step.startMs + flushMs - stepMs, columns: closed });
  }
  return { corrected, stale };
}

/**
 * One step of one length, as corrections of the series that have it; and the entries that hold nothing so
 * old. What else the step changes is heard as `changed`.
 */
export function correctStep(
  { arranged }: Generation,
  { stepMs, startMs, columns }: CorrectedStep,
  endMs: number,
): { points: CorrectEvent["points"]; unheld: OpenEntry[] } {
  const entries = arranged.entries.filter((entry) => entry.stepMs === stepMs);
  const unheld = new Set(entries.filter((entry) => !entry.live.put(startMs, columns)));
  const points = arranged.sources.flatMap(({ entry, line }, index): CorrectEvent["points"] => {
    if (entry.stepMs !== stepMs || unheld.has(entry)) return [];
    const itsStepMs = arranged.series[index]!.stepMs;
    const itsStartMs = Math.floor(startMs / itsStepMs) * itsStepMs;
    if (itsStartMs + itsStepMs > endMs) return [];
    const value = entry.live.valueAt(line, itsStartMs);
    return [[index, itsStartMs, Number.isFinite(value) ? value : null]];
  });
  return { points, unheld: [...unheld] };
}

/** Values of one key that changed, as corrections. */
export function changedPoints(
  { arranged }: Generation,
  key: string,
  changes: readonly [line: number, startMs: number, value: number][],
): CorrectEvent["points"] {
  const indexOf = new Map<number, number>();
  arranged.sources.forEach(({ entry, line }, index) => {
    if (entry.key === key) indexOf.set(line, index);
  });
  return changes.flatMap(([line, startMs, value]): CorrectEvent["points"] => {
    const index = indexOf.get(line);
    return index === undefined ? [] : [[index, startMs, Number.isFinite(value) ? value : null]];
  });
}
