import { hashText } from "@/lib/metric/hash";
import { type Kind, type SeriesName, bucketOf, kindOf, kinds } from "@/lib/metric/series";

/** The unit of storage, publishing and scale-out. Never changes: names would move. */
export const shardCount = 64;

/** Where a series lives. The shard follows from the bucket, so that a bucket's kinds stay together. */
export interface Place {
  shard: number;
  /** 48 bits: 46 of a hash of the canonical name, so that no process has to ask for it, and the kind. */
  id: number;
}

export function placeOf(series: SeriesName): Place {
  return { shard: hashText(bucketOf(series), 7)[1] % shardCount, id: idOf(series) };
}

/** What kind of series an id stands for: blocks and frames hold ids, never names. */
export function kindOfId(id: number): Kind {
  return kinds[id % 4]!;
}

function idOf(series: SeriesName): number {
  const [low, high] = hashText(series, 0);
  // 0 stands for a block's coverage.
  return ((high & 0xffff) * 1_073_741_824 + (low >>> 2) || 1) * 4 + kinds.indexOf(kindOf(series));
}
