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
}

export function xOf(plot: Plot, ms: number): number {
  return plot.left + ((ms - plot.minMs) * plot.width) / (plot.maxMs - plot.minMs);
}

export function yOf(plot: Plot, value: number): number {
  return plot.top + plot.height - ((value - plot.min) * plot.height) / (plot.max - plot.min);
}
