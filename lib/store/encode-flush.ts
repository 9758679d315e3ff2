import type { Flush } from "@/lib/metric/flush";
import { kinds } from "@/lib/metric/series";
import { encodeFrames } from "./frame-codec";
import { type DueName, createNameNumbers } from "./name-numbers";
import type { NameTable } from "./names";
import { shardCount } from "./shards";

export interface EncodedFlush {
  /** One for each shard, empty ones too. */
  frames: Buffer[];
  /** Series to be noted as seen: new ones, and each one once in `noteEveryMs`. */
  due: DueName[];
}

/** Splits a flush into a frame for each shard; values whose names are refused are left out and counted. */
export type FlushEncoder = (flush: Flush) => EncodedFlush;

/** As many as a byte has values. */
const columnCount = shardCount * kinds.length;

/** Numbers, not names, are looked at: one pass over arrays, and a sort that counts. */
export function createFlushEncoder(names: NameTable): FlushEncoder {
  const numbersOf = createNameNumbers(names);
  /** Room for one flush, kept from flush to flush. */
  let room = makeRoom(1_024);

  return (flush) => {
    const { numbers, series } = flush.values;
    const due: DueName[] = [];
    if (numbers.length > room.ids.length) room = makeRoom(2 * numbers.length);
    const { ids, columns, places } = room;
    const known = numbersOf(series);
    let count = 0;
    for (let place = 0; place < numbers.length; place++) {
      const number = numbers[place]!;
      if (flush.startMs >= known.lookMs[number]!) known.look(number, flush, due);
      const id = known.ids[number]!;
      if (id === 0) continue;
      ids[count] = id;
      columns[count] = known.columns[number]!;
      places[count++] = place;
    }
    return { frames: encodeFrames(flush, flush.values, sortIntoFrames(room, count)), due };
  };
}

type Room = ReturnType<typeof makeRoom>;

/** Two rounds of counting, by the ids' first byte and then by shard and kind, leave little to sort. */
function sortIntoFrames(
  room: Room,
  count: number,
): { ids: Float64Array; places: Int32Array; starts: Int32Array } {
  const { ids, columns, places, firstBytes, byId, byColumn, sortedIds, sortedPlaces } = room;
  for (let i = 0; i < count; i++) firstBytes[i] = Math.floor(ids[i]! / 2 ** 40);
  countInto(byId, null, firstBytes, count);
  const starts = countInto(byColumn, byId, columns, count);
  for (let i = 0; i < count; i++) {
    sortedIds[i] = ids[byColumn[i]!]!;
    sortedPlaces[i] = places[byColumn[i]!]!;
  }
  for (let column = 0; column < columnCount; column++) sortById(room, starts[column]!, starts[column + 1]!);
  return { ids: sortedIds, places: sortedPlaces, starts: starts.subarray(0, columnCount + 1) };
}

/** Places in the order of their keys, those of one key in the order of `from`; answers where each key begins. */
function countInto(into: Int32Array, from: Int32Array | null, keys: Uint8Array, count: number): Int32Array {
  const starts = new Int32Array(columnCount + 1);
  for (let i = 0; i < count; i++) starts[keys[i]! + 1]!++;
  for (let key = 0; key < columnCount; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  for (let i = 0; i < count; i++) {
    const place = from ? from[i]! : i;
    into[next[keys[place]!]!++] = place;
  }
  return starts;
}

function sortById({ sortedIds, sortedPlaces }: Room, from: number, until: number): void {
  for (let i = from + 1; i < until; i++) {
    const [id, place] = [sortedIds[i]!, sortedPlaces[i]!];
    let at = i;
    for (; at > from && sortedIds[at - 1]! > id; at--) {
      sortedIds[at] = sortedIds[at - 1]!;
      sortedPlaces[at] = sortedPlaces[at - 1]!;
    }
    sortedIds[at] = id;
    sortedPlaces[at] = place;
  }
}

function makeRoom(length: number) {
  return {
    ids: new Float64Array(length),
    /** Shard and kind of each value. */
    columns: new Uint8Array(length),
    /** Where the value stands in the flush. */
    places: new Int32Array(length),
    firstBytes: new Uint8Array(length),
    byId: new Int32Array(length),
    byColumn: new Int32Array(length),
    sortedIds: new Float64Array(length),
    sortedPlaces: new Int32Array(length),
  };
}
