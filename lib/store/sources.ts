import type { SeriesName } from "@/lib/metric/series";
import type { Source } from "./fold";
import type { FrameLog } from "./frame-log";
import { type Place, placeOf } from "./shards";

/** Where a renamed or removed series' history is: plain data, kept by the store. */
export interface Part extends Place {
  afterOrder: number;
  /** Null: no end. */
  untilOrder: number | null;
}

export type Edits = Map<SeriesName, Part[]>;

export function partsOf(edits: Edits, series: SeriesName): Part[] {
  return edits.get(series) ?? [{ ...placeOf(series), afterOrder: 0, untilOrder: null }];
}

export function toSources(parts: readonly Part[], log: (shard: number) => FrameLog): Source[] {
  return parts.map(({ shard, id, afterOrder, untilOrder }) => ({
    log: log(shard),
    id,
    afterOrder,
    untilOrder: untilOrder ?? Infinity,
  }));
}

/** What is known until now is forgotten; what comes later counts. */
export function editRemoved(edits: Edits, series: SeriesName, nowOrder: number): void {
  edits.set(series, [{ ...placeOf(series), afterOrder: nowOrder, untilOrder: null }]);
}

/** `to` gets the history of `from`, in front of its own. A TypeError when they are of different kinds. */
export function editRenamed(
  edits: Edits,
  names: { from: SeriesName; to: SeriesName },
  nowOrder: number,
): void {
  const { from, to } = names;
  if (from.split(":", 1)[0] !== to.split(":", 1)[0]) throw new TypeError(`${from} and ${to} differ in kind`);
  if (from === to) return;
  const history = partsOf(edits, from).map((part) => ({
    ...part,
    untilOrder: part.untilOrder ?? nowOrder,
  }));
  edits.set(to, [...history, ...partsOf(edits, to)]);
  editRemoved(edits, from, nowOrder);
}
