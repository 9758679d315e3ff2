import {
  type BatsdStatistic,
  batsdStatistics,
  isBatsdStatistic,
  readBatsdStatistic,
} from "@/lib/metric/batsd";
import type { Columns } from "@/lib/metric/columns";
import type { Retention } from "@/lib/metric/retention";
import { type SeriesName, seriesName } from "@/lib/metric/series";
import { isStatistic, readStatistic } from "@/lib/query/statistics";
import type { MetricStore } from "@/lib/store/port";

export interface ValuesOptions {
  store: Pick<MetricStore, "read">;
  retention: Retention;
  now(): number;
}

/** What batsd answers to `values`. */
export interface Values {
  /** Seconds; 0 for gauges, which batsd keeps by the second in which they came. */
  interval: number;
  points: { timestamp: number; value: number }[];
}

/** Of one answer: what 60 days of 10 minutes need, five times. */
const maxPoints = 50_000;

/**
 * A metric as batsd names it, `counters:x`, `gauges:x`, `timers:x:mean`, over [beginS, endS], epoch
 * seconds. Steps in which nothing came have no point, and the open step has none yet. A metric that
 * nobody knows, and a timer without its statistic, are empty.
 */
export async function readValues(
  { store, retention, now }: ValuesOptions,
  metric: string,
  { beginS, endS }: { beginS: number; endS: number },
): Promise<Values> {
  const nowS = Math.floor(now() / 1_000);
  const { stepS, keptS } = pickInterval(retention, beginS, nowS);
  const wanted = parseMetric(metric);
  const interval = wanted?.series.startsWith("gauges:") ? 0 : stepS;
  const firstS = Math.ceil(Math.max(beginS, nowS - keptS) / stepS) * stepS;
  const lastS = Math.floor(Math.min(endS, nowS - stepS) / stepS) * stepS;
  if (wanted === null || lastS < firstS) return { interval, points: [] };
  const span = { fromMs: firstS * 1_000, untilMs: (lastS + stepS) * 1_000 };
  const [columns] = await store.read([wanted.series], span, stepS * 1_000, needsSketches(wanted.statistic));
  return columns ? { interval, points: toPoints(columns, wanted.statistic) } : { interval, points: [] };
}

/** The finest interval that reaches back to `beginS`, else the last; in whole seconds, and few enough. */
export function pickInterval(
  retention: Retention,
  beginS: number,
  nowS: number,
): { stepS: number; keptS: number } {
  const last = retention[retention.length - 1]!;
  const archive = retention.find(({ keptMs }) => nowS - keptMs / 1_000 <= beginS) ?? last;
  const stepS = inWholeSeconds(archive.stepMs);
  const keptS = archive.keptMs / 1_000;
  return { stepS: stepS * Math.max(1, Math.ceil(keptS / stepS / maxPoints)), keptS };
}

/** The least multiple of a step that is whole seconds: 250 ms → 1 s, 1,500 ms → 3 s. */
function inWholeSeconds(stepMs: number): number {
  let seconds = stepMs;
  while (seconds % 1_000 !== 0) seconds += stepMs;
  return seconds / 1_000;
}

interface Wanted {
  series: SeriesName;
  /** Null for counters and gauges. */
  statistic: string | null;
}

function parseMetric(metric: string): Wanted | null {
  const [kind, bucket = "", statistic = null, ...rest] = metric.split(":");
  if (bucket === "" || rest.length > 0) return null;
  if (kind === "counters" || kind === "gauges")
    return statistic === null ? { series: seriesName(kind, bucket), statistic } : null;
  if (kind !== "timers" || statistic === null) return null;
  if (!isBatsdStatistic(statistic) && !isStatistic("timers", statistic)) return null;
  return { series: seriesName("timers", bucket), statistic };
}

const withoutSketches = new Set(batsdStatistics.filter((each) => each !== "upper_90"));

function needsSketches(statistic: string | null): boolean {
  return statistic !== null && !withoutSketches.has(statistic as Exclude<BatsdStatistic, "upper_90">);
}

function toPoints(columns: Columns, statistic: string | null): Values["points"] {
  const { startMs, stepMs } = columns;
  const values = valuesOf(columns, statistic);
  const points: Values["points"] = [];
  for (let i = 0; i < columns.coverage.length; i++) {
    const value = values(i);
    if (Number.isFinite(value)) points.push({ timestamp: (startMs + i * stepMs) / 1_000, value });
  }
  return points;
}

/** NaN where nothing came: a gauge's value is carried forward, but was not set where it has no minimum. */
function valuesOf(columns: Columns, statistic: string | null): (i: number) => number {
  if (columns.kind === "counters") return (i) => columns.sum[i]!;
  if (columns.kind === "gauges")
    return (i) => (Number.isNaN(columns.min[i]!) ? Number.NaN : columns.last[i]!);
  if (columns.kind !== "timers" || statistic === null) return () => Number.NaN;
  if (isBatsdStatistic(statistic)) return (i) => readBatsdStatistic(columns, i, statistic);
  const values = readStatistic(columns, statistic);
  return (i) => (columns.count[i]! > 0 ? values[i]! : Number.NaN);
}
