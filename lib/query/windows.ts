import type { Columns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import type { Run } from "@/lib/live/frames";
import type { MetricStore, Span } from "@/lib/store/port";
import { evaluateTarget } from "./evaluate";
import type { Plan, PlanEntry } from "./plan";
import { toJson } from "./query";

/** The lines of some entries over a span each; entries with equal step and span share one read. */
export async function readLines(
  store: Pick<MetricStore, "read">,
  wanted: { entry: PlanEntry; span: Span }[],
): Promise<Map<PlanEntry, Run[]>> {
  const groups = new Map<string, { entry: PlanEntry; span: Span }[]>();
  for (const each of wanted) {
    const key = `${each.entry.stepMs} ${each.span.fromMs} ${each.span.untilMs}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const lines = new Map<PlanEntry, Run[]>();
  for (const group of groups.values()) {
    const { entry, span } = group[0]!;
    const series = [...new Set(group.flatMap((each) => each.entry.series))];
    const read = span.fromMs < span.untilMs ? await store.read(series, span, entry.stepMs) : [];
    const columns = new Map(read.map((each) => [each.series, each]));
    for (const each of group) lines.set(each.entry, evaluateRuns(each.entry, columns));
  }
  return lines;
}

/** One value for each line of an entry, at the only step of `columns`. */
export function evaluateStep(entry: PlanEntry, columns: ReadonlyMap<SeriesName, Columns>): (number | null)[] {
  return evaluateTarget(entry.target, entry.matches, columns).map(({ values }) => toJson(values)[0] ?? null);
}

/** Values by the start of their step, as runs of consecutive steps. */
export function toRuns(points: ReadonlyMap<number, number | null>, stepMs: number): Run[] {
  const runs: Run[] = [];
  for (const [startMs, value] of [...points].sort((a, b) => a[0] - b[0])) {
    const last = runs.at(-1);
    if (last && last[0] + last[1].length * stepMs === startMs) last[1].push(value);
    else runs.push([startMs, [value]]);
  }
  return runs;
}

/** Without the steps at its end for which there is nothing, and when `fresh` also those at its beginning. */
export function trimRun([startMs, values]: Run, stepMs: number, fresh: boolean): Run[] {
  const first = fresh ? values.findIndex((value) => value !== null) : 0;
  const last = values.findLastIndex((value) => value !== null);
  return last < 0 ? [] : [[startMs + first * stepMs, values.slice(first, last + 1)]];
}

/** Arranges lines of entries in the plan's order. */
export function inPlanOrder<T>(plan: Plan, of: (entry: PlanEntry, line: number) => T): T[] {
  return plan.sources.map(({ entry, line }) => of(entry, line));
}

function evaluateRuns(entry: PlanEntry, columns: ReadonlyMap<SeriesName, Columns>): Run[] {
  const startMs = columns.get(entry.series[0]!)?.startMs ?? 0;
  return evaluateTarget(entry.target, entry.matches, columns).map(({ values }) => [startMs, toJson(values)]);
}
