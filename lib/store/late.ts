import { type StoreArchive, blockStartOf } from "./archives";
import { decodeSeries, encodeSeries } from "./block-codec";
import { decodeCoverage, encodeCoverage } from "./coverage-codec";
import { expiryOf } from "./expiry";
import { foldFrames } from "./fold";
import { type FrameLog, createFrameLog } from "./frame-log";
import { idsInFrames } from "./seal";
import { kindOfId } from "./shards";
import {
  type BlockRef,
  type BlockWrite,
  type Expiry,
  type Field,
  type LateChange,
  type Marks,
  type SealShelf,
  coverageId,
} from "./shelf";
import { type StoredColumns, emptyStored, mergeStored } from "./stored-columns";

interface LateOptions {
  shelf: SealShelf;
  shard: number;
  archives: readonly StoreArchive[];
  marks: Marks;
  gaugeTtlMs: number;
  nowMs: number;
  breathe(): Promise<void>;
  warn(message: string): void;
}

const seriesAtOnce = 16;

/**
 * Puts frames that came too late for their blocks into every archive that has sealed their step and still
 * keeps it. Counters, timers and sets merge; of a gauge the latest value stays.
 */
export async function mergeLate(options: LateOptions): Promise<void> {
  const { shelf, shard } = options;
  for (;;) {
    const frames = await shelf.readLate(shard);
    if (frames.length === 0) return;
    const log = createFrameLog();
    for (const { entry } of frames) log.add(entry);
    const starts = log.starts(0, Infinity);
    const change: LateChange = { keys: frames.map(({ key }) => key), writes: [], began: [], note: null };
    const expiries: Expiry[] = [];
    for (const archive of options.archives)
      expiries.push(...(await changeArchive(options, archive, log, change)));
    const isKept = change.writes.length > 0;
    if (isKept) {
      // A gauge is carried: it may be another in every step since.
      const ids = [...idsInFrames(log, 0, Infinity)];
      const carriedMs = ids.some((id) => kindOfId(id) === "gauges") ? options.nowMs : 0;
      const untilMs = Math.max(starts.at(-1)! + frames[0]!.entry.head.stepMs, carriedMs);
      change.note = { fromMs: starts[0]!, untilMs };
    }
    if (!isKept) options.warn(`${frames.length} late frames are older than anything that is kept`);
    await shelf.takeLate(shard, change);
    if (expiries.length > 0) await shelf.expire(expiries);
    for (const { stepMs, beganMs } of change.began) options.marks.archives.get(stepMs)!.beganMs = beganMs;
  }
}

/** Answers when the blocks it changed may go, where that is not left to the coarser block over them. */
async function changeArchive(
  options: LateOptions,
  archive: StoreArchive,
  log: FrameLog,
  change: LateChange,
): Promise<Expiry[]> {
  const { shard, marks, nowMs } = options;
  const { stepMs, keptMs } = archive;
  const mark = marks.archives.get(stepMs);
  if (!mark) return [];
  const coarser = options.archives.find((each) => each.stepMs > stepMs);
  // A block is kept until the coarser one over it is sealed, however old it is.
  const neededFromMs = coarser ? (marks.archives.get(coarser.stepMs)?.declaredMs ?? 0) : Infinity;
  const sealed = log.starts(Math.min(nowMs - keptMs, neededFromMs), mark.declaredMs);
  const blocks = new Set(sealed.map((start) => blockStartOf(stepMs, start)));
  for (const startMs of blocks) {
    const block = { shard, stepMs, startMs };
    change.writes.push(...(await changeBlock(options, archive, block, log)));
  }
  const beganMs = Math.min(...blocks);
  if (beganMs < mark.beganMs) change.began.push({ stepMs, beganMs });
  // Blocks that nothing is made from any more may be new, and then nobody has said when they go.
  return [...blocks]
    .filter((startMs) => startMs < neededFromMs)
    .map((startMs) => expiryOf({ shard, stepMs, startMs }, archive, coarser ? nowMs : undefined));
}

async function changeBlock(
  { shelf, gaugeTtlMs, breathe, warn }: LateOptions,
  archive: StoreArchive,
  block: BlockRef,
  log: FrameLog,
): Promise<BlockWrite[]> {
  const untilMs = block.startMs + archive.spanMs;
  const steps = log.between(block.startMs, untilMs);
  const shape = { startMs: block.startMs, stepMs: archive.stepMs, length: archive.spanMs / archive.stepMs };
  const place = { at: 0, from: 0, until: shape.length };
  const ids = [coverageId, ...idsInFrames(log, block.startMs, untilMs)];
  const writes: BlockWrite[] = [];
  for (let i = 0; i < ids.length; i += seriesAtOnce) {
    const some = ids.slice(i, i + seriesAtOnce);
    const [scalars = [], rich = []] = await shelf.readFields([
      { ...block, part: "scalars", ids: some },
      { ...block, part: "rich", ids: some },
    ]);
    const fields = some.flatMap((id, each): Field[] => {
      const known = scalars[each] ?? null;
      try {
        if (id === coverageId)
          return [
            {
              id,
              scalars: coverMore(
                known,
                shape.length,
                steps.map(({ startMs }) => (startMs - block.startMs) / archive.stepMs),
              ),
              rich: null,
            },
          ];
        const stored = emptyStored(kindOfId(id), shape);
        if (known) decodeSeries(known, rich[each] ?? null, stored, place);
        const isRichGone = known !== null && !rich[each];
        foldLate(stored, { steps, id, gaugeTtlMs, isRichGone });
        const encoded = encodeSeries(stored, archive.keptMs > archive.richKeptMs);
        return encoded ? [{ id, ...encoded }] : [];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        warn(`late values cannot be added to a block that cannot be read (series ${id}): ${error.message}`);
        return [];
      }
    });
    writes.push({ ...block, fields });
    await breathe();
  }
  return writes;
}

interface LateValues {
  steps: ReturnType<FrameLog["between"]>;
  id: number;
  gaugeTtlMs: number;
  /** Whether the block's sketches and members are no longer kept: those of late frames alone would lie. */
  isRichGone: boolean;
}

function foldLate(stored: StoredColumns, { steps, id, gaugeTtlMs, isRichGone }: LateValues): void {
  if (stored.kind === "gauges") {
    // Deltas begin from what the block holds; a later value in the same step stays the last one.
    const changed = { ...stored, last: stored.last.slice(), touchedMs: stored.touchedMs.slice() };
    foldFrames(changed, steps, id, gaugeTtlMs);
    mergeStored(stored, changed);
    return;
  }
  foldFrames(stored, steps, id, gaugeTtlMs);
  if (!isRichGone) return;
  if (stored.kind === "timers") stored.sketches.fill(null);
  else if (stored.kind === "sets") stored.members.fill(null);
}

function coverMore(known: Uint8Array | null, length: number, indexes: number[]): Uint8Array {
  const coverage = new Uint8Array(length);
  if (known) decodeCoverage(known, coverage, 0, 0, length);
  for (const index of indexes) coverage[Math.floor(index)] = 1;
  return encodeCoverage(coverage);
}
