import type { Columns } from "@/lib/metric/columns";
import { pickStep, type Retention } from "@/lib/metric/retention";
import { kindOf } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { evaluateHistory, type ResolvedTarget } from "./history";
import {
  maxLinesPerTarget,
  maxQueryPoints,
  maxQueryPointsInAll,
  maxScalarSeries,
  maxSketchSeries,
} from "./limits";
import type { Consolidation, Line } from "./lines";
import { type Needs, needsOf, sketchedIn } from "./needs";
import { isFault } from "./reader";
import { type Naming, resolveTarget } from "./resolve";
import { needsSketch } from "./statistics";
import type { TargetFault } from "./syntax";
import { parseTarget } from "./target";
import { type Thinning, thinLine } from "./thin";

export interface RangeQuery {
  targets: string[];
  /** Epoch milliseconds; until is not included. */
  fromMs: number;
  untilMs: number;
  /** Null: the finest step that the range can be drawn in. */
  stepMs: number | null;
  /** Null: 1,500. */
  maxDataPoints: number | null;
  /**
   * How points above `maxDataPoints` become fewer. Without it: wider steps, as the store merges them. With
   * it: the archive's own steps, evaluated and then thinned; `peaks` keeps the least and greatest of each
   * span, and `average` is what `consolidateBy` may change.
   */
  consolidate?: Thinning;
  /** How lines are named, and what a name without a kind is first. Without it: canonical. */
  naming?: Naming;
  /** Above it a target is refused. Without it: 200. */
  maxLines?: number;
}

export interface RangeResult {
  series: RangeSeries[];
  /** The first step anything is known of; null when nothing is. */
  historyFromMs: number | null;
  notices: string[];
}

/** One line of numbers, NaN for none. Lines of one answer may differ in start and step. */
export interface QueriedLine {
  /** The target it came from, as it was asked for. */
  target: string;
  name: string;
  /** The start of the first value's step. */
  startMs: number;
  stepMs: number;
  values: Float64Array;
  /** As Graphite has them: `name`, and what the bucket and its functions carry. */
  tags: ReadonlyMap<string, string>;
  /** How several of its points become one, and the share of them that must be there for that. */
  consolidation: Consolidation;
  xFilesFactor: number;
}

export interface LinesResult {
  lines: QueriedLine[];
  /** The first step anything is known of; null when nothing is. */
  historyFromMs: number | null;
  notices: string[];
}

export interface RangeSeries {
  target: string;
  name: string;
  startMs: number;
  stepMs: number;
  values: (number | null)[];
}

export class QueryFault extends Error {
  override name = "QueryFault";
  constructor(
    readonly code: "bad_target" | "too_many_series",
    message: string,
  ) {
    super(message);
  }
}

/**
 * History of targets in closed steps, as columns. Throws a QueryFault that names the faulty target and
 * character. A range is cut to what is kept.
 */
export async function queryLines(
  store: Pick<MetricStore, "read" | "find">,
  retention: Retention,
  query: RangeQuery,
  nowMs: number,
): Promise<LinesResult> {
  const asked: (ResolvedTarget & { text: string; series: string[]; notices: string[] })[] = [];
  for (const text of query.targets) {
    const parsed = parseTarget(text);
    if ("fault" in parsed) throw badTarget(text, parsed.fault);
    const found = await resolveTarget(store, parsed.target, query.naming);
    if (found.fault) throw badTarget(text, found.fault);
    asked.push({ text, target: parsed.target, ...found });
  }
  const names = new Set(asked.flatMap((each) => each.series));
  if (names.size > maxScalarSeries || countSketches(asked) > maxSketchSeries)
    throw new QueryFault("too_many_series", `${names.size} series match: name fewer of them`);

  const { stepMs, fromMs, untilMs } = pickSpan(retention, query, nowMs, (step) =>
    asked.map(({ text, target }) => attempt(text, () => needsOf(target, step, false))),
  );
  const steps = Math.max(0, (untilMs - fromMs) / stepMs);
  // A series counts once for each reference that takes it: `sumSeries(**,**,…)` has lines for each.
  const taken = asked.flatMap(({ matches }) => [...matches.values()].map((of) => of.length));
  if (taken.reduce((sum, each) => sum + each, 0) * steps > maxQueryPointsInAll)
    throw new QueryFault("too_many_series", `${names.size} series in ${steps} steps are too many points`);
  const options = { fromMs, untilMs, stepMs, nowMs };
  const evaluated = await evaluateHistory(store, asked, options).catch((error) => {
    throw isFault(error) ? badTarget(query.targets[error.targetIndex]!, error) : error;
  });
  const lines = asked.flatMap(({ text }, i) => {
    const { lines: of, first, grid } = evaluated[i]!;
    if (of.length > (query.maxLines ?? maxLinesPerTarget))
      throw new QueryFault("too_many_series", `${text} is ${of.length} lines: name fewer of them`);
    const named = query.naming === "graphite" ? of : nameApart(of);
    return named.map((line) => toQueried(text, line, line.grid === grid ? first : 0, query));
  });
  return {
    lines,
    historyFromMs: findHistoryStart(
      evaluated.flatMap((each) => each.columns),
      fromMs,
    ),
    notices: asked.flatMap((each) => each.notices),
  };
}

/** As `queryLines`, in boxed numbers, null for none. */
export async function queryRange(
  store: Pick<MetricStore, "read" | "find">,
  retention: Retention,
  query: RangeQuery,
  nowMs: number,
): Promise<RangeResult> {
  const { lines, historyFromMs, notices } = await queryLines(store, retention, query, nowMs);
  const series = lines.map(({ target, name, startMs, stepMs, values }) => ({
    target,
    name,
    startMs,
    stepMs,
    values: toJson(values),
  }));
  return { series, historyFromMs, notices };
}

export function toJson(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}

/** No two lines of a target have the same name. */
export function nameApart(lines: readonly Line[]): Line[] {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return lines.map((line) => {
    let { name } = line;
    for (let n = counts.get(name) ?? 2; used.has(name); n++) {
      counts.set(line.name, n + 1);
      name = `${line.name} (${n})`;
    }
    used.add(name);
    return name === line.name ? line : { ...line, name };
  });
}

/** The steps before the range are left out; consolidation comes last. */
function toQueried(target: string, line: Line, first: number, query: RangeQuery): QueriedLine {
  const { name, tags, grid, consolidation, xFilesFactor } = line;
  const { maxDataPoints, consolidate } = query;
  const whole = {
    startMs: grid.startMs + first * grid.stepMs,
    stepMs: grid.stepMs,
    values: line.values.subarray(first),
  };
  const isLong = maxDataPoints !== null && whole.values.length > maxDataPoints;
  const head = { target, name, tags, consolidation, xFilesFactor };
  if (!isLong || !consolidate) return { ...head, ...whole };
  const how = consolidate === "average" ? consolidation : consolidate;
  return { ...head, ...thinLine(whole, maxDataPoints, how) };
}

interface PickedSpan {
  stepMs: number;
  fromMs: number;
  untilMs: number;
}

/** Whole steps in which everything that is to be read is kept, within what is kept at all. */
function pickSpan(
  retention: Retention,
  query: RangeQuery,
  nowMs: number,
  needsAt: (stepMs: number) => Needs[],
): PickedSpan {
  const oldestMs = nowMs - retention.at(-1)!.keptMs;
  const fromMs = Math.max(query.fromMs, oldestMs);
  const untilMs = Math.max(fromMs, Math.min(query.untilMs, nowMs));
  const range = { fromMs, untilMs: Math.max(fromMs, query.untilMs) };
  let stepMs = pickQueryStep(retention, { ...query, ...range }, nowMs - fromMs);
  // What a function looks back at depends on the step, and the step on how far it looks back.
  for (let tries = 0; tries < 3; tries++) {
    const reachMs = Math.max(0, ...needsAt(stepMs).map((needs) => needs.reachMs));
    const next = pickQueryStep(retention, { ...query, ...range }, nowMs - fromMs + reachMs);
    if (next <= stepMs) break;
    stepMs = next;
  }
  return {
    stepMs,
    fromMs: Math.floor(fromMs / stepMs) * stepMs,
    untilMs: Math.floor(Math.min(nowMs, Math.ceil(untilMs / stepMs) * stepMs) / stepMs) * stepMs,
  };
}

/** The archive must reach back so far; the points are counted over the span. */
function pickQueryStep(retention: Retention, query: RangeQuery, ageMs: number): number {
  const spanMs = Math.max(1, query.untilMs - query.fromMs);
  const reaching = retention.filter((archive) => archive.keptMs >= ageMs);
  const usable = reaching.length > 0 ? reaching : retention.slice(-1);
  const isThinned = query.consolidate !== undefined && query.stepMs === null;
  const finest = usable.find((archive) => spanMs / archive.stepMs <= maxQueryPoints);
  const stepMs = isThinned && finest ? finest.stepMs : pickStep(usable, spanMs, query.stepMs);
  const most = query.consolidate
    ? maxQueryPoints
    : Math.min(query.maxDataPoints ?? maxQueryPoints, maxQueryPoints);
  if (spanMs / stepMs <= most) return stepMs;
  return Math.ceil(spanMs / most / stepMs) * stepMs;
}

function countSketches(asked: readonly ResolvedTarget[]): number {
  const sketched = new Set<string>();
  for (const { target, matches } of asked) {
    const merged = new Set(sketchedIn(target));
    for (const [reference, of] of matches)
      for (const { series, statistic } of of)
        if (merged.has(reference) || needsSketch(kindOf(series), statistic)) sketched.add(series);
  }
  return sketched.size;
}

function findHistoryStart(read: readonly Columns[], fromMs: number): number | null {
  let startMs: number | null = null;
  for (const each of new Set(read)) {
    const skipped = Math.max(0, Math.round((fromMs - each.startMs) / each.stepMs));
    const first = each.coverage.indexOf(1, skipped);
    const ms = each.startMs + first * each.stepMs;
    if (first >= 0 && (startMs === null || ms < startMs)) startMs = ms;
  }
  return startMs;
}

function attempt<T>(text: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw isFault(error) ? badTarget(text, error) : error;
  }
}

function badTarget(text: string, fault: TargetFault): QueryFault {
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return new QueryFault("bad_target", `target "${shown}", character ${fault.position}: ${fault.message}`);
}
