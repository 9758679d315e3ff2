import { hashText } from "@/lib/metric/hash";
import { type SeriesName, bucketOf } from "@/lib/metric/series";

/** The unit of storage, publishing and scale-out. Never changes: names would move. */
export const shardCount = 64;

/** Where a series lives. The shard follows from the bucket, so that a bucket's kinds stay together. */
export interface Place {
  shard: number;
  /** 48 bits of a hash of the canonical name: no process has to ask for it. */
  id: number;
}

export function placeOf(series: SeriesName): Place {
  return { shard: hashText(bucketOf(series), 7)[1] % shardCount, id: idOf(series) };
}

function idOf(series: SeriesName): number {
  const [low, high] = hashText(series, 0);
  return (high & 0xffff) * 4_294_967_296 + low;
}
