import type { Retention } from "@/lib/metric/retention";

/** Steps of one length, stored in blocks of `spanMs`. */
export interface StoreArchive {
  stepMs: number;
  keptMs: number;
  spanMs: number;
  /** How long sketches and set members are kept; 0: not at all. */
  richKeptMs: number;
}

/** 300 to 360 steps: long enough that a block's overhead is small, short enough to be read whole. */
export function spanOf(stepMs: number): number {
  return stepMs * (stepMs <= 1_000 ? 300 : 360);
}

/** Finest first. An archive that `sketchRetention` does not name keeps sketches like the next coarser one. */
export function planArchives(retention: Retention, sketchRetention: Retention): StoreArchive[] {
  return retention.map(({ stepMs, keptMs }) => {
    const named = sketchRetention.find((archive) => archive.stepMs >= stepMs);
    return { stepMs, keptMs, spanMs: spanOf(stepMs), richKeptMs: Math.min(keptMs, named?.keptMs ?? 0) };
  });
}

/** The start of the block that holds a moment. */
export function blockStartOf(stepMs: number, ms: number): number {
  const spanMs = spanOf(stepMs);
  return Math.floor(ms / spanMs) * spanMs;
}

/** Up to where a shard is sealed by now: writers have five seconds, and shards follow each other. */
export function sealedUntil(
  shard: number,
  shardCount: number,
  { stepMs, spanMs }: StoreArchive,
  nowMs: number,
): number {
  return blockStartOf(stepMs, nowMs - 5_000 - Math.floor((shard / shardCount) * spanMs));
}

/** Until when imported history waits beside its block: long after that is due. */
export function importedUntilMs({ stepMs, startMs }: { stepMs: number; startMs: number }): number {
  return startMs + 2 * spanOf(stepMs) + 7 * 86_400_000;
}

/** The starts of the blocks that overlap a range. */
export function blocksIn(
  { stepMs, spanMs }: StoreArchive,
  range: { fromMs: number; untilMs: number },
): number[] {
  const starts: number[] = [];
  for (let startMs = blockStartOf(stepMs, range.fromMs); startMs < range.untilMs; startMs += spanMs)
    starts.push(startMs);
  return starts;
}
