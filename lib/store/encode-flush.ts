import type { Flush } from "@/lib/metric/flush";
import type { SeriesInfo } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { encodeFrame } from "./frame-codec";
import type { KnownName, NameTable } from "./names";
import { shardCount } from "./shards";

export interface EncodedFlush {
  /** One for each shard, empty ones too. */
  frames: Buffer[];
  newNames: SeriesInfo[];
  /** The series that have a value in it. */
  touched: KnownName[];
}

/** Splits a flush into a frame for each shard; values whose names are refused are left out and counted. */
export function encodeFlush(flush: Flush, names: NameTable): EncodedFlush {
  const shards: [number, Value][][] = Array.from({ length: shardCount }, () => []);
  const newNames: SeriesInfo[] = [];
  const touched: KnownName[] = [];
  for (const [series, value] of flush.values) {
    const admitted = names.admit(series, flush.startMs);
    if (!admitted) continue;
    if (admitted.isNew) newNames.push({ ...admitted.known.info });
    touched.push(admitted.known);
    shards[admitted.known.shard]!.push([admitted.known.id, value]);
  }
  return { frames: shards.map((values) => encodeFrame(flush, values)), newNames, touched };
}
