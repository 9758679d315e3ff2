import type { StoreArchive } from "./archives";
import { encodeSeries } from "./block-codec";
import { encodeCoverage } from "./coverage-codec";
import type { Entry, FrameLog } from "./frame-log";
import { readIds } from "./frame-codec";
import type { Reader } from "./reader";
import { type BlockRef, type BlockWrite, type Field, coverageId } from "./shelf";
import { kindOfId } from "./shards";
import type { Part } from "./sources";
import type { StoredColumns } from "./stored-columns";

/** Series read and encoded between two breaths: scalars take a tenth of a millisecond, sketches up to ten. */
const scalarsAtOnce = 16;
const richAtOnce = 1;

interface SealOptions {
  reader: Reader;
  archive: StoreArchive;
  block: BlockRef;
  ids: readonly number[];
  write(block: BlockWrite): Promise<void>;
  /** Lets others use the thread. */
  breathe(): Promise<void>;
}

/**
 * Writes a block: what a reader reads of every series in its steps, at the archive's step. So history is the
 * same before and after, and sealing again changes nothing.
 */
export async function sealBlock({ reader, archive, block, ids, write, breathe }: SealOptions): Promise<void> {
  const range = { fromMs: block.startMs, untilMs: block.startMs + archive.spanMs };
  const outlivesRich = archive.keptMs > archive.richKeptMs;
  for (const [i, some] of inBatches(ids).entries()) {
    // With nothing in it, one series that nobody knows still tells which steps are covered.
    const wanted = (some.length > 0 ? some : [1]).map((id) => ({
      kind: kindOfId(id),
      parts: [wholePart(block, id)],
    }));
    const columns = await reader.read(wanted, range, {
      stepMs: archive.stepMs,
      rich: archive.richKeptMs > 0,
    });
    const own = columns.map((each) => within(each, block.startMs));
    const fields = some.flatMap((id, each): Field[] => {
      const encoded = encodeSeries(own[each]!, outlivesRich);
      return encoded ? [{ id, ...encoded }] : [];
    });
    if (i === 0) fields.push({ id: coverageId, scalars: encodeCoverage(own[0]!.coverage), rich: null });
    await write({ ...block, fields });
    await breathe();
  }
}

/** At least one, which may be empty. */
function inBatches(ids: readonly number[]): number[][] {
  const batches: number[][] = [[]];
  for (const id of ids) {
    const last = batches.at(-1)!;
    const isRich = kindOfId(id) === "timers" || kindOfId(id) === "sets";
    if (last.length >= (isRich ? richAtOnce : scalarsAtOnce)) batches.push([id]);
    else last.push(id);
  }
  return batches;
}

/** The series that frames of these steps hold. */
export function idsInFrames(log: FrameLog, fromMs: number, untilMs: number): Set<number> {
  const ids = new Set<number>();
  for (const { entries } of log.between(fromMs, untilMs)) for (const entry of entries) addIds(ids, entry);
  return ids;
}

function addIds(ids: Set<number>, { content }: Entry): void {
  if (content)
    for (const section of content.sections) for (const id of readIds(content.bytes, section)) ids.add(id);
}

function wholePart({ shard }: { shard: number }, id: number): Part {
  return { shard, id, fromMs: 0, untilMs: null };
}

/** Without the steps that gauges bring along. */
function within(columns: StoredColumns, startMs: number): StoredColumns {
  const skipped = (startMs - columns.startMs) / columns.stepMs;
  if (columns.kind !== "gauges" || skipped === 0) return columns;
  return {
    ...columns,
    startMs,
    coverage: columns.coverage.subarray(skipped),
    last: columns.last.subarray(skipped),
    min: columns.min.subarray(skipped),
    max: columns.max.subarray(skipped),
    touchedMs: columns.touchedMs.subarray(skipped),
  };
}
