/** The lowest and the highest of some consecutive steps, and where they are; `low` is NaN if all are gaps. */
export interface Extent {
  low: number;
  high: number;
  lowAt: number;
  highAt: number;
}

export const extent: Extent = { low: Number.NaN, high: Number.NaN, lowAt: 0, highAt: 0 };

/**
 * Reads `column` in [from, to) into `extent`, which is one for all: this runs for every pixel of every line.
 * What is not above `floor` counts as a gap.
 */
export function measureExtent(
  column: Float64Array,
  from: number,
  to: number,
  isGapZero: boolean,
  floor = Number.NEGATIVE_INFINITY,
): void {
  let [low, high, lowAt, highAt] = [Number.NaN, Number.NaN, from, from];
  for (let i = from; i < to; i++) {
    let value = column[i]!;
    if (value !== value) {
      if (!isGapZero) continue;
      value = 0;
    }
    if (value <= floor) continue;
    // Written so that the first value replaces NaN.
    if (!(value >= low)) [low, lowAt] = [value, i];
    if (!(value <= high)) [high, highAt] = [value, i];
  }
  extent.low = low;
  extent.high = high;
  extent.lowAt = lowAt;
  extent.highAt = highAt;
}

/** How many steps share a column of pixels; 1 as long as each step can be drawn. */
export function stepsPerBucket(steps: number, widthPx: number): number {
  return steps <= 2 * widthPx ? 1 : Math.ceil(steps / Math.max(1, widthPx));
}
