import type { Flush } from "@/lib/metric/flush";
import type { SeriesInfo } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { encodeFrame } from "./frame-codec";
import type { NameTable } from "./names";
import { shardCount } from "./shards";

export interface EncodedFlush {
  /** One for each shard, empty ones too. */
  frames: Buffer[];
  newNames: SeriesInfo[];
}

/** Splits a flush into a frame for each shard; values whose names are refused are left out and counted. */
export function encodeFlush(flush: Flush, names: NameTable): EncodedFlush {
  const shards: [number, Value][][] = Array.from({ length: shardCount }, () => []);
  const newNames: SeriesInfo[] = [];
  for (const [series, value] of flush.values) {
    const admitted = names.admit(series, flush.startMs);
    if (!admitted) continue;
    if (admitted.isNew) newNames.push({ ...admitted.known.info });
    shards[admitted.known.shard]!.push([admitted.known.id, value]);
  }
  return { frames: shards.map((values) => encodeFrame(flush, values)), newNames };
}
