import { type Kind } from "@/lib/metric/series";
import { decodeSeries } from "./block-codec";
import { decodeCoverage } from "./coverage-codec";
import { foldFrames } from "./fold";
import type { FrameLog, FrameStep } from "./frame-log";
import { type Piece, cutIntoPieces } from "./pieces";
import type { Span } from "./port";
import { type BlockRef, type FieldRequest, type Marks, type ReadFields, coverageId } from "./shelf";
import type { Part } from "./sources";
import { type StoredColumns, type Steps, emptyStored, mergeStored } from "./stored-columns";

interface ReaderOptions {
  gaugeTtlMs: number;
  flushMs: number;
  log(shard: number): FrameLog;
  marks(shard: number): Marks;
  readFields: ReadFields;
  /** Hears of blocks that cannot be read: they are left out. */
  warn(message: string): void;
}

export interface WantedSeries {
  kind: Kind;
  /** Where its history is, the last part being its own. */
  parts: readonly Part[];
}

/** Reads blocks and frames as one history. */
export interface Reader {
  /**
   * One answer for each series, over the aligned steps of the range. Gauges come with enough steps before the
   * range to be carried into it: theirs may start earlier.
   */
  read(wanted: readonly WantedSeries[], range: Span, options: ReadOptions): Promise<StoredColumns[]>;
}

export interface ReadOptions {
  stepMs: number;
  /** Whether sketches and set members are wanted. */
  rich: boolean;
}

/** The series of one shard that are read over the same range. */
interface Group {
  shard: number;
  steps: Steps;
  coverage: Uint8Array;
  pieces: LoadedPiece[];
  ids: Map<number, Kind>;
}

interface LoadedPiece extends Piece {
  frames: FrameStep[];
  fields: Map<number, { scalars: Uint8Array | null; rich: Uint8Array | null }>;
}

interface LoadedBlock {
  ref: BlockRef;
  isImported: boolean;
  fields: LoadedPiece["fields"];
  richIds: number[];
}

export function createReader(options: ReaderOptions): Reader {
  const { gaugeTtlMs, flushMs, log, marks, readFields, warn } = options;
  /** Said once for each block. */
  const reported = new Set<string>();

  /** Frames' deltas need what came before: back to the last block, and from there for a gauge's life. */
  function startOf(shard: number, kind: Kind, fromMs: number): number {
    if (kind !== "gauges") return fromMs;
    const framesFromMs = marks(shard).archives.get(flushMs)?.declaredMs ?? log(shard).firstStart() ?? fromMs;
    return Math.min(fromMs, framesFromMs) - gaugeTtlMs;
  }

  function makeGroups(wanted: readonly WantedSeries[], range: Span, stepMs: number): Map<string, Group> {
    const groups = new Map<string, Group>();
    for (const { kind, parts } of wanted) {
      for (const { shard, id } of parts) {
        const key = groupKey(shard, kind);
        let group = groups.get(key);
        if (!group) {
          const fromMs = startOf(shard, kind, range.fromMs);
          group = makeGroup(shard, { fromMs, untilMs: range.untilMs }, stepMs);
          groups.set(key, group);
        }
        group.ids.set(id, kind);
      }
    }
    return groups;
  }

  function makeGroup(shard: number, { fromMs, untilMs }: Span, stepMs: number): Group {
    const startMs = Math.floor(fromMs / stepMs) * stepMs;
    const length = Math.max(0, Math.ceil((untilMs - startMs) / stepMs));
    const range = { fromMs: startMs, untilMs: startMs + length * stepMs };
    const pieces = cutIntoPieces(marks(shard), range, stepMs).map((piece) => ({
      ...piece,
      frames: piece.block ? [] : log(shard).between(piece.fromMs, piece.untilMs),
      fields: new Map(),
    }));
    const steps = { startMs, stepMs, length };
    return { shard, steps, coverage: new Uint8Array(length), pieces, ids: new Map() };
  }

  /** Gauges and others may lie in the same block: it is asked for once. */
  async function load(groups: Iterable<Group>, rich: boolean): Promise<void> {
    const blocks = new Map<string, LoadedBlock>();
    for (const { shard, ids, pieces } of groups) {
      // What a set counts stands in its members alone.
      const richIds = [...ids].flatMap(([id, kind]) =>
        kind === "sets" || (rich && kind === "timers") ? [id] : [],
      );
      for (const piece of pieces) {
        if (!piece.block) continue;
        const key = `${shard} ${piece.block.stepMs} ${piece.block.startMs} ${piece.isImported}`;
        let block = blocks.get(key);
        if (!block) {
          const fields: LoadedPiece["fields"] = new Map([[coverageId, { scalars: null, rich: null }]]);
          block = { ref: { shard, ...piece.block }, isImported: piece.isImported, fields, richIds: [] };
          blocks.set(key, block);
        }
        for (const id of ids.keys()) block.fields.set(id, { scalars: null, rich: null });
        if (!piece.isImported) block.richIds.push(...richIds);
        piece.fields = block.fields;
      }
    }
    const requests: FieldRequest[] = [];
    const takers: ((fields: (Uint8Array | null)[]) => void)[] = [];
    for (const { ref, isImported, fields, richIds } of blocks.values()) {
      const ids = [...fields.keys()];
      requests.push({ ...ref, part: isImported ? "imported" : "scalars", ids });
      takers.push((answer) => ids.forEach((id, i) => (fields.get(id)!.scalars = answer[i] ?? null)));
      if (richIds.length === 0) continue;
      requests.push({ ...ref, part: "rich", ids: richIds });
      takers.push((answer) => richIds.forEach((id, i) => (fields.get(id)!.rich = answer[i] ?? null)));
    }
    if (requests.length === 0) return;
    const answers = await readFields(requests);
    answers.forEach((fields, i) => takers[i]!(fields));
  }

  function cover({ shard, steps, coverage, pieces }: Group): void {
    for (const piece of pieces) {
      for (const { startMs } of piece.frames) coverage[indexOf(steps, startMs)] = 1;
      const bytes = piece.fields.get(coverageId)?.scalars;
      if (!piece.block || !bytes) continue;
      const { stepMs, startMs } = piece.block;
      const [from, until] = [(piece.fromMs - startMs) / stepMs, (piece.untilMs - startMs) / stepMs];
      // Pieces follow each other; only imported ones lie over others.
      const isSame = stepMs === steps.stepMs && !piece.isImported;
      const covered = isSame ? coverage : new Uint8Array(until - from);
      const at = isSame ? indexOf(steps, piece.fromMs) : 0;
      report(shard, piece.block, coverageId, () => decodeCoverage(bytes, covered, at, from, until));
      if (isSame) continue;
      covered.forEach((each, i) => {
        if (each) coverage[indexOf(steps, piece.fromMs + i * stepMs)] = 1;
      });
    }
  }

  /** Answers the steps whose sketches or members are not all there. */
  function paste(into: StoredColumns, group: Group, part: Part, rich: boolean): Set<number> {
    const missing = new Set<number>();
    for (const piece of group.pieces) {
      const fromMs = Math.max(piece.fromMs, part.fromMs);
      const untilMs = Math.min(piece.untilMs, part.untilMs ?? Infinity);
      if (fromMs >= untilMs) continue;
      if (!piece.block) {
        const isWhole = fromMs === piece.fromMs && untilMs === piece.untilMs;
        const isIn = ({ startMs }: FrameStep) => startMs >= fromMs && startMs < untilMs;
        foldFrames(into, isWhole ? piece.frames : piece.frames.filter(isIn), part.id, gaugeTtlMs);
        continue;
      }
      const field = piece.fields.get(part.id);
      if (field?.scalars)
        pasteBlock(into, group.shard, { ...piece, fromMs, untilMs }, part.id, rich, missing);
    }
    return missing;
  }

  function pasteBlock(
    into: StoredColumns,
    shard: number,
    piece: LoadedPiece,
    id: number,
    rich: boolean,
    missing: Set<number>,
  ): void {
    const { stepMs, startMs } = piece.block!;
    const field = piece.fields.get(id)!;
    // A series renamed or removed within a step: the whole step is the earlier part's, and nobody else's.
    const from = Math.ceil((piece.fromMs - startMs) / stepMs);
    const until = Math.ceil((piece.untilMs - startMs) / stepMs);
    if (from >= until) return;
    const isSame = stepMs === into.stepMs && !piece.isImported;
    const steps = { startMs: startMs + from * stepMs, stepMs, length: until - from };
    const target = isSame ? into : emptyStored(into.kind, steps);
    const at = isSame ? indexOf(toSteps(into), steps.startMs) : 0;
    report(shard, piece.block!, id, () =>
      decodeSeries(field.scalars!, field.rich, target, { at, from, until }),
    );
    if (!isSame) mergeStored(into, target);
    const isWanted = into.kind === "sets" || (rich && into.kind === "timers");
    if (isWanted && !field.rich && !isSame)
      for (let i = 0; i < steps.length; i++)
        if (hasValue(target, i)) missing.add(indexOf(toSteps(into), steps.startMs + i * stepMs));
  }

  function report(
    shard: number,
    block: { stepMs: number; startMs: number },
    id: number,
    decode: () => void,
  ): void {
    try {
      decode();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const name = `shard ${shard}, step ${block.stepMs} ms, block of ${new Date(block.startMs).toISOString()}`;
      if (reported.has(name)) return;
      reported.add(name);
      warn(`a stored block cannot be read and is left out (${name}, series ${id}): ${error.message}`);
    }
  }

  return {
    async read(wanted, range, { stepMs, rich }) {
      const groups = makeGroups(wanted, range, stepMs);
      await load(groups.values(), rich);
      for (const group of groups.values()) cover(group);
      return wanted.map(({ kind, parts }) => {
        const own = groups.get(groupKey(parts.at(-1)!.shard, kind))!;
        const columns = emptyStored(kind, own.steps, own.coverage);
        parts.forEach((part, i) => {
          const group = groups.get(groupKey(part.shard, kind))!;
          // Parts may overlap: only the first is written in place.
          const into = i === 0 && group === own ? columns : emptyStored(kind, group.steps, group.coverage);
          const missing = paste(into, group, part, rich);
          if (into !== columns) mergeStored(columns, into);
          for (const at of missing) forgetRich(columns, at);
        });
        return columns;
      });
    },
  };
}

function groupKey(shard: number, kind: Kind): string {
  return kind === "gauges" ? `${shard} gauges` : `${shard}`;
}

function toSteps(columns: StoredColumns): Steps {
  return { startMs: columns.startMs, stepMs: columns.stepMs, length: columns.coverage.length };
}

function indexOf({ startMs, stepMs }: Steps, ms: number): number {
  return Math.floor((ms - startMs) / stepMs);
}

function hasValue(columns: StoredColumns, i: number): boolean {
  if (columns.kind === "timers") return columns.count[i]! > 0;
  return columns.kind === "sets" && (columns.counts?.[i] ?? 0) > 0;
}

function forgetRich(columns: StoredColumns, i: number): void {
  if (columns.kind === "timers") columns.sketches[i] = null;
  if (columns.kind !== "sets") return;
  columns.members[i] = null;
  columns.counts ??= new Float64Array(columns.coverage.length).fill(Number.NaN);
  columns.counts[i] = Infinity;
}
