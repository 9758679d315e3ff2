import type { Columns } from "@/lib/metric/columns";
import { pickStep, type Retention } from "@/lib/metric/retention";
import { kindOf, type SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { evaluateTarget } from "./evaluate";
import { maxLinesPerTarget, maxScalarSeries, maxSketchSeries } from "./limits";
import { resolveTarget } from "./resolve";
import { parseTarget } from "./target";

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
   * it: the archive's own steps, evaluated and then thinned; `peaks` keeps the least and greatest of each span.
   */
  consolidate?: "average" | "min" | "max" | "sum" | "last" | "first" | "peaks";
}

export interface RangeResult {
  series: RangeSeries[];
  /** The first step anything is known of; null when nothing is. */
  historyFromMs: number | null;
  notices: string[];
}

/** One line of numbers, NaN for none. */
export interface Line {
  /** The target it came from, as it was asked for. */
  target: string;
  name: string;
  /** The start of the first value's step. Lines of one answer may differ in start and step. */
  startMs: number;
  stepMs: number;
  values: Float64Array;
  /** As Graphite has them: `name`, and what the bucket carries. */
  tags: ReadonlyMap<string, string>;
}

export interface LinesResult {
  lines: Line[];
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

/** History of targets in closed steps. Throws a QueryFault that names the faulty target and character. */
export async function queryRange(
  store: Pick<MetricStore, "read" | "find">,
  retention: Retention,
  query: RangeQuery,
  nowMs: number,
): Promise<RangeResult> {
  const resolved = [];
  for (const text of query.targets) {
    const parsed = parseTarget(text);
    if ("fault" in parsed) throw badTarget(text, parsed.fault);
    const found = await resolveTarget(store, parsed.target);
    if (found.fault) throw badTarget(text, found.fault);
    resolved.push({ text, target: parsed.target, ...found });
  }
  const names = [...new Set(resolved.flatMap((each) => each.series))];
  const sketches = names.filter((name) => kindOf(name) === "timers").length;
  if (sketches > maxSketchSeries || names.length > maxScalarSeries)
    throw new QueryFault("too_many_series", `${names.length} series match: name fewer of them`);

  const stepMs = pickQueryStep(retention, query, nowMs);
  const span = {
    fromMs: Math.floor(query.fromMs / stepMs) * stepMs,
    untilMs: Math.floor(Math.min(nowMs, Math.ceil(query.untilMs / stepMs) * stepMs) / stepMs) * stepMs,
  };
  const read = span.fromMs < span.untilMs ? await store.read(names, span, stepMs) : [];
  const columns = new Map<SeriesName, Columns>(read.map((each) => [each.series, each]));
  const series = resolved.flatMap(({ text, target, matches }) =>
    evaluateTarget(target, matches, columns).map(({ name, values }) => ({
      target: text,
      name,
      startMs: read[0]?.startMs ?? span.fromMs,
      stepMs: read[0]?.stepMs ?? stepMs,
      values: toJson(values),
    })),
  );
  for (const { text } of resolved)
    if (series.filter((each) => each.target === text).length > maxLinesPerTarget)
      throw new QueryFault("too_many_series", `${text} is more than ${maxLinesPerTarget} lines`);
  return {
    series,
    historyFromMs: findHistoryStart(read),
    notices: resolved.flatMap((each) => each.notices),
  };
}

/** As `queryRange`, as columns. Without boxed numbers: what prints and draws many points begins here. */
export async function queryLines(
  store: Pick<MetricStore, "read" | "find">,
  retention: Retention,
  query: RangeQuery,
  nowMs: number,
): Promise<LinesResult> {
  const { series, historyFromMs, notices } = await queryRange(store, retention, query, nowMs);
  const lines = series.map(({ target, name, startMs, stepMs, values }) => ({
    target,
    name,
    startMs,
    stepMs,
    values: Float64Array.from(values, (value) => value ?? Number.NaN),
    tags: new Map([["name", name]]),
  }));
  return { lines, historyFromMs, notices };
}

export function toJson(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}

/** The archive must reach back to `fromMs`; the points are counted over the span. */
function pickQueryStep(retention: Retention, query: RangeQuery, nowMs: number): number {
  const ageMs = Math.max(query.untilMs, nowMs) - query.fromMs;
  const spanMs = Math.max(1, query.untilMs - query.fromMs);
  const reaching = retention.filter((archive) => archive.keptMs >= ageMs);
  const usable = reaching.length > 0 ? reaching : retention.slice(-1);
  const stepMs = pickStep(usable, spanMs, query.stepMs);
  const { maxDataPoints } = query;
  if (maxDataPoints === null || spanMs / stepMs <= maxDataPoints) return stepMs;
  return Math.ceil(spanMs / maxDataPoints / stepMs) * stepMs;
}

function findHistoryStart(read: Columns[]): number | null {
  const starts = read
    .map((each) => ({ each, first: each.coverage.indexOf(1) }))
    .filter(({ first }) => first >= 0)
    .map(({ each, first }) => each.startMs + first * each.stepMs);
  return starts.length === 0 ? null : Math.min(...starts);
}

function badTarget(text: string, fault: { position: number; message: string }): QueryFault {
  return new QueryFault("bad_target", `target "${text}", character ${fault.position}: ${fault.message}`);
}
