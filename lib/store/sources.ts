import type { SeriesName } from "@/lib/metric/series";
import type { FrameLog } from "./frame-log";
import { type Place, placeOf } from "./shards";
import type { Marks } from "./shelf";

/** Where a series' history is, over steps that start in [fromMs, untilMs): plain data, kept by the store. */
export interface Part extends Place {
  fromMs: number;
  /** Null: no end. */
  untilMs: number | null;
}

/** Series that were renamed or removed, or took another's history. */
export type Edits = Map<SeriesName, Part[]>;

export function partsOf(edits: Edits, series: SeriesName): Part[] {
  return edits.get(series) ?? [{ ...placeOf(series), fromMs: 0, untilMs: null }];
}

/** The end of the newest step of which a shard knows anything: edits cut there. */
export function endOfKnown(log: FrameLog, marks: Marks, flushMs: number): number {
  const declaredMs = marks.archives.get(flushMs)?.declaredMs ?? 0;
  return Math.max(declaredMs, (log.startBefore(Infinity) ?? -flushMs) + flushMs);
}

/** Steps before `atMs` are forgotten; later ones count. */
export function editRemoved(edits: Edits, series: SeriesName, atMs: number): void {
  edits.set(series, [{ ...placeOf(series), fromMs: atMs, untilMs: null }]);
}

/** `to` gets the steps of `from` before `atMs`, beside its own. A TypeError when they are of different kinds. */
export function editRenamed(edits: Edits, names: { from: SeriesName; to: SeriesName }, atMs: number): void {
  const { from, to } = names;
  if (from.split(":", 1)[0] !== to.split(":", 1)[0]) throw new TypeError(`${from} and ${to} differ in kind`);
  if (from === to) return;
  const history = partsOf(edits, from).map((part) => ({ ...part, untilMs: part.untilMs ?? atMs }));
  edits.set(to, [...history, ...partsOf(edits, to)]);
  editRemoved(edits, from, atMs);
}
