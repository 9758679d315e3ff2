/** Where a chart's curves lie, in px of its container, and what they span. */
export interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
  minMs: number;
  maxMs: number;
  /** The values at the bottom and at the top. */
  min: number;
  max: number;
  /** Whether equal heights are equal factors; both ends are above zero then. */
  isLog?: boolean;
}

export function xOf(plot: Plot, ms: number): number {
  return plot.left + ((ms - plot.minMs) * plot.width) / (plot.maxMs - plot.minMs);
}

export function yOf(plot: Plot, value: number): number {
  return makeYOf(plot)(value);
}

/** `yOf` of one plot, for many values. On a log scale what is not above zero has no place: NaN, or infinite. */
export function makeYOf({ top, height, min, max, isLog }: Plot): (value: number) => number {
  const bottom = top + height;
  if (!isLog) {
    const pxPerUnit = height / (max - min);
    return (value) => bottom - (value - min) * pxPerUnit;
  }
  const lowest = Math.log(min);
  const pxPerFactor = height / (Math.log(max) - lowest);
  return (value) => bottom - (Math.log(value) - lowest) * pxPerFactor;
}

export function pxPerMs(plot: Plot): number {
  return plot.width / (plot.maxMs - plot.minMs);
}
