import type { Flush } from "@/lib/metric/flush";
import { type SeriesInfo, kinds } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { encodeFrame } from "./frame-codec";
import type { KnownName, NameTable } from "./names";
import { shardCount } from "./shards";

export interface EncodedFlush {
  /** One for each shard, empty ones too. */
  frames: Buffer[];
  newNames: SeriesInfo[];
  /** Series to be noted as seen: new ones, and each one once in `noteEveryMs`. */
  due: KnownName[];
}

/** How often a series that is in use is noted again; shards take turns, so that no flush notes many. */
export function noteEveryMs(stepMs: number): number {
  return Math.max(30_000, 30 * stepMs);
}

const columnCount = shardCount * kinds.length;

/** Room for one flush, kept from flush to flush. */
let room = makeRoom(1_024);

/** Splits a flush into a frame for each shard; values whose names are refused are left out and counted. */
export function encodeFlush(flush: Flush, names: NameTable): EncodedFlush {
  const newNames: SeriesInfo[] = [];
  const due: KnownName[] = [];
  const everyMs = noteEveryMs(flush.stepMs);
  const values: Value[] = [];
  if (flush.values.size > room.ids.length) room = makeRoom(2 * flush.values.size);
  const { ids, columns } = room;
  for (const [series, value] of flush.values) {
    const admitted = names.admit(series, flush.startMs);
    if (!admitted) continue;
    const { known, isNew, beforeMs } = admitted;
    if (isNew) newNames.push({ ...known.info });
    const turnMs = (known.shard / shardCount) * everyMs;
    if (Math.floor((flush.startMs + turnMs) / everyMs) > Math.floor((beforeMs + turnMs) / everyMs))
      due.push(known);
    ids[values.length] = known.id;
    columns[values.length] = known.shard * kinds.length + kinds.indexOf(value.kind);
    values.push(value);
  }
  return { frames: encodeFrames(flush, values), newNames, due };
}

/** Two rounds of counting, by the ids' first byte and then by shard and kind, leave little to sort. */
function encodeFrames(flush: Flush, values: readonly Value[]): Buffer[] {
  const { ids, columns, firstBytes, byId, byColumn, sortedIds } = room;
  const count = values.length;
  for (let i = 0; i < count; i++) firstBytes[i] = Math.floor(ids[i]! / 2 ** 40);
  countInto(byId, null, firstBytes, count);
  const starts = countInto(byColumn, byId, columns, count);
  for (let i = 0; i < count; i++) sortedIds[i] = ids[byColumn[i]!]!;
  for (let column = 0; column < columnCount; column++) sortById(starts[column]!, starts[column + 1]!);
  const sortedValues = values.slice();
  for (let i = 0; i < count; i++) sortedValues[i] = values[byColumn[i]!]!;
  return Array.from({ length: shardCount }, (_, shard) =>
    encodeFrame(
      flush,
      kinds.map((_kind, k) => {
        const [from, until] = [starts[shard * kinds.length + k]!, starts[shard * kinds.length + k + 1]!];
        return { ids: sortedIds.subarray(from, until), values: sortedValues.slice(from, until) };
      }),
    ),
  );
}

/** Places in the order of their keys, those of one key in the order of `from`; answers where each key begins. */
function countInto(into: Int32Array, from: Int32Array | null, keys: Uint8Array, count: number): Int32Array {
  const starts = new Int32Array(257);
  for (let i = 0; i < count; i++) starts[keys[i]! + 1]!++;
  for (let key = 0; key < 256; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  for (let i = 0; i < count; i++) {
    const place = from ? from[i]! : i;
    into[next[keys[place]!]!++] = place;
  }
  return starts;
}

function sortById(from: number, until: number): void {
  const { byColumn, sortedIds } = room;
  for (let i = from + 1; i < until; i++) {
    const [id, place] = [sortedIds[i]!, byColumn[i]!];
    let at = i;
    for (; at > from && sortedIds[at - 1]! > id; at--) {
      sortedIds[at] = sortedIds[at - 1]!;
      byColumn[at] = byColumn[at - 1]!;
    }
    sortedIds[at] = id;
    byColumn[at] = place;
  }
}

function makeRoom(length: number) {
  return {
    ids: new Float64Array(length),
    sortedIds: new Float64Array(length),
    /** Shard and kind of each value. */
    columns: new Uint8Array(length),
    firstBytes: new Uint8Array(length),
    byId: new Int32Array(length),
    byColumn: new Int32Array(length),
  };
}
