import { shardCount } from "../shards";
import type { BlockPart, BlockRef } from "../shelf";

/** Every key and channel. A shard's carry one hash tag, so that a Cluster keeps them together. */
export interface Keys {
  frames(shard: number): string;
  /** The channel on which a shard's new stream ids are called out. */
  bell(shard: number): string;
  names(shard: number): string;
  /** What is sealed of the shard, and the last fence that changed it. */
  marks(shard: number): string;
  /** Frames that came when their step was sealed. */
  late(shard: number): string;
  block(part: BlockPart, block: BlockRef): string;
  /** The last sequence number of a writer in a shard. */
  sequence(shard: number, writer: string): string;
  /** Who seals, and how many have before it. */
  sealer: string;
  sealerFence: string;
  /** Writers and until when their lease holds. */
  writers: string;
  /** The channel of names that came, went or moved. */
  namesChannel: string;
  edits: string;
  boards: string;
  links: string;
  events: string;
  /** The channel on which new events are called out. */
  eventsChannel: string;
  description(id: string): string;
  watch(id: string): string;
}

const blockLetters: Record<BlockPart, string> = { scalars: "b", rich: "r", imported: "i" };

export const allShards = Array.from({ length: shardCount }, (_, shard) => shard);

export function createKeys(prefix: string): Keys {
  const shardKey = (shard: number, rest: string) => `${prefix}{s${String(shard).padStart(2, "0")}}:${rest}`;
  return {
    frames: (shard) => shardKey(shard, "frames"),
    bell: (shard) => shardKey(shard, "frames:bell"),
    names: (shard) => shardKey(shard, "names"),
    marks: (shard) => shardKey(shard, "marks"),
    late: (shard) => shardKey(shard, "late"),
    block: (part, { shard, stepMs, startMs }) =>
      shardKey(shard, `${blockLetters[part]}:${stepMs}:${startMs}`),
    sequence: (shard, writer) => shardKey(shard, `writer:${writer}`),
    sealer: `${prefix}{sealer}:lease`,
    sealerFence: `${prefix}{sealer}:fence`,
    writers: `${prefix}writers`,
    namesChannel: `${prefix}names`,
    edits: `${prefix}edits`,
    boards: `${prefix}boards`,
    links: `${prefix}links`,
    events: `${prefix}events`,
    eventsChannel: `${prefix}events:new`,
    description: (id) => `${prefix}description:${id}`,
    watch: (id) => `${prefix}watch:${id}`,
  };
}
