/** One value out of those that are there: `count` of them, at the beginning of `values`. NaN when none. */
export type Aggregate = (values: Float64Array, count: number) => number;

/** Graphite's aggregation functions. `values` may be put in another order. */
const aggregations = {
  average: (values, count) => add(values, count) / count,
  median: (values, count) => medianOf(values, count),
  sum: add,
  min: (values, count) => fold(values, count, Math.min),
  max: (values, count) => fold(values, count, Math.max),
  diff: (values, count) => 2 * values[0]! - add(values, count),
  stddev(values, count) {
    const mean = add(values, count) / count;
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
    return Math.sqrt(squares / count);
  },
  count: (_, count) => count,
  range: (values, count) => fold(values, count, Math.max) - fold(values, count, Math.min),
  multiply: (values, count) => fold(values, count, (a, b) => a * b),
  last: (values, count) => values[count - 1]!,
} as const satisfies Record<string, Aggregate>;

const synonyms: Record<string, keyof typeof aggregations> = {
  rangeOf: "range",
  avg: "average",
  total: "sum",
  current: "last",
};

type Name = keyof typeof aggregations;

/** Names that functions take: each also with `Series` behind it. */
export function isAggregation(name: string): boolean {
  return resolve(name) !== null || name === "avg_zero";
}

export function aggregationNames(): string[] {
  return [...Object.keys(aggregations), "avg_zero"];
}

export function findAggregate(name: string): Aggregate {
  return aggregations[resolve(name) ?? "average"];
}

/** Whether the aggregation takes what is not there for zero. */
export function countsMissing(name: string): boolean {
  return name === "avg_zero";
}

/** Whether a product has nothing where any factor is missing. */
export function needsAll(name: string): boolean {
  return resolve(name) === "multiply";
}

/** Puts the values that are there at the beginning of `into`; how many there are. */
export function gather(
  from: Float64Array,
  fromIndex: number,
  untilIndex: number,
  into: Float64Array,
): number {
  let count = 0;
  for (let i = Math.max(0, fromIndex); i < untilIndex; i++) {
    const value = from[i]!;
    if (!Number.isNaN(value)) into[count++] = value;
  }
  return count;
}

export function medianOf(values: Float64Array, count: number): number {
  if (count === 0) return Number.NaN;
  const sorted = values.subarray(0, count).sort();
  const middle = count >> 1;
  return count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Graphite's percentile: of n % of one more than there are, rounded up. */
export function percentileOf(
  values: Float64Array,
  count: number,
  { percent, interpolate }: { percent: number; interpolate: boolean },
): number {
  if (count === 0) return Number.NaN;
  const sorted = values.subarray(0, count).sort();
  const exact = (percent / 100) * (count + 1);
  const whole = Math.trunc(exact);
  const fraction = exact - whole;
  const rank = interpolate ? whole : whole + Math.ceil(fraction);
  const at = (place: number) => sorted[Math.min(count, Math.max(1, place)) - 1]!;
  if (!interpolate || rank >= count) return at(rank);
  return at(rank) + fraction * (at(rank + 1) - at(rank));
}

function resolve(name: string): Name | null {
  const plain = name.endsWith("Series") ? name.slice(0, -"Series".length) : name;
  if (Object.hasOwn(aggregations, plain)) return plain as Name;
  return Object.hasOwn(synonyms, plain) ? synonyms[plain]! : null;
}

function add(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]!;
  return sum;
}

function fold(values: Float64Array, count: number, join: (a: number, b: number) => number): number {
  let result = values[0]!;
  for (let i = 1; i < count; i++) result = join(result, values[i]!);
  return result;
}
