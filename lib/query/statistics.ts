import type { Columns, CounterColumns, GaugeColumns, SetColumns, TimerColumns } from "@/lib/metric/columns";
import { countDistinct } from "@/lib/metric/distinct";
import { type Kind, kinds } from "@/lib/metric/series";
import { type Percentile, readSketchStatistic } from "./quantiles";

const defaults = { counters: "sum", gauges: "last", timers: "mean", sets: "count" } as const;

const plain = {
  counters: ["sum", "rate"],
  gauges: ["last", "min", "max"],
  timers: ["count", "rate", "sum", "mean", "min", "max", "std", "stddev", "median"],
  sets: ["count"],
} as const satisfies Record<Kind, readonly string[]>;

export function defaultStatistic(kind: Kind): string {
  return defaults[kind];
}

/** Whether the kind, or for null any kind, has this statistic. */
export function isStatistic(kind: Kind | null, statistic: string): boolean {
  if (kind === null) return kinds.some((each) => isStatistic(each, statistic));
  if ((plain[kind] as readonly string[]).includes(statistic)) return true;
  return kind === "timers" && parsePercentile(statistic) !== null;
}

/** A sentence that lists what there is. */
export function describeStatistics(kind: Kind | null): string {
  if (kind === null) return kinds.map(describeStatistics).join("; ");
  const names = plain[kind].join(", ");
  const more = kind === "timers" ? ", p50 or any other percentile, upper_90, mean_90, sum_90" : "";
  return `${kind} have ${names}${more}`;
}

/**
 * One value for each step, NaN for none. Covered steps without the series are idle: zero for what counts
 * (sum, rate, count), none for what describes samples. Steps that nobody covered have none.
 */
export function readStatistic(columns: Columns, statistic: string | null): Float64Array {
  const name = statistic ?? defaults[columns.kind];
  const read = pickReader(columns, name);
  return Float64Array.from(columns.coverage, (covered, i) => (covered ? read(i) : Number.NaN));
}

type ReadStep = (index: number) => number;

function pickReader(columns: Columns, name: string): ReadStep {
  if (columns.kind === "counters") return readCounter(columns, name, columns.stepMs);
  if (columns.kind === "gauges") return readGauge(columns, name);
  if (columns.kind === "sets") return readSet(columns);
  return readTimer(columns, name, columns.stepMs);
}

function readCounter({ sum }: CounterColumns, name: string, stepMs: number): ReadStep {
  const perSecond = name === "rate" ? 1_000 / stepMs : 1;
  return (i) => orZero(sum[i]!) * perSecond;
}

function readGauge(columns: GaugeColumns, name: string): ReadStep {
  const values = columns[name as "last" | "min" | "max"];
  return (i) => values[i]!;
}

function readSet({ members }: SetColumns): ReadStep {
  return (i) => (members[i] ? countDistinct(members[i]) : 0);
}

function readTimer(columns: TimerColumns, name: string, stepMs: number): ReadStep {
  const { count, sum, sumOfSquares, min, max, sketches } = columns;
  const percentile = parsePercentile(name);
  if (percentile)
    return (i) =>
      orZero(count[i]!) === 0 || !sketches[i]
        ? Number.NaN
        : readSketchStatistic(sketches[i], percentile, { sum: sum[i]!, min: min[i]!, max: max[i]! });
  const squaresAround = (i: number) =>
    min[i] === max[i] ? 0 : Math.max(0, sumOfSquares[i]! - sum[i]! ** 2 / count[i]!);
  const readers: Record<string, ReadStep> = {
    count: (i) => orZero(count[i]!),
    rate: (i) => (orZero(count[i]!) * 1_000) / stepMs,
    sum: (i) => orZero(sum[i]!),
    mean: (i) => (count[i]! > 0 ? sum[i]! / count[i]! : Number.NaN),
    min: (i) => min[i]!,
    max: (i) => max[i]!,
    std: (i) => (count[i]! > 0 ? Math.sqrt(squaresAround(i) / count[i]!) : Number.NaN),
    stddev: (i) => (count[i]! > 1 ? Math.sqrt(squaresAround(i) / (count[i]! - 1)) : Number.NaN),
  };
  return readers[name]!;
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

/** `p99.9`, `median`, `upper_90`, `mean_90`, `sum_90`; as in statsd, `_` may stand for the dot. */
function parsePercentile(name: string): Percentile | null {
  if (name === "median") return { form: "median", percent: 50 };
  const match = /^(p|upper_|mean_|sum_)(\d{1,3}(?:[._]\d{1,6})?)$/.exec(name);
  if (!match) return null;
  const percent = Number(match[2]!.replace("_", "."));
  const form = match[1] === "p" ? "percentile" : (match[1]!.slice(0, -1) as "upper" | "mean" | "sum");
  return percent > 0 && percent <= 100 ? { form, percent } : null;
}
