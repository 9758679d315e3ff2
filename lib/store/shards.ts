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
  return { shard: hash(bucketOf(series), 7)[1] % shardCount, id: idOf(series) };
}

function idOf(series: SeriesName): number {
  const [low, high] = hash(series, 0);
  return (high & 0xffff) * 4_294_967_296 + low;
}

/** cyrb53's two halves (public domain, bryc): 32 well-mixed bits each. */
function hash(text: string, seed: number): [number, number] {
  let h1 = 0xdeadbeef ^ seed;
  let h2 = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return [h1 >>> 0, h2 >>> 0];
}
