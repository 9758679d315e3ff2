import { type Columns, emptyColumns } from "@/lib/metric/columns";
import { pickStep, type Retention } from "@/lib/metric/retention";
import type { SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { mergeSteps } from "./consolidate";
import { settleMs } from "./limits";

/** A step longer than the flush interval, while it fills. */
export interface OpenStep {
  startMs: number;
  stepMs: number;
  /** Everything older than this is merged into `settled` and cannot be replaced any more. */
  settledUntilMs: number;
  settled: Map<SeriesName, Columns>;
  /** Flush steps by their start, replaced when they come again. */
  recent: Map<number, ReadonlyMap<SeriesName, Columns>>;
}

type FlushStep = { startMs: number; columns: ReadonlyMap<SeriesName, Columns> };

export function beginOpenStep(startMs: number, stepMs: number): OpenStep {
  return { startMs, stepMs, settledUntilMs: startMs, settled: new Map(), recent: new Map() };
}

/** False when the flush step is merged already: the open step then has to be read again. */
export function putIntoOpenStep(open: OpenStep, { startMs, columns }: FlushStep): boolean {
  if (startMs < open.settledUntilMs) return false;
  open.recent.set(startMs, columns);
  const settleBeforeMs = startMs - settleMs;
  for (const start of [...open.recent.keys()].sort((a, b) => a - b)) {
    if (start >= settleBeforeMs) break;
    for (const each of open.recent.get(start)!.values()) settle(open, each);
    open.recent.delete(start);
    open.settledUntilMs = start + 1;
  }
  return true;
}

/** One column of one step for each series, as a read at this moment would give it. */
export function readOpenStep(
  open: OpenStep,
  series: Iterable<SeriesName>,
  endMs: number,
): Map<SeriesName, Columns> {
  const order = [...open.recent.keys()].sort((a, b) => a - b);
  const merged = new Map<SeriesName, Columns>();
  for (const name of series) {
    // So far: what is a rate is one over the time that has passed.
    const columns = emptyColumns(name, open.startMs, Math.min(open.stepMs, endMs - open.startMs), 1);
    const settled = open.settled.get(name);
    if (settled) mergeSteps(columns, settled);
    for (const start of order) {
      const recent = open.recent.get(start)!.get(name);
      if (recent) mergeSteps(columns, recent);
    }
    merged.set(name, columns);
  }
  return merged;
}

/**
 * Reads what a step holds so far, and the flush steps after it that are stored: all that is younger than
 * `nowMs − settleMs` stays replaceable, since flushes of it may be on their way.
 */
export async function loadOpenStep(
  store: Pick<MetricStore, "read">,
  retention: Retention,
  series: SeriesName[],
  { startMs, stepMs, nowMs }: { startMs: number; stepMs: number; nowMs: number },
): Promise<{ open: OpenStep; after: FlushStep[] }> {
  const flushMs = retention[0]!.stepMs;
  const open = beginOpenStep(startMs, stepMs);
  const keptMs = pickStep(retention, Math.max(flushMs, nowMs - startMs), null);
  const baseMs = stepMs % keptMs === 0 ? keptMs : stepMs;
  const settledMs = clamp(
    Math.floor((nowMs - settleMs) / baseMs) * baseMs,
    startMs,
    // It may have ended long ago, when nothing came since.
    startMs + stepMs,
  );
  if (settledMs > startMs) {
    const span = { fromMs: startMs, untilMs: settledMs };
    for (const each of await store.read(series, span, baseMs)) settle(open, each);
    open.settledUntilMs = settledMs;
  }
  const after: FlushStep[] = [];
  const read = await store.read(series, { fromMs: settledMs, untilMs: nowMs + settleMs }, flushMs);
  for (const step of splitSteps(read)) {
    if (step.startMs < startMs + stepMs) putIntoOpenStep(open, step);
    else after.push(step);
  }
  return { open, after };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function settle(open: OpenStep, columns: Columns): void {
  const { series } = columns;
  if (!open.settled.has(series)) open.settled.set(series, emptyColumns(series, open.startMs, open.stepMs, 1));
  mergeSteps(open.settled.get(series)!, columns);
}

/** Many-step columns → one map for each step that anything covers. */
function splitSteps(read: Columns[]): FlushStep[] {
  const steps: FlushStep[] = [];
  const first = read[0];
  if (!first) return steps;
  for (let i = 0; i < first.coverage.length; i++) {
    const covered = read.filter((each) => each.coverage[i]);
    if (covered.length === 0) continue;
    const columns = new Map(covered.map((each) => [each.series, sliceColumns(each, i)]));
    steps.push({ startMs: first.startMs + i * first.stepMs, columns });
  }
  return steps;
}

function sliceColumns(columns: Columns, i: number): Columns {
  const head = { startMs: columns.startMs + i * columns.stepMs, coverage: columns.coverage.slice(i, i + 1) };
  const one = (values: Float64Array) => values.slice(i, i + 1);
  if (columns.kind === "counters") return { ...columns, ...head, sum: one(columns.sum) };
  if (columns.kind === "sets") return { ...columns, ...head, members: columns.members.slice(i, i + 1) };
  const edges = { min: one(columns.min), max: one(columns.max) };
  if (columns.kind === "gauges") return { ...columns, ...head, ...edges, last: one(columns.last) };
  return {
    ...columns,
    ...head,
    ...edges,
    count: one(columns.count),
    sum: one(columns.sum),
    sumOfSquares: one(columns.sumOfSquares),
    sketches: columns.sketches.slice(i, i + 1),
  };
}
