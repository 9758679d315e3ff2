import { shardCount } from "../shards";

const headBytes = shardCount * 4;

/** A flush's frames in one row: their lengths, then the frames. One shard's is found without the others. */
export function packFrames(frames: readonly Uint8Array[]): Buffer {
  const row = Buffer.allocUnsafe(headBytes + frames.reduce((sum, each) => sum + each.length, 0));
  let at = headBytes;
  for (let shard = 0; shard < shardCount; shard++) {
    const frame = frames[shard] ?? new Uint8Array(0);
    row.writeUInt32LE(frame.length, shard * 4);
    row.set(frame, at);
    at += frame.length;
  }
  return row;
}

/** A copy: the row may be the database's own memory. */
export function unpackFrame(row: Buffer, shard: number): Buffer {
  let at = headBytes;
  for (let before = 0; before < shard; before++) at += row.readUInt32LE(before * 4);
  return Buffer.from(row.subarray(at, at + row.readUInt32LE(shard * 4)));
}

export function unpackFrames(row: Buffer): Buffer[] {
  let at = headBytes;
  return Array.from({ length: shardCount }, (_, shard) => {
    const from = at;
    at += row.readUInt32LE(shard * 4);
    return Buffer.from(row.subarray(from, at));
  });
}
