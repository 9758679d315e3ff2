import type { RenderedLine } from "./line";

export interface WholeLine extends RenderedLine {
  /** How several of its points become one, and the share of them that must be there for that. */
  consolidation: Consolidation;
  xFilesFactor: number;
}

type Consolidation = "average" | "avg_zero" | "sum" | "min" | "max" | "first" | "last";

/**
 * At most `most` points a line, exactly as graphite-web does it: spans are aligned to the epoch, so that a
 * refresh does not change them; the first begins after the line does, and holds the step before it as well.
 */
export function consolidate(lines: readonly WholeLine[], most: number): RenderedLine[] {
  const startMs = lines.reduce((least, line) => Math.min(least, line.startMs), Number.POSITIVE_INFINITY);
  const endMs = lines.reduce((greatest, line) => Math.max(greatest, endOf(line)), Number.NEGATIVE_INFINITY);
  return lines.map((line) => {
    if (most === 1) return gather(line, line.startMs, 0, Math.max(1, line.values.length));
    const points = (endMs - startMs) / line.stepMs;
    if (points <= most) return line;
    const each = Math.ceil(points / most);
    const nudgeMs = each * line.stepMs + (line.startMs % line.stepMs) - (line.startMs % (each * line.stepMs));
    const lost = Math.max(0, Math.floor(nudgeMs / line.stepMs) - 1);
    return gather(line, line.startMs + nudgeMs, lost, each);
  });
}

function endOf({ startMs, stepMs, values }: RenderedLine): number {
  return startMs + stepMs * values.length;
}

/** Every `each` values from the one at `first` on become one; points are named from `startMs` to the line's end. */
function gather(line: WholeLine, startMs: number, first: number, each: number): RenderedLine {
  const stepMs = line.stepMs * each;
  const left = line.values.subarray(first);
  const count = Math.min(Math.ceil(left.length / each), Math.floor((endOf(line) - startMs) / stepMs) + 1);
  const values = new Float64Array(Math.max(0, count)).fill(Number.NaN);
  for (let i = 0; i < count; i++) {
    const span = left.subarray(i * each, (i + 1) * each);
    const present = span.filter((value) => !Number.isNaN(value));
    if (present.length > 0 && present.length / each >= line.xFilesFactor)
      values[i] = reduce[line.consolidation](present, span.length);
  }
  return { ...line, startMs, stepMs, values };
}

const reduce: Record<Consolidation, (present: Float64Array, all: number) => number> = {
  average: (present) => add(present) / present.length,
  avg_zero: (present, all) => add(present) / all,
  sum: add,
  min: (present) => present.reduce((least, value) => Math.min(least, value)),
  max: (present) => present.reduce((greatest, value) => Math.max(greatest, value)),
  first: (present) => present[0]!,
  last: (present) => present[present.length - 1]!,
};

function add(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
