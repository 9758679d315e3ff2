import { type Columns, type KeptQuantile, keptQuantiles } from "@/lib/metric/columns";
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
  const read = createReader(columns.kind, statistic);
  const values = new Float64Array(columns.coverage.length);
  for (let i = 0; i < values.length; i++) values[i] = read(columns, i);
  return values;
}

/** The value at one place of columns of this kind, NaN for none. */
export type ReadValue = (columns: Columns, index: number) => number;

export function createReader(kind: Kind, statistic: string | null): ReadValue {
  const name = statistic ?? defaults[kind];
  const read = pickReader(kind, name) as ReadValue;
  return (columns, i) => (columns.coverage[i] === 1 ? read(columns, i) : Number.NaN);
}

/** Whether it is read from sketches, which cost most of a read. */
export function needsSketch(kind: Kind, statistic: string | null): boolean {
  return kind === "timers" && statistic !== null && parsePercentile(statistic) !== null;
}

/** Whether there were samples of which nothing is left that would give this statistic. */
export function isLost(columns: Columns, statistic: string | null): boolean {
  if (columns.kind !== "timers" || !needsSketch("timers", statistic)) return false;
  const read = createReader("timers", statistic);
  const { count, sketches } = columns;
  return count.some((each, i) => each > 0 && !sketches[i] && Number.isNaN(read(columns, i)));
}

type ReadOf<C> = (columns: C, index: number) => number;

function pickReader(kind: Kind, name: string): ReadOf<never> {
  if (kind === "counters") return readCounter(name);
  if (kind === "gauges") return readGauge(name);
  if (kind === "sets") return readSet;
  return readTimer(name);
}

type Of<K extends Kind> = Extract<Columns, { kind: K }>;

function readCounter(name: string): ReadOf<Of<"counters">> {
  if (name === "rate") return ({ sum, stepMs }, i) => (orZero(sum[i]!) * 1_000) / stepMs;
  return ({ sum }, i) => orZero(sum[i]!);
}

function readGauge(name: string): ReadOf<Of<"gauges">> {
  if (name === "min") return ({ min }, i) => min[i]!;
  if (name === "max") return ({ max }, i) => max[i]!;
  return ({ last }, i) => last[i]!;
}

function readSet({ members, counts }: Of<"sets">, i: number): number {
  const distinct = members[i];
  if (distinct) return countDistinct(distinct);
  const kept = counts?.[i] ?? Number.NaN;
  if (Number.isNaN(kept)) return 0;
  return kept === Infinity ? Number.NaN : kept;
}

function squaresAround({ count, sum, sumOfSquares, min, max }: Of<"timers">, i: number): number {
  return min[i] === max[i] ? 0 : Math.max(0, sumOfSquares[i]! - sum[i]! ** 2 / count[i]!);
}

const timerReaders: Record<string, ReadOf<Of<"timers">>> = {
  count: ({ count }, i) => orZero(count[i]!),
  rate: ({ count, stepMs }, i) => (orZero(count[i]!) * 1_000) / stepMs,
  sum: ({ sum }, i) => orZero(sum[i]!),
  mean: ({ count, sum }, i) => (count[i]! > 0 ? sum[i]! / count[i]! : Number.NaN),
  min: ({ min }, i) => min[i]!,
  max: ({ max }, i) => max[i]!,
  std: (timer, i) =>
    timer.count[i]! > 0 ? Math.sqrt(squaresAround(timer, i) / timer.count[i]!) : Number.NaN,
  stddev: (timer, i) =>
    timer.count[i]! > 1 ? Math.sqrt(squaresAround(timer, i) / (timer.count[i]! - 1)) : Number.NaN,
};

function readTimer(name: string): ReadOf<Of<"timers">> {
  const percentile = parsePercentile(name);
  if (!percentile) return timerReaders[name]!;
  const kept = findKept(percentile);
  return ({ count, sum, min, max, sketches, quantiles }, i) => {
    const sketch = sketches[i];
    if (!(count[i]! > 0)) return Number.NaN;
    if (sketch) return readSketchStatistic(sketch, percentile, { sum: sum[i]!, min: min[i]!, max: max[i]! });
    return (kept && quantiles?.[kept][i]) ?? Number.NaN;
  };
}

/** What remains of old steps gives upper_90 within the error of a sketch, and the median. */
function findKept({ form, percent }: Percentile): KeptQuantile | null {
  if (form === "mean" || form === "sum") return null;
  return keptQuantiles.find((name) => Number(name.slice(1)) === percent) ?? null;
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
