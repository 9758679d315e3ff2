import type { Columns } from "@/lib/metric/columns";
import { kindOf } from "@/lib/metric/series";
import { buildTarget, type Share } from "./build";
import { addSketches, emptySketchLine, leafLine } from "./leaves";
import type { Grid, Line, SketchLine } from "./lines";
import type { LiveTarget, StepSource } from "./live-target";
import type { Matches } from "./resolve";
import type { Run } from "./scene";
import { createReader } from "./statistics";
import { createSignature } from "./signature";
import type { Reference, Target } from "./syntax";

/** A reference's values at the present step. */
interface LeafNode {
  key: string;
  users: number;
  /** Grows whenever its values are others. */
  version: number;
  lines: Line[];
  sketch: SketchLine | null;
  fill(source: StepSource): void;
}

/** A call's values at the present step. */
interface CallNode {
  key: string;
  users: number;
  /** Everything it is made of, innermost first, itself last. */
  calls: CallNode[];
  leaves: LeafNode[];
  /** The sum of its leaves' versions when it was computed. */
  seen: number;
  lines: Line[];
  runs: Run[];
}

type Parts = { calls: Set<CallNode>; leaves: Set<LeafNode> };

/** Targets that need the present step only. Equal subexpressions are one node, computed once a step. */
export interface PointGraph {
  open(target: Target, matches: Matches, stepMs: number): LiveTarget;
  /** How many leaves and calls there are. */
  size(): number;
}

export function createPointGraph(): PointGraph {
  const grids = new Map<number, Grid>();
  const leaves = new Map<string, LeafNode>();
  const calls = new Map<string, CallNode>();

  function open(target: Target, matches: Matches, stepMs: number): LiveTarget {
    const grid = grids.get(stepMs) ?? { startMs: 0, stepMs, length: 1 };
    grids.set(stepMs, grid);
    const sign = createSignature(matches, stepMs);
    let parts: Parts = { calls: new Set(), leaves: new Set() };
    const leafOf = (reference: Reference, isSketch: boolean) => {
      const key = `${isSketch ? "all of " : ""}${sign(reference)}`;
      const leaf = leaves.get(key) ?? createLeaf(key, { reference, matches, grid, isSketch });
      leaves.set(key, leaf);
      parts.leaves.add(leaf);
      return leaf;
    };
    const share: Share = (call, make) => {
      const key = sign(call);
      let node = calls.get(key);
      if (!node) {
        const outer = parts;
        parts = { calls: new Set(), leaves: new Set() };
        const made = make();
        node = { key, users: 0, calls: [...parts.calls], leaves: [...parts.leaves], seen: -1, ...made };
        node.calls.push(node);
        calls.set(key, node);
        parts = outer;
      }
      for (const each of node.calls) parts.calls.add(each);
      for (const each of node.leaves) parts.leaves.add(each);
      return node.lines;
    };
    const lines = buildTarget(target, {
      grid,
      first: 0,
      end: 1,
      nowMs: 0,
      live: true,
      runs: [],
      share,
      leaves: {
        lines: (reference) => leafOf(reference, false).lines,
        sketch: (reference) => leafOf(reference, true).sketch!,
      },
    });
    const [ownLeaves, ownCalls] = [[...parts.leaves], [...parts.calls]];
    for (const node of [...ownLeaves, ...ownCalls]) node.users++;
    return {
      stepMs,
      lines: () => lines,
      put(startMs, source) {
        grid.startMs = startMs;
        for (const leaf of ownLeaves) leaf.fill(source);
        for (const node of ownCalls) update(node);
        return true;
      },
      valueAt: (line) => lines[line]!.values[0] ?? Number.NaN,
      release() {
        for (const node of ownLeaves) if (--node.users === 0) leaves.delete(node.key);
        for (const node of ownCalls) if (--node.users === 0) calls.delete(node.key);
      },
    };
  }

  return { open, size: () => leaves.size + calls.size };
}

function update(node: CallNode): void {
  let version = 0;
  for (const leaf of node.leaves) version += leaf.version;
  if (version === node.seen) return;
  node.seen = version;
  for (const run of node.runs) run(0, 1);
}

function createLeaf(
  key: string,
  of: { reference: Reference; matches: Matches; grid: Grid; isSketch: boolean },
): LeafNode {
  const { reference, grid, isSketch } = of;
  const matches = of.matches.get(reference) ?? [];
  const lines = matches.map((match) => ({
    ...leafLine(reference, match, grid),
    values: new Float64Array(1).fill(Number.NaN),
  }));
  const readers = matches.map(({ series, statistic }) => createReader(kindOf(series), statistic));
  const node: LeafNode = {
    key,
    users: 0,
    version: 0,
    lines,
    sketch: isSketch ? emptySketchLine(reference, grid) : null,
    fill,
  };
  let last: Columns | undefined;
  return node;

  // The columns of one flush are made once for all who hear of it: the same object is the same step.
  function fill(source: StepSource): void {
    if (matches.length === 0) return;
    const first = source.get(matches[0]!.series);
    if (first !== undefined && first === last) return;
    last = first;
    node.version++;
    if (node.sketch) return fillSketch(node.sketch, source);
    for (let i = 0; i < matches.length; i++) {
      const columns = i === 0 ? first : source.get(matches[i]!.series);
      lines[i]!.values[0] = columns ? readers[i]!(columns, 0) : Number.NaN;
    }
  }

  function fillSketch(sketch: SketchLine, source: StepSource): void {
    sketch.sketches[0] = null;
    sketch.min[0] = sketch.max[0] = Number.NaN;
    for (const { series } of matches) {
      const columns = source.get(series);
      if (columns?.kind === "timers") addSketches(sketch, columns, 0, reference);
    }
  }
}
