import type { BatsdStatistic } from "@/lib/metric/batsd";

/** What of a timer's step can be kept: batsd has no sketch. */
export interface TimerStep {
  count: number;
  sum: number;
  sumOfSquares: number;
  min: number;
  max: number;
}

/** A step's statistics as batsd stored them; upper_90 is no part of what we keep. */
export type StoredTimer = Partial<Record<Exclude<BatsdStatistic, "upper_90">, number>>;

/** Null when count or mean are missing. */
export function toTimerStep(stored: StoredTimer): TimerStep | null {
  const { mean, count, min, max, stddev } = stored;
  if (mean === undefined || count === undefined) return null;
  const n = isOneValueOfFiles(stored) ? 1 : count;
  if (!(n > 0)) return null;
  const deviation = n > 1 ? (stddev ?? 0) : 0;
  return {
    count: n,
    sum: mean * n,
    sumOfSquares: (n - 1) * deviation ** 2 + n * mean ** 2,
    min: min ?? mean,
    max: max ?? mean,
  };
}

/** Where only one value came, batsd's files hold it under every name, count and stddev too. */
function isOneValueOfFiles({ mean, count, min, max, stddev }: StoredTimer): boolean {
  return [count, min, max, stddev].every((each) => each === mean);
}

export function mergeTimerSteps(a: TimerStep, b: TimerStep): TimerStep {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    sumOfSquares: a.sumOfSquares + b.sumOfSquares,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}
