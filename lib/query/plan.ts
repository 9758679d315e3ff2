import { createHash } from "node:crypto";
import { type Columns, emptyColumns } from "@/lib/metric/columns";
import { pickStep, type Retention } from "@/lib/metric/retention";
import { kindOf, type SeriesInfo, type SeriesName } from "@/lib/metric/series";
import type { StreamErrorEvent, StreamSeries, Subscription } from "@/lib/live/frames";
import type { MetricStore } from "@/lib/store/port";
import { evaluateTarget, type Matches } from "./evaluate";
import { maxLinesPerTarget, maxScalarSeries, maxSketchSeries, topLines } from "./limits";
import { mayMatch, resolveTarget } from "./resolve";
import { parseTarget, type Target } from "./target";

/** What a stream carries at one moment: its series in order, and how each is made. */
export interface Plan {
  rev: string;
  series: StreamSeries[];
  /** For each of `series`: its entry, and which of the entry's lines it is. */
  sources: { entry: PlanEntry; line: number }[];
  entries: PlanEntry[];
  selection: Set<SeriesName>;
  errors: StreamErrorEvent[];
}

export interface PlanEntry {
  key: string;
  rangeMs: number;
  stepMs: number;
  target: Target;
  matches: Matches;
  series: SeriesName[];
}

/** Parses, finds and names everything; what cannot be shown becomes an error of its key. */
export async function makePlan(
  store: Pick<MetricStore, "find">,
  retention: Retention,
  subscriptions: readonly Subscription[],
): Promise<Plan> {
  const entries: PlanEntry[] = [];
  const errors: StreamErrorEvent[] = [];
  const budget = { scalar: maxScalarSeries, sketch: maxSketchSeries };
  for (const { key, target: text, rangeMs, stepMs } of subscriptions) {
    const parsed = parseTarget(text);
    if ("fault" in parsed) {
      const { position, message } = parsed.fault;
      errors.push({ key, code: "bad_target", message: `character ${position}: ${message}` });
      continue;
    }
    const { target } = parsed;
    const found = await resolveTarget(store, target);
    if (found.fault)
      errors.push({
        key,
        code: "bad_target",
        message: `character ${found.fault.position}: ${found.fault.message}`,
      });
    for (const message of found.notices) errors.push({ key, code: "ambiguous_name", message });
    const { matches, wasCut } = keepWithin(found.matches, budget);
    if (wasCut)
      errors.push({
        key,
        code: "too_many_series",
        message: `${found.series.length} series match: the first ${topLines} are shown`,
      });
    const series = [...new Set([...matches.values()].flat())];
    entries.push({ key, rangeMs, stepMs: pickStep(retention, rangeMs, stepMs), target, matches, series });
  }
  return arrange(entries, errors);
}

export function planTakesIn(plan: Plan, infos: readonly SeriesInfo[]): boolean {
  return plan.entries.some(({ target }) => infos.some((info) => mayMatch(target, info)));
}

function keepWithin(matches: Matches, budget: { scalar: number; sketch: number }) {
  const sizes = { scalar: 0, sketch: 0 };
  let longest = 0;
  for (const names of matches.values()) {
    longest = Math.max(longest, names.length);
    for (const name of names) sizes[kindOf(name) === "timers" ? "sketch" : "scalar"]++;
  }
  const wasCut = longest > maxLinesPerTarget || sizes.scalar > budget.scalar || sizes.sketch > budget.sketch;
  if (wasCut)
    return { matches: new Map([...matches].map(([key, names]) => [key, names.slice(0, topLines)])), wasCut };
  budget.scalar -= sizes.scalar;
  budget.sketch -= sizes.sketch;
  return { matches, wasCut };
}

function arrange(entries: PlanEntry[], errors: StreamErrorEvent[]): Plan {
  const lines = entries.flatMap((entry) => {
    const none = new Map<SeriesName, Columns>(
      entry.series.map((series) => [series, emptyColumns(series, 0, entry.stepMs, 0)]),
    );
    return evaluateTarget(entry.target, entry.matches, none).map(({ name }, line) => ({
      series: { key: entry.key, name, stepMs: entry.stepMs },
      source: { entry, line },
    }));
  });
  lines.sort((a, b) => compare(a.series.key, b.series.key) || compare(a.series.name, b.series.name));
  const series = lines.map((each) => each.series);
  const text = JSON.stringify(series.map(({ key, name, stepMs }) => [key, name, stepMs]));
  return {
    rev: createHash("sha1").update(text).digest("base64url").slice(0, 12),
    series,
    sources: lines.map((each) => each.source),
    entries,
    selection: new Set(entries.flatMap((entry) => entry.series)),
    errors,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
