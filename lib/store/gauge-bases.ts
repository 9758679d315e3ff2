import type { SeriesName } from "@/lib/metric/series";
import type { Carry } from "./gauge-carry";
import type { LiveFold } from "./live-fold";
import type { Reader } from "./reader";
import type { Part } from "./sources";
import type { StoredColumns } from "./stored-columns";

interface BaseOptions {
  reader: Reader;
  fold: LiveFold;
  partsOf(series: SeriesName): readonly Part[];
  declaredMs(shard: number): number;
  flushMs: number;
}

/** Tells the live fold what gauges were when the frames begin, from the blocks before them. */
export async function loadGaugeBases(
  { reader, fold, partsOf, declaredMs, flushMs }: BaseOptions,
  gauges: readonly SeriesName[],
): Promise<void> {
  const byEnd = new Map<number, SeriesName[]>();
  for (const series of gauges) {
    const atMs = declaredMs(partsOf(series).at(-1)!.shard);
    if (atMs === -Infinity || fold.hasBase(series)) continue;
    byEnd.set(atMs, [...(byEnd.get(atMs) ?? []), series]);
  }
  for (const [atMs, some] of byEnd) {
    const wanted = some.map((series) => ({ kind: "gauges" as const, parts: partsOf(series) }));
    // A range of one step: readers bring as much of what came before as a gauge lives.
    const range = { fromMs: atMs - flushMs, untilMs: atMs };
    const columns = await reader.read(wanted, range, { stepMs: flushMs, rich: false });
    some.forEach((series, i) => fold.setBase(series, { atMs, carry: lastOf(columns[i]!) }));
  }
}

function lastOf(columns: StoredColumns): Carry | null {
  if (columns.kind !== "gauges") return null;
  const i = columns.touchedMs.findLastIndex((each) => !Number.isNaN(each));
  return i < 0 ? null : { value: columns.last[i]!, touchedMs: columns.touchedMs[i]! };
}
