import { kindOf } from "@/lib/metric/series";
import { buildTarget } from "./build";
import type { Evaluated } from "./history";
import { addSketches, type HeldLeaves, type Leaf, moveLeaves } from "./leaves";
import type { Grid, Line } from "./lines";
import { type Change, type LiveTarget, type StepSource, valueOf } from "./live-target";
import type { Needs } from "./needs";
import type { Run } from "./scene";
import { createReader, type ReadValue } from "./statistics";
import type { Target } from "./syntax";

/** A live target that looks back: it holds the steps it needs, and a few more for corrections. */
export interface RingTarget extends LiveTarget {
  /** Puts in what was read: at the beginning, and whenever it has to be read again. */
  fill(read: Evaluated, headMs: number): void;
  /** Does again what depends on the whole range. */
  again(): void;
  /** Whether the block of another time that was read ahead is half used up. */
  needsBlock(): boolean;
  /** The values of a line from the range's first step to the newest. */
  history(line: number): { startMs: number; values: Float64Array };
}

export interface RingOptions {
  target: Target;
  needs: Needs;
  stepMs: number;
  nowMs: number;
  /** Steps to come that there is room for; lines are made again when they are used up. */
  spareSteps: number;
  /** Steps before the newest that may be corrected. */
  heldSteps: number;
  changed(changes: Change[] | null): void;
}

/** A range grows while it is followed; above this it begins again. */
const mostStepsMore = 4_000;

/** How steps are written into a leaf. */
type Writer = (place: number, source: StepSource) => void;

export function createRingTarget(options: RingOptions): RingTarget {
  const { target, needs, stepMs, spareSteps, heldSteps } = options;
  const isRange = needs.scope === "range";
  const beforeSteps = Math.ceil(needs.beforeMs / stepMs);
  let grid: Grid = { startMs: 0, stepMs, length: 0 };
  let first = 0;
  let head = -1;
  let leaves: HeldLeaves;
  let writers: Writer[] = [];
  let lines: Line[] = [];
  let runs: Run[] = [];
  let blockEnd = 0;
  let last: { startMs: number; key: unknown } = { startMs: -1, key: null };
  let mostPlaces = 0;
  /** Whether anything came since everything was done. */
  let isChanged = false;

  function build(): void {
    runs = [];
    const { nowMs } = options;
    lines = buildTarget(target, { grid, first, end: head + 1, nowMs, live: true, leaves, runs });
    writers = leaves.all().flatMap((leaf) => (leaf.shiftMs === 0 ? [createWriter(leaf)] : []));
  }

  /** Moves on when there is no room: a window drops its oldest steps, a range keeps them. */
  function makeRoom(place: number): number {
    if (place < grid.length) return place;
    const dropped = isRange ? 0 : Math.max(0, place - beforeSteps - heldSteps);
    const length = place - dropped + 1 + spareSteps;
    const moved = { startMs: grid.startMs + dropped * stepMs, stepMs, length };
    leaves = moveLeaves(leaves.all(), grid, moved);
    grid = moved;
    head -= dropped;
    blockEnd -= dropped;
    build();
    return place - dropped;
  }

  function put(startMs: number, source: StepSource): boolean {
    const asked = Math.round((startMs - grid.startMs) / stepMs);
    if (asked < (isRange ? first : beforeSteps)) {
      // What it changes is read again; the steps that are held look back at it.
      if (asked >= 0) for (const write of writers) write(asked, source);
      return isRange;
    }
    if (isRange && asked > mostPlaces) {
      options.changed(null);
      return true;
    }
    const key = keyOfSource(leaves.all(), source);
    if (key !== null && last.key === key && last.startMs === startMs) return true;
    const place = makeRoom(asked);
    const from = Math.min(place, head + 1);
    const until = Math.max(place, head) + 1;
    const before = from < place || until > place + 1 ? lines.map(({ values }) => values.slice()) : null;
    const knownMs = grid.startMs + (head + 1) * stepMs;
    isChanged = true;
    for (const write of writers) write(place, source);
    head = Math.max(place, head);
    for (const run of runs) run(from, until);
    last = { startMs, key };
    if (!before) return true;
    const span = { fromMs: grid.startMs + from * stepMs, untilMs: grid.startMs + until * stepMs, knownMs };
    const changes = lines.flatMap((line, k) => changesOf(k, line, before[k]!, span));
    const others = changes.filter(([k, ms]) => ms !== startMs || lines[k]!.grid.stepMs !== stepMs);
    if (others.length > 0) options.changed(others);
    return true;
  }

  return {
    stepMs,
    lines: () => lines,
    put,
    valueAt: (line, startMs) => valueOf(lines[line]!, startMs),
    release() {},
    fill(read, headMs) {
      const wasFilled = head >= 0;
      const old = lines;
      leaves = read.leaves;
      grid = read.grid;
      first = isRange ? read.first : 0;
      head = Math.round((headMs - grid.startMs) / stepMs);
      blockEnd = grid.length;
      last = { startMs: -1, key: null };
      mostPlaces = 3 * grid.length + mostStepsMore;
      build();
      if (wasFilled && !haveSameNames(old, lines)) options.changed(null);
    },
    again() {
      if (!isRange || !isChanged) return;
      isChanged = false;
      const old = lines;
      const length = head + 1 + spareSteps;
      const next = { ...grid, length };
      leaves = moveLeaves(leaves.all(), grid, next);
      grid = next;
      build();
      if (!haveSameNames(old, lines)) return options.changed(null);
      const untilMs = grid.startMs + (head + 1) * stepMs;
      const span = { fromMs: grid.startMs + first * stepMs, untilMs, knownMs: untilMs };
      const changes = lines.flatMap((line, k) => changesOf(k, line, old[k]!.values, span));
      if (changes.length > 0) options.changed(changes);
    },
    needsBlock: () => needs.leaves.some((need) => need.shiftMs !== 0) && head > blockEnd - spareSteps / 2,
    history(line) {
      const { grid: its, values } = lines[line]!;
      const skipped = its === grid ? first : 0;
      const endMs = grid.startMs + (head + 1) * stepMs;
      const end = Math.min(values.length, Math.ceil((endMs - its.startMs) / its.stepMs));
      return { startMs: its.startMs + skipped * its.stepMs, values: values.subarray(skipped, end) };
    },
  };
}

/** Whole steps of a line within the span that are not what they were; from `knownMs` on they were not. */
function changesOf(
  k: number,
  { grid, values }: Line,
  before: Float64Array,
  span: { fromMs: number; untilMs: number; knownMs: number },
): Change[] {
  const changes: Change[] = [];
  const start = Math.max(0, Math.floor((span.fromMs - grid.startMs) / grid.stepMs));
  const end = Math.min(values.length, Math.floor((span.untilMs - grid.startMs) / grid.stepMs));
  for (let i = start; i < end; i++) {
    const ms = grid.startMs + i * grid.stepMs;
    const old = ms >= span.knownMs ? Number.NaN : (before[i] ?? Number.NaN);
    if (!Object.is(old, values[i]!)) changes.push([k, ms, values[i]!]);
  }
  return changes;
}

function haveSameNames(a: readonly Line[], b: readonly Line[]): boolean {
  return (
    a.length === b.length &&
    a.every((line, i) => line.name === b[i]!.name && line.grid.stepMs === b[i]!.grid.stepMs)
  );
}

/** The columns of one flush are made once for all who hear of it: the same object is the same step. */
function keyOfSource(leaves: readonly Leaf[], source: StepSource): unknown {
  const series = leaves.find((leaf) => leaf.shiftMs === 0 && leaf.matches.length > 0)?.matches[0]!.series;
  return (series && source.get(series)) ?? null;
}

function createWriter(leaf: Leaf): Writer {
  const { matches, lines, sketch, reference } = leaf;
  if (sketch)
    return (place, source) => {
      sketch.sketches[place] = null;
      sketch.min[place] = sketch.max[place] = Number.NaN;
      for (const { series } of matches) {
        const columns = source.get(series);
        if (columns?.kind === "timers") addSketches(sketch, columns, place, reference);
      }
    };
  const readers: ReadValue[] = matches.map(({ series, statistic }) =>
    createReader(kindOf(series), statistic),
  );
  return (place, source) => {
    for (let i = 0; i < matches.length; i++) {
      const columns = source.get(matches[i]!.series);
      lines[i]!.values[place] = columns ? readers[i]!(columns, 0) : Number.NaN;
    }
  };
}
