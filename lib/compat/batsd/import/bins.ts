import type { Archive } from "@/lib/metric/retention";
import type { BatsdRetention } from "./layout";

/** The steps of one archive that have a value, by their start in epoch milliseconds. */
export interface Bins<T> {
  archive: Archive;
  steps: Map<number, T>;
}

export interface Window {
  nowMs: number;
  /** Steps that end later are not taken. */
  untilMs: number;
}

/** Points that were not taken: older than the archive keeps, or not ended yet. */
export interface Left {
  tooOld: number;
  tooNew: number;
}

/**
 * Puts points of one retention into an archive's steps, merging those of one step. What a retention before
 * it has put there stays: so the first one read of several wins.
 */
export function fillBins<T>(
  bins: Bins<T>,
  points: Iterable<readonly [atMs: number, value: T]>,
  merge: (a: T, b: T) => T,
  { nowMs, untilMs }: Window,
  left: Left,
): void {
  const { stepMs, keptMs } = bins.archive;
  const taken = new Set(bins.steps.keys());
  for (const [atMs, value] of points) {
    const startMs = Math.floor(atMs / stepMs) * stepMs;
    if (startMs <= nowMs - keptMs) left.tooOld++;
    else if (startMs + stepMs > untilMs) left.tooNew++;
    else if (!taken.has(startMs)) {
      const before = bins.steps.get(startMs);
      bins.steps.set(startMs, before === undefined ? value : merge(before, value));
    }
  }
}

/** The archive with a retention's step, or the next one it can be merged up to; null: none. */
export function targetOf({ stepS }: BatsdRetention, archives: readonly Archive[]): Archive | null {
  return archives.find(({ stepMs }) => stepMs >= stepS * 1_000 && stepMs % (stepS * 1_000) === 0) ?? null;
}
