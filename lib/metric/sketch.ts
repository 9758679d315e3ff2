// A DDSketch (Masson et al., VLDB 2019) as one plain map, so that it survives structured clone, merges by
// addition and can be stored bin by bin. Bins are keyed so that their order is the order of the values:
// 0 is the value zero, positive keys are positive values, negative keys mirror them.

/** Bin key → weight. Any quantile read from it is within 1 % of a value that was added. */
export type Sketch = Map<number, number>;

const relativeError = 0.01;
const gamma = (1 + relativeError) / (1 - relativeError);
const logGamma = Math.log(gamma);
/** Keeps keys of the smallest positive doubles above zero. */
const offset = 40_000;

export function addToSketch(sketch: Sketch, value: number, weight = 1): void {
  const key = binOf(value);
  sketch.set(key, (sketch.get(key) ?? 0) + weight);
}

export function mergeSketchInto(into: Sketch, from: Sketch): void {
  for (const [key, weight] of from) into.set(key, (into.get(key) ?? 0) + weight);
}

/** Bins in the order of their values. */
export function sortedBins(sketch: Sketch): [key: number, weight: number][] {
  return Array.from(sortedKeys(sketch), (key) => [key, sketch.get(key)!]);
}

/** Numbers of an array of their own are sorted without a call for each comparison. */
export function sortedKeys(sketch: Sketch): Int32Array {
  const keys = new Int32Array(sketch.size);
  let count = 0;
  for (const key of sketch.keys()) keys[count++] = key;
  return keys.sort();
}

/** The value whose rank (1 = smallest) is `rank`; NaN when the sketch is empty. */
export function valueAtRank(sketch: Sketch, rank: number): number {
  let below = 0;
  let value = Number.NaN;
  for (const [key, weight] of sortedBins(sketch)) {
    below += weight;
    value = binValue(key);
    // Weights of sampled lines are no whole numbers (1/0.3): without the tolerance, rounding skips a bin.
    if (below >= rank - 1e-9) break;
  }
  return value;
}

/** The middle of a bin, at most 1 % from every value in it. */
export function binValue(key: number): number {
  if (key === 0) return 0;
  const magnitude = (2 * Math.exp((Math.abs(key) - offset) * logGamma)) / (gamma + 1);
  return key < 0 ? -magnitude : magnitude;
}

/** The greatest value that a bin of positive values takes; the bin before ends where it begins. */
export function binBound(key: number): number {
  return Math.exp((key - offset) * logGamma);
}

function binOf(value: number): number {
  if (value === 0) return 0;
  const key = Math.ceil(Math.log(Math.abs(value)) / logGamma) + offset;
  return value < 0 ? -key : key;
}
