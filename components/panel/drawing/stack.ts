import type { SeriesWindow } from "@/lib/live/window";
import { extent, measureExtent, stepsPerBucket } from "./bucket";
import { addVertex, resetVertices, type Vertices } from "./vertices";

/** Curves on top of one another: `columns[i]` holds the sums of the series up to the i-th, a value a step. */
export interface Stack {
  firstMs: number;
  stepMs: number;
  columns: Float64Array[];
}

/**
 * Sums at every step from `fromMs` to the one after `untilMs`, or the newest. A series without a value adds nothing; where none has one is a gap, or 0
 * if `isGapZero`. With `isPercent` sums are percentages of the whole.
 */
export function stackWindows(
  windows: readonly SeriesWindow[],
  fromMs: number,
  { isPercent, isGapZero, untilMs }: { isPercent: boolean; isGapZero: boolean; untilMs?: number },
): Stack {
  const filled = windows.filter(({ count }) => count > 0);
  const stepMs = Math.min(...filled.map((each) => each.stepMs));
  if (filled.length === 0)
    return { firstMs: fromMs, stepMs: 1_000, columns: windows.map(() => new Float64Array(0)) };
  const startMs = Math.min(...filled.map((each) => each.firstMs));
  const firstMs = Math.max(startMs, Math.floor(fromMs / stepMs) * stepMs);
  const newestMs = Math.max(...filled.map((each) => each.firstMs + each.count * each.stepMs));
  const endMs = Math.min(newestMs, (untilMs ?? newestMs) + 2 * stepMs);
  const count = Math.max(0, Math.ceil((endMs - firstMs) / stepMs));
  const sums = new Float64Array(count).fill(isGapZero ? 0 : Number.NaN);
  const columns = windows.map((window) => {
    const column = window.column();
    for (let i = 0; i < count; i++) {
      const value = column[Math.floor((firstMs + i * stepMs - window.firstMs) / window.stepMs)] ?? Number.NaN;
      if (!Number.isNaN(value)) sums[i] = (Number.isNaN(sums[i]!) ? 0 : sums[i]!) + value;
    }
    return sums.slice();
  });
  const whole = columns[columns.length - 1]!;
  for (const column of columns)
    for (let i = 0; i < count; i++) {
      // Where the first series has nothing yet, its upper edge lies on the base, not in a gap.
      if (Number.isNaN(column[i]!) && !Number.isNaN(whole[i]!)) column[i] = 0;
      if (isPercent && column !== whole) column[i] = whole[i] === 0 ? 0 : (100 * column[i]!) / whole[i]!;
    }
  if (isPercent)
    for (let i = 0; i < count; i++) if (!Number.isNaN(whole[i]!)) whole[i] = whole[i] === 0 ? 0 : 100;
  return { firstMs, stepMs, columns };
}

/** The corners of one of its curves; by the extremes of each column of pixels when they are many. */
export function traceStack(into: Vertices, stack: Stack, index: number, widthPx: number): void {
  const column = stack.columns[index]!;
  const size = stepsPerBucket(column.length, widthPx);
  resetVertices(into, 2 * column.length + 2);
  for (let from = 0; from < column.length; from += size) {
    measureExtent(column, from, Math.min(column.length, from + size), false);
    const { low, high, lowAt, highAt } = extent;
    const [earlier, later] = lowAt <= highAt ? [lowAt, highAt] : [highAt, lowAt];
    addVertex(into, stack.firstMs + earlier * stack.stepMs, earlier === lowAt ? low : high);
    if (later !== earlier)
      addVertex(into, stack.firstMs + later * stack.stepMs, later === lowAt ? low : high);
  }
}

/** The lowest and highest sum, 0 among them. */
export function stackExtremes({ columns }: Stack): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns) {
    measureExtent(column, 0, column.length, false);
    if (Number.isNaN(extent.low)) continue;
    low = Math.min(low, extent.low, 0);
    high = Math.max(high, extent.high, 0);
  }
  return [low, high];
}
