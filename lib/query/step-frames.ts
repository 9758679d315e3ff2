import type { Columns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { type CorrectEvent, endsAt, type FlushEvent } from "@/lib/live/frames";
import type { ClosedStep } from "./coarse";
import type { Generation } from "./generation";
import type { Plan, PlanEntry } from "./plan";
import { evaluateStep } from "./windows";

const openEveryMs = 1_000;

/** The frame of one flush: closed values of the series whose step ends, at most once a second open ones. */
export function makeFlush(
  generation: Generation,
  flush: {
    endMs: number;
    flushMs: number;
    columns: ReadonlyMap<SeriesName, Columns>;
    closed: ReadonlyMap<number, ReadonlyMap<SeriesName, Columns>>;
  },
): FlushEvent {
  const { plan, coarse } = generation;
  const { endMs, flushMs, columns, closed } = flush;
  const sendsOpen = endMs - generation.openSentMs >= openEveryMs;
  const soFar = new Map<number, ReadonlyMap<SeriesName, Columns>>();
  const columnsOf = ({ stepMs }: PlanEntry) => {
    if (stepMs === flushMs) return columns;
    const ended = closed.get(stepMs) ?? soFar.get(stepMs);
    if (ended) return ended;
    const open = coarse.soFar(stepMs, endMs);
    soFar.set(stepMs, open);
    return open;
  };
  const lines = new Map<PlanEntry, (number | null)[]>();
  const valueOf = (entry: PlanEntry, line: number) => {
    if (!lines.has(entry)) lines.set(entry, evaluateStep(entry, columnsOf(entry)));
    return lines.get(entry)![line] ?? null;
  };
  const values: (number | null)[] = [];
  const open: (number | null)[] = [];
  plan.sources.forEach(({ entry, line }, i) => {
    if (endsAt(plan.series[i]!, endMs)) values.push(valueOf(entry, line));
    else if (sendsOpen) open.push(valueOf(entry, line));
  });
  if (open.length === 0) return { rev: plan.rev, end: endMs, values };
  generation.openSentMs = endMs;
  return { rev: plan.rev, end: endMs, values, open };
}

/** One step of one length, as corrections of the series that have it. */
export function pointsOf(plan: Plan, { stepMs, startMs, columns }: ClosedStep): CorrectEvent["points"] {
  const lines = new Map<PlanEntry, (number | null)[]>();
  return plan.sources.flatMap(({ entry, line }, index): CorrectEvent["points"] => {
    if (entry.stepMs !== stepMs) return [];
    if (!lines.has(entry)) lines.set(entry, evaluateStep(entry, columns));
    return [[index, startMs, lines.get(entry)![line] ?? null]];
  });
}
