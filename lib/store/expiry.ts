import type { StoreArchive } from "./archives";
import type { BlockRef, Expiry } from "./shelf";

/** A block that may go stays a little: somebody may be about to read it. */
const graceMs = 60_000;

/** When a block may go that no coarser block is made from any more. */
export function expiryOf(block: BlockRef, archive: StoreArchive, nowMs = -Infinity): Expiry {
  const endMs = block.startMs + archive.spanMs;
  const at = (keptMs: number) => Math.max(endMs + keptMs, nowMs + graceMs);
  return { ...block, scalarsAtMs: at(archive.keptMs), richAtMs: at(archive.richKeptMs) };
}
