import { compileGlob, isGlob } from "@/lib/metric/glob";
import { type SeriesInfo, type SeriesName, bucketOf, kindOf, kinds, seriesName } from "@/lib/metric/series";
import { type Place, placeOf } from "./shards";

export interface KnownName extends Place {
  info: SeriesInfo;
  /** When the store was last told that it is in use, by the monotonic clock. */
  notedMs: number;
}

/** Every series this process knows of. */
export interface NameTable {
  get(series: SeriesName): KnownName | undefined;
  /** Takes a series in that a flush brought; null: refused, and counted. */
  admit(series: SeriesName, startMs: number): { known: KnownName; isNew: boolean } | null;
  /** Takes in what the store knows. True when it was new here. */
  note(series: SeriesName, firstSeenMs: number, lastSeenMs: number): boolean;
  drop(series: SeriesName): void;
  find(pattern: string): SeriesInfo[];
  all(): Iterable<KnownName>;
  counts(): NameCounts;
}

export interface NameCounts {
  series: number;
  /** Values dropped because their series would have been one too many. */
  refused: number;
  /** Values dropped because their name's id belongs to another name. */
  collisions: number;
  /** The last name refused for either reason. */
  lastRefused: SeriesName | null;
}

export function createNameTable(maxSeries: number): NameTable {
  const bySeries = new Map<SeriesName, KnownName>();
  const byId = new Map<number, SeriesName>();
  const counts = { refused: 0, collisions: 0, lastRefused: null as SeriesName | null };

  function insert(series: SeriesName, place: Place, firstSeenMs: number, lastSeenMs: number): KnownName {
    const info = {
      series,
      kind: kindOf(series),
      bucket: bucketOf(series),
      firstSeenMs,
      lastSeenMs,
    };
    const known = { ...place, info, notedMs: -Infinity };
    bySeries.set(series, known);
    byId.set(place.id, series);
    return known;
  }
  function refuse(series: SeriesName, why: "refused" | "collisions"): null {
    counts[why]++;
    counts.lastRefused = series;
    return null;
  }

  return {
    get: (series) => bySeries.get(series),
    admit(series, startMs) {
      const known = bySeries.get(series);
      if (known) {
        known.info.lastSeenMs = Math.max(known.info.lastSeenMs, startMs);
        return { known, isNew: false };
      }
      const place = placeOf(series);
      if (byId.has(place.id)) return refuse(series, "collisions");
      if (bySeries.size >= maxSeries) return refuse(series, "refused");
      return { known: insert(series, place, startMs, startMs), isNew: true };
    },
    note(series, firstSeenMs, lastSeenMs) {
      const known = bySeries.get(series);
      if (known) {
        known.info.firstSeenMs = Math.min(known.info.firstSeenMs, firstSeenMs);
        known.info.lastSeenMs = Math.max(known.info.lastSeenMs, lastSeenMs);
        return false;
      }
      insert(series, placeOf(series), firstSeenMs, lastSeenMs);
      return true;
    },
    drop(series) {
      const known = bySeries.get(series);
      if (!known) return;
      bySeries.delete(series);
      byId.delete(known.id);
    },
    find(pattern) {
      if (!isGlob(pattern)) {
        const exact = kinds.map((kind) => bySeries.get(seriesName(kind, pattern)));
        return exact.flatMap((known) => (known ? [{ ...known.info }] : []));
      }
      const glob = compileGlob(pattern);
      const found: SeriesInfo[] = [];
      for (const { info } of bySeries.values()) if (glob.test(info.bucket)) found.push({ ...info });
      return found;
    },
    all: () => bySeries.values(),
    counts: () => ({ series: bySeries.size, ...counts }),
  };
}

/** For people; nothing when no name was refused. */
export function warnOfRefused({ refused, collisions, lastRefused }: NameCounts): string[] {
  const warnings: string[] = [];
  const last = `the last one of ${lastRefused}`;
  if (refused > 0)
    warnings.push(`${refused} values of series above STATBOARD_MAX_SERIES were dropped, ${last}`);
  if (collisions > 0) warnings.push(`${collisions} values were dropped whose names share an id, ${last}`);
  return warnings;
}
