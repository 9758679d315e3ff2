import type { Columns } from "@/lib/metric/columns";
import { bucketOf, type SeriesName } from "@/lib/metric/series";
import { mergeSketchInto } from "@/lib/metric/sketch";
import type { Grid, Line, SketchLine } from "./lines";
import type { Match, Matches } from "./resolve";
import type { Leaves } from "./scene";
import { isLost, readStatistic } from "./statistics";
import { Fault } from "./reader";
import type { Reference } from "./syntax";
import { tagsOf } from "./tags";

/** Columns by series, which the caller read for a reference at a shift. */
export type ColumnsOf = (reference: Reference, shiftMs: number) => ReadonlyMap<SeriesName, Columns>;

/** A reference at a shift: its lines, whose values may be written, and all its samples together. */
export interface Leaf {
  reference: Reference;
  shiftMs: number;
  matches: readonly Match[];
  /** One for each match, in order. */
  lines: Line[];
  /** Null: the target takes lines of it. */
  sketch: SketchLine | null;
}

export interface HeldLeaves extends Leaves {
  all(): Leaf[];
}

/** The lines of a target's references out of columns, placed on the grid. */
export function createLeaves(matches: Matches, grid: Grid, columnsOf: ColumnsOf): HeldLeaves {
  const known = new Map<string, Leaf>();
  const leafOf = (reference: Reference, shiftMs: number, kind: "lines" | "sketch"): Leaf => {
    const key = `${kind} ${reference.position} ${shiftMs}`;
    const found = known.get(key);
    if (found) return found;
    const of = matches.get(reference) ?? [];
    const columns = columnsOf(reference, shiftMs);
    const leaf: Leaf = {
      reference,
      shiftMs,
      matches: of,
      lines:
        kind === "lines"
          ? of.map((match) => readLine(reference, match, columns.get(match.series), shiftMs))
          : [],
      sketch: kind === "sketch" ? readSketches(reference, of, columns, shiftMs) : null,
    };
    known.set(key, leaf);
    return leaf;
  };
  return {
    all: () => [...known.values()],
    lines: (reference, shiftMs) => leafOf(reference, shiftMs, "lines").lines,
    sketch: (reference, shiftMs) => leafOf(reference, shiftMs, "sketch").sketch!,
  };

  function readLine(reference: Reference, match: Match, found: Columns | undefined, shiftMs: number): Line {
    const line = leafLine(reference, match, grid);
    if (!found) return { ...line, values: new Float64Array(grid.length).fill(Number.NaN) };
    if (isLost(found, match.statistic)) throw new Fault(reference.position, lostPercentile);
    return { ...line, values: place(readStatistic(found, match.statistic), found, grid, shiftMs) };
  }

  function readSketches(
    reference: Reference,
    of: readonly Match[],
    columns: ReadonlyMap<SeriesName, Columns>,
    shiftMs: number,
  ): SketchLine {
    const line = emptySketchLine(reference, grid);
    for (const { series } of of) {
      const found = columns.get(series);
      if (found?.kind !== "timers") continue;
      addSketches(line, found, (found.startMs + shiftMs - grid.startMs) / grid.stepMs, reference);
    }
    return line;
  }
}

/** The same leaves on another grid: what it has of their steps is kept, and written to from now on. */
export function moveLeaves(leaves: readonly Leaf[], from: Grid, to: Grid): HeldLeaves {
  const offset = Math.round((to.startMs - from.startMs) / to.stepMs);
  const move = (values: Float64Array) => {
    const moved = new Float64Array(to.length).fill(Number.NaN);
    moved.set(values.subarray(Math.max(0, offset), offset + to.length), Math.max(0, -offset));
    return moved;
  };
  const moved = leaves.map((leaf): Leaf => {
    const { sketch } = leaf;
    return {
      ...leaf,
      lines: leaf.lines.map((line) => ({ ...line, grid: to, values: move(line.values) })),
      sketch: sketch && {
        ...sketch,
        grid: to,
        sketches: Array.from({ length: to.length }, (_, i) => sketch.sketches[i + offset] ?? null),
        min: move(sketch.min),
        max: move(sketch.max),
      },
    };
  });
  const find = (reference: Reference, shiftMs: number, isSketch: boolean) =>
    moved.find(
      (leaf) =>
        leaf.reference === reference && leaf.shiftMs === shiftMs && (leaf.sketch !== null) === isSketch,
    );
  return {
    all: () => moved,
    lines: (reference, shiftMs) => find(reference, shiftMs, false)?.lines ?? [],
    sketch: (reference, shiftMs) => find(reference, shiftMs, true)?.sketch ?? emptySketchLine(reference, to),
  };
}

const lostPercentile =
  "percentiles of this age are kept as p50, p90, p95, p99, p99.9 of 10 min steps: they do not merge";

/** A line without values: the caller gives it some. */
export function leafLine({ text }: Reference, { series, name, path }: Match, grid: Grid): Line {
  return {
    name,
    path: text,
    tags: tagsOf(path ?? bucketOf(series)),
    grid,
    values: nothing,
    consolidation: "average",
    xFilesFactor: 0,
  };
}

const nothing = new Float64Array(0);

export function emptySketchLine({ text }: Reference, grid: Grid): SketchLine {
  const { length } = grid;
  return {
    text,
    grid,
    sketches: Array.from({ length }, () => null),
    min: new Float64Array(length).fill(Number.NaN),
    max: new Float64Array(length).fill(Number.NaN),
  };
}

/** Merges a timer's steps into those of the line, `offset` places later. */
export function addSketches(
  line: SketchLine,
  timer: Extract<Columns, { kind: "timers" }>,
  offset: number,
  reference: Reference,
): void {
  const { count, min, max, sketches, coverage } = timer;
  for (let i = 0; i < count.length; i++) {
    const at = i + offset;
    if (at < 0 || at >= line.sketches.length || !coverage[i] || !(count[i]! > 0)) continue;
    const sketch = sketches[i];
    if (!sketch) throw new Fault(reference.position, lostPercentile);
    const into = new Map(line.sketches[at] ?? []);
    mergeSketchInto(into, sketch);
    line.sketches[at] = into;
    line.min[at] = line.min[at]! < min[i]! ? line.min[at]! : min[i]!;
    line.max[at] = line.max[at]! > max[i]! ? line.max[at]! : max[i]!;
  }
}

function place(values: Float64Array, from: Columns, grid: Grid, shiftMs: number): Float64Array {
  const offset = (from.startMs + shiftMs - grid.startMs) / grid.stepMs;
  if (offset === 0 && values.length === grid.length) return values;
  const placed = new Float64Array(grid.length).fill(Number.NaN);
  for (let i = Math.max(0, -offset); i < values.length && i + offset < grid.length; i++)
    placed[i + offset] = values[i]!;
  return placed;
}
