import type { TimerColumns } from "./columns";
import { valueAtRank } from "./sketch";

// What batsd makes of a timer, and how Ruby spells numbers: the old port answers so, and the old channels
// carry it. Source: batsd's lib/batsd/handlers/timer.rb and lib/core-ext/array.rb.

/** In the order in which batsd publishes them; stddev only of more than one value. */
export const batsdStatistics = ["mean", "count", "min", "max", "upper_90", "stddev"] as const;

export type BatsdStatistic = (typeof batsdStatistics)[number];

export function isBatsdStatistic(text: string): text is BatsdStatistic {
  return (batsdStatistics as readonly string[]).includes(text);
}

/** A statistic of one step; NaN where there is none: nothing came, or its sketch is no longer kept. */
export function readBatsdStatistic(columns: TimerColumns, i: number, statistic: BatsdStatistic): number {
  const count = columns.count[i]!;
  if (!(count > 0)) return Number.NaN;
  const [sum, min, max] = [columns.sum[i]!, columns.min[i]!, columns.max[i]!];
  switch (statistic) {
    case "mean":
      return sum / count;
    case "count":
      return count;
    case "min":
      return min;
    case "max":
      return max;
    case "upper_90":
      return readUpper90(columns, i);
    case "stddev":
      if (count <= 1) return Number.NaN;
      return min === max
        ? 0
        : Math.sqrt(Math.max(0, columns.sumOfSquares[i]! - sum ** 2 / count) / (count - 1));
  }
}

/**
 * batsd's own upper_90, `sorted[0..-round(n / 10)].last`: the minimum of 2 to 4 values, the maximum of 5
 * to 14, above that the value of rank n - round(n / 10) + 1, within 1 % of it, since it comes from a sketch.
 */
function readUpper90({ count, min, max, sketches }: TimerColumns, i: number): number {
  const n = Math.round(count[i]!);
  const left = Math.round(n * 0.1);
  if (left === 0) return min[i]!;
  if (left === 1) return max[i]!;
  const sketch = sketches[i];
  return sketch ? Math.min(max[i]!, Math.max(min[i]!, valueAtRank(sketch, n - left + 1))) : Number.NaN;
}

/** As Ruby prints a Float: `7.0`, `16.25`, `1.0e-05`, `1.0e+15`. */
export function printRubyFloat(value: number): string {
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < 1e15) return `${Object.is(value, -0) ? "-0" : value}.0`;
  if (!Number.isInteger(value) && magnitude >= 1e-4) return String(value);
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const [sign, power] = [exponent[0]!, exponent.slice(1)];
  return `${digits.includes(".") ? digits : `${digits}.0`}e${sign}${power.padStart(2, "0")}`;
}
