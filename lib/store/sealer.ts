import { type StoreArchive, blockStartOf, blocksIn, sealedUntil } from "./archives";
import { expiryOf } from "./expiry";
import { type FrameLog, createFrameLog, msOfOrder } from "./frame-log";
import { mergeLate } from "./late";
import type { Span } from "./port";
import { type Reader, createReader } from "./reader";
import { idsInFrames, sealBlock } from "./seal";
import { shardCount } from "./shards";
import { type BlockRef, type Marks, type SealShelf, coverageId } from "./shelf";

export interface SealerOptions {
  shelf: SealShelf;
  /** Finest first. */
  archives: readonly StoreArchive[];
  gaugeTtlMs: number;
  /** Lets others use the thread. */
  breathe(): Promise<void>;
  warn(message: string): void;
}

/** Turns frames into blocks, blocks into coarser blocks, and late frames into corrections. */
export interface Sealer {
  /** Everything that is due, shard after shard. Rejects with `Fenced` when another sealer has taken over. */
  sealDue(nowMs: number): Promise<void>;
  /** Others changed marks: they are read again. */
  forgetMarks(): void;
}

/** A frame cannot arrive before its step begins, but for what clocks differ. */
const clockMarginMs = 60_000;

export function createSealer({ shelf, archives, gaugeTtlMs, breathe, warn }: SealerOptions): Sealer {
  const finest = archives[0]!;
  /** Of each shard: frames that arrived until then are in blocks, and go after the next seal. */
  const sealedOrders = new Map<number, number>();
  /** Only the sealer changes marks. A Redis that comes back may have lost its last ones, though. */
  const known = new Map<number, Marks>();

  async function sealShard(shard: number, nowMs: number): Promise<void> {
    let marks = await marksOf(shard);
    let mark = marks.archives.get(finest.stepMs);
    const dueMs = sealedUntil(shard, shardCount, finest, nowMs);
    const importedMs = marks.imported.get(finest.stepMs)?.fromMs ?? Infinity;
    const firstMs = mark?.declaredMs ?? Math.min((await shelf.readFirstStart(shard)) ?? Infinity, importedMs);
    if (firstMs >= dueMs) return;
    known.delete(shard);
    marks = await marksOf(shard);
    mark = marks.archives.get(finest.stepMs);
    const log = createFrameLog();
    const reader = createReader({
      gaugeTtlMs,
      flushMs: finest.stepMs,
      log: () => log,
      marks: () => marks,
      readFields: shelf.readFields,
      warn,
    });
    const order = await shelf.moveMark(shard, dueMs);
    const arrivedFromMs = mark ? mark.declaredMs - clockMarginMs : 0;
    for (const entry of await shelf.readFrames(shard, arrivedFromMs, order)) log.add(entry);
    const oldestMs = mark?.declaredMs ?? Math.min(firstMs, log.firstStart() ?? Infinity);
    const fromMs = blockStartOf(finest.stepMs, oldestMs);
    await sealFrames(shard, marks, reader, log, { fromMs, untilMs: dueMs });
    const before = sealedOrders.get(shard);
    if (before !== undefined) await shelf.trimFrames(shard, before);
    sealedOrders.set(shard, Math.min(order, lastSealedOrder(log, dueMs)));
    for (let i = 1; i < archives.length; i++) await sealCoarse(shard, marks, reader, i, nowMs);
  }

  /** All that arrived until then is sealed: a seal that comes late finds frames of the next blocks, too. */
  function lastSealedOrder(log: FrameLog, dueMs: number): number {
    let last = Infinity;
    for (const { startMs, entries } of log.between(dueMs, Infinity))
      for (const { order } of entries)
        // One whose clock is far ahead must not keep everything.
        if (startMs < msOfOrder(order) + finest.spanMs) last = Math.min(last, order - 1);
    return last;
  }

  /** Block after block; those in which nobody delivered anything are passed over. */
  async function sealFrames(
    shard: number,
    marks: Marks,
    reader: Reader,
    log: FrameLog,
    range: Span,
  ): Promise<void> {
    let declaredMs = range.fromMs;
    for (let startMs = range.fromMs; startMs < range.untilMs; startMs += finest.spanMs) {
      const untilMs = startMs + finest.spanMs;
      const block = { shard, stepMs: finest.stepMs, startMs };
      const imported = marks.imported.size > 0 ? await shelf.listIds(block, "imported") : [];
      if (log.starts(startMs, untilMs).length === 0 && imported.length === 0) continue;
      const found = [...idsInFrames(log, startMs, untilMs), ...imported];
      const ids = [...new Set(found)].filter((id) => id !== coverageId).sort((a, b) => a - b);
      await sealBlock({ reader, archive: finest, block, ids, write: shelf.write, breathe });
      await declare(marks, finest, block, untilMs);
      declaredMs = untilMs;
    }
    if (declaredMs < range.untilMs)
      await declare(marks, finest, { shard, stepMs: finest.stepMs, startMs: range.fromMs }, range.untilMs);
  }

  async function sealCoarse(
    shard: number,
    marks: Marks,
    reader: Reader,
    i: number,
    nowMs: number,
  ): Promise<void> {
    const [finer, archive] = [archives[i - 1]!, archives[i]!];
    const source = marks.archives.get(finer.stepMs);
    if (!source) return;
    for (;;) {
      const importedMs = marks.imported.get(archive.stepMs)?.fromMs ?? Infinity;
      const fromMs = marks.archives.get(archive.stepMs)?.declaredMs ?? Math.min(source.beganMs, importedMs);
      const block = { shard, stepMs: archive.stepMs, startMs: blockStartOf(archive.stepMs, fromMs) };
      const untilMs = block.startMs + archive.spanMs;
      if (source.declaredMs < untilMs) return;
      const finerBlocks = blocksIn(finer, { fromMs: block.startMs, untilMs }).map((startMs) => ({
        shard,
        stepMs: finer.stepMs,
        startMs,
      }));
      const ids = new Set(await shelf.listIds(block, "imported"));
      for (const each of finerBlocks) for (const id of await shelf.listIds(each, "scalars")) ids.add(id);
      if (ids.size > 0) {
        const sorted = [...ids].filter((id) => id !== coverageId).sort((a, b) => a - b);
        await sealBlock({ reader, archive, block, ids: sorted, write: shelf.write, breathe });
      }
      await declare(marks, archive, block, untilMs);
      await shelf.expire(
        finerBlocks
          .filter(({ startMs }) => startMs + finer.spanMs <= untilMs)
          .map((each) => expiryOf(each, finer, nowMs)),
      );
    }
  }

  async function declare(
    marks: Marks,
    archive: StoreArchive,
    block: BlockRef,
    untilMs: number,
  ): Promise<void> {
    const { shard, stepMs } = block;
    const beganMs = marks.archives.get(stepMs)?.beganMs ?? block.startMs;
    await shelf.declare(shard, { stepMs, beganMs, untilMs });
    marks.archives.set(stepMs, { beganMs, declaredMs: untilMs });
    if (archive === archives.at(-1)) await shelf.expire([expiryOf(block, archive)]);
  }

  async function marksOf(shard: number): Promise<Marks> {
    const marks = known.get(shard) ?? (await shelf.readMarks(shard));
    known.set(shard, marks);
    return marks;
  }

  return {
    forgetMarks: () => known.clear(),
    async sealDue(nowMs) {
      for (let shard = 0; shard < shardCount; shard++) await sealShard(shard, nowMs);
      for (const shard of await shelf.listLate()) {
        // Late frames of a block that is not declared would be dropped: it comes first.
        known.delete(shard);
        await sealShard(shard, nowMs);
        await mergeLate({
          shelf,
          shard,
          archives,
          marks: await marksOf(shard),
          gaugeTtlMs,
          nowMs,
          breathe,
          warn,
        });
      }
    },
  };
}
