import { binValue, type Sketch, sortedBins, valueAtRank } from "@/lib/metric/sketch";

export interface Percentile {
  form: "percentile" | "median" | "upper" | "mean" | "sum";
  /** Above 0, at most 100. */
  percent: number;
}

/**
 * A percentile statistic of one step, from its sketch; `exact` bounds it. `pN` is the nearest rank;
 * upper_N, mean_N and sum_N are statsd's: of the round(N % of count) smallest values. NaN when none.
 */
export function readSketchStatistic(
  sketch: Sketch,
  { form, percent }: Percentile,
  exact: { sum: number; min: number; max: number },
): number {
  const bins = sortedBins(sketch);
  const weight = bins.reduce((total, bin) => total + bin[1], 0);
  const clamp = (value: number) => Math.min(exact.max, Math.max(exact.min, value));
  const at = (rank: number) => clamp(valueAtRank(sketch, rank));
  if (form === "percentile") return at(Math.max(1, Math.ceil((percent / 100) * weight - 1e-9)));
  if (form === "median") {
    const middle = Math.max(1, (weight + 1) / 2);
    return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  }
  const rank = Math.min(weight, weight <= 1 ? weight : Math.round((percent / 100) * weight));
  if (rank <= 0) return Number.NaN;
  if (form === "upper") return at(rank);
  const sum = rank >= weight ? exact.sum : sumToRank(bins, rank);
  return form === "sum" ? sum : sum / rank;
}

function sumToRank(bins: [key: number, weight: number][], rank: number): number {
  let left = rank;
  let sum = 0;
  for (const [key, weight] of bins) {
    const taken = Math.min(left, weight);
    sum += binValue(key) * taken;
    left -= taken;
    if (left <= 0) break;
  }
  return sum;
}
