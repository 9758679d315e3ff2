import { type Columns, keptQuantiles } from "@/lib/metric/columns";
import { type StoreArchive, blockStartOf, blocksIn } from "./archives";
import { decodeSeries, encodeSeries } from "./block-codec";
import { decodeCoverage, encodeCoverage } from "./coverage-codec";
import { expiryOf } from "./expiry";
import { kindOfId, placeOf } from "./shards";
import { type BlockRef, type Marks, type SealShelf, coverageId } from "./shelf";
import { type Steps, type StoredColumns, emptyStored, mergeStored } from "./stored-columns";

interface ImportOptions {
  shelf: SealShelf;
  /** Finest first. */
  archives: readonly StoreArchive[];
  nowMs: number;
}

/** Flushes may come as late as this and still not be late for a block. */
const backlogMs = 3_600_000;

/**
 * Puts history from elsewhere into the archive whose step it has: into its sealed blocks, beside those that
 * are still open, and into the coarser blocks whose steps it holds whole. Doing it again changes nothing. A
 * RangeError when no archive has the step.
 */
export async function importColumns(options: ImportOptions, columns: Columns): Promise<void> {
  const { shelf, archives, nowMs } = options;
  const { shard, id } = placeOf(columns.series);
  const index = archives.findIndex(({ stepMs }) => stepMs === columns.stepMs);
  const archive = archives[index];
  if (!archive) throw new RangeError(`no archive keeps steps of ${columns.stepMs} ms`);
  const history = toStored(columns);
  const marks = await shelf.readMarks(shard);
  const closedMs = await findClosed(options, shard, archive, marks);
  const range = { fromMs: history.startMs, untilMs: endOf(history) };
  let beganMs = Infinity;
  for (const startMs of blocksIn(archive, range)) {
    const block = { shard, stepMs: archive.stepMs, startMs };
    if (startMs >= closedMs) {
      await shelf.writeImported({
        ...block,
        fields: await replaceSteps(shelf, archive, block, id, history, "imported"),
      });
      continue;
    }
    beganMs = Math.min(beganMs, startMs);
    await shelf.write({
      ...block,
      fields: await replaceSteps(shelf, archive, block, id, history, "scalars"),
    });
    const coarser = archives[index + 1];
    const isUsed = coarser && !((marks.archives.get(coarser.stepMs)?.declaredMs ?? 0) > startMs);
    if (!isUsed) await shelf.expire([expiryOf(block, archive, nowMs)]);
  }
  const mark = marks.archives.get(archive.stepMs);
  if (beganMs < (mark?.beganMs ?? Infinity))
    await shelf.declare(shard, { stepMs: archive.stepMs, beganMs, untilMs: mark?.declaredMs ?? closedMs });
  if (range.untilMs > closedMs) await shelf.markImported(shard, { stepMs: archive.stepMs, ...range });
  for (const coarser of archives.slice(index + 1))
    await importCoarser(options, marks, coarser, history, { shard, id });
}

/** The end of the blocks in which nothing of our own will be written any more. */
async function findClosed(
  { shelf, archives, nowMs }: ImportOptions,
  shard: number,
  { stepMs }: StoreArchive,
  marks: Marks,
): Promise<number> {
  const declaredMs = marks.archives.get(stepMs)?.declaredMs;
  if (declaredMs !== undefined) return declaredMs;
  const firstMs = marks.archives.get(archives[0]!.stepMs)?.beganMs ?? (await shelf.readFirstStart(shard));
  return blockStartOf(stepMs, Math.min(nowMs - backlogMs, firstMs ?? nowMs));
}

/** Steps that the history holds only in part keep what they have. */
async function importCoarser(
  { shelf }: ImportOptions,
  marks: Marks,
  archive: StoreArchive,
  history: StoredColumns,
  { shard, id }: { shard: number; id: number },
): Promise<void> {
  const mark = marks.archives.get(archive.stepMs);
  if (!mark) return;
  const { stepMs } = archive;
  const startMs = Math.ceil(history.startMs / stepMs) * stepMs;
  const length = Math.floor((Math.min(endOf(history), mark.declaredMs) - startMs) / stepMs);
  if (length <= 0) return;
  const merged = emptyStored(history.kind, { startMs, stepMs, length });
  mergeStored(merged, history);
  const perStep = stepMs / history.stepMs;
  for (let i = 0; i < length; i++) {
    const from = (startMs + i * stepMs - history.startMs) / history.stepMs;
    if (history.coverage.subarray(from, from + perStep).every((each) => each === 1)) merged.coverage[i] = 1;
  }
  for (const blockMs of blocksIn(archive, { fromMs: startMs, untilMs: startMs + length * stepMs })) {
    if (blockMs < mark.beganMs) continue;
    const block = { shard, stepMs, startMs: blockMs };
    await shelf.write({ ...block, fields: await replaceSteps(shelf, archive, block, id, merged, "scalars") });
  }
}

/** The block's fields with the covered steps of `history` in place of what they were. */
async function replaceSteps(
  shelf: SealShelf,
  archive: StoreArchive,
  block: BlockRef,
  id: number,
  history: StoredColumns,
  part: "scalars" | "imported",
) {
  const steps: Steps = {
    startMs: block.startMs,
    stepMs: archive.stepMs,
    length: archive.spanMs / archive.stepMs,
  };
  const [[coverage, scalars] = [], [rich] = []] = await shelf.readFields([
    { ...block, part, ids: [coverageId, id] },
    { ...block, part: "rich", ids: [id] },
  ]);
  const stored = emptyStored(kindOfId(id), steps);
  if (coverage) decodeCoverage(coverage, stored.coverage, 0, 0, steps.length);
  if (scalars) decodeSeries(scalars, rich ?? null, stored, { at: 0, from: 0, until: steps.length });
  for (let i = 0; i < history.coverage.length; i++) {
    const at = (history.startMs + i * history.stepMs - steps.startMs) / steps.stepMs;
    if (history.coverage[i] && at >= 0 && at < steps.length) copyStep(stored, at, history, i);
  }
  const encoded = encodeSeries(stored, archive.keptMs > archive.richKeptMs);
  const covered = { id: coverageId, scalars: encodeCoverage(stored.coverage), rich: null };
  return encoded ? [covered, { id, ...encoded }] : [covered];
}

function copyStep(into: StoredColumns, at: number, from: StoredColumns, i: number): void {
  into.coverage[at] = 1;
  const copy = (to: Float64Array, values: Float64Array) => void (to[at] = values[i]!);
  if (into.kind === "counters" && from.kind === "counters") copy(into.sum, from.sum);
  else if (into.kind === "gauges" && from.kind === "gauges")
    for (const name of ["last", "min", "max", "touchedMs"] as const) copy(into[name], from[name]);
  else if (into.kind === "timers" && from.kind === "timers") {
    for (const name of ["count", "sum", "sumOfSquares", "min", "max"] as const) copy(into[name], from[name]);
    into.sketches[at] = from.sketches[i] ?? null;
    for (const name of keptQuantiles) if (into.quantiles) into.quantiles[name][at] = Number.NaN;
  } else if (into.kind === "sets" && from.kind === "sets") into.members[at] = from.members[i] ?? null;
}

function toStored(columns: Columns): StoredColumns {
  if (columns.kind !== "gauges") return columns;
  const startOf = (i: number) => columns.startMs + i * columns.stepMs;
  return {
    ...columns,
    touchedMs: columns.last.map((value, i) => (Number.isNaN(value) ? value : startOf(i))),
  };
}

function endOf({ startMs, stepMs, coverage }: StoredColumns): number {
  return startMs + coverage.length * stepMs;
}
