import { makeYOf, type Plot, pxPerMs } from "./plot";
import type { Vertices } from "./vertices";

/** Draws a path: a canvas, or the writer of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** Straight from sample to sample, or each value held for its whole step of `holdMs`. */
export type Course = { holdMs: number } | null;

/** A line over `vertices`; each gap ends a piece. Pieces of one corner draw nothing: see `lonelyVertices`. */
export function traceLine(pen: Pen, vertices: Vertices, plot: Plot, course: Course): void {
  const toX = pxPerMs(plot);
  const yOfValue = makeYOf(plot);
  const { ms, values, count } = vertices;
  let drawing = false;
  let y = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value !== value) {
      if (drawing && course) pen.lineTo(plot.left + (ms[i - 1]! + course.holdMs - plot.minMs) * toX, y);
      drawing = false;
      continue;
    }
    const x = plot.left + (ms[i]! - plot.minMs) * toX;
    if (drawing && course) pen.lineTo(x, y);
    y = yOfValue(value);
    if (drawing) pen.lineTo(x, y);
    else pen.moveTo(x, y);
    drawing = true;
  }
  if (drawing && course) pen.lineTo(plot.left + (ms[count - 1]! + course.holdMs - plot.minMs) * toX, y);
}

/** The surface from `upper` down to `lower`, or to the value `lower`, piece by piece. */
export function traceSurface(pen: Pen, upper: Vertices, lower: Vertices | number, plot: Plot): void {
  const toX = pxPerMs(plot);
  const x = (ms: number) => plot.left + (ms - plot.minMs) * toX;
  const y = makeYOf(plot);
  let below = 0;
  for (let from = 0; from < upper.count;) {
    if (Number.isNaN(upper.values[from]!)) {
      from++;
      continue;
    }
    let to = from;
    while (to < upper.count && !Number.isNaN(upper.values[to]!)) to++;
    pen.moveTo(x(upper.ms[from]!), y(upper.values[from]!));
    for (let i = from + 1; i < to; i++) pen.lineTo(x(upper.ms[i]!), y(upper.values[i]!));
    if (typeof lower === "number") {
      pen.lineTo(x(upper.ms[to - 1]!), y(lower));
      pen.lineTo(x(upper.ms[from]!), y(lower));
    } else {
      while (below < lower.count && lower.ms[below]! <= upper.ms[to - 1]!) below++;
      for (let i = below - 1; i >= 0 && lower.ms[i]! >= upper.ms[from]!; i--)
        if (!Number.isNaN(lower.values[i]!)) pen.lineTo(x(lower.ms[i]!), y(lower.values[i]!));
    }
    pen.lineTo(x(upper.ms[from]!), y(upper.values[from]!));
    from = to;
  }
}

/** Places in `vertices` of samples between two gaps, which a line cannot show. */
export function lonelyVertices({ values, count }: Vertices): number[] {
  const found: number[] = [];
  const isGap = (i: number) => i < 0 || i >= count || Number.isNaN(values[i]!);
  for (let i = 0; i < count; i++) if (!isGap(i) && isGap(i - 1) && isGap(i + 1)) found.push(i);
  return found;
}
