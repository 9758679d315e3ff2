import { compileGlob, isGlob } from "@/lib/metric/glob";
import { type SeriesInfo, type SeriesName, bucketOf, kindOf, kinds, seriesName } from "@/lib/metric/series";
import { createNameList } from "./name-list";
import { createTagIndex, type TagIndex } from "./name-tags";
import { createNameTree, type NameTree } from "./name-tree";
import type { NameChild } from "./port";
import { type Place, placeOf } from "./shards";

export interface KnownName extends Place {
  info: SeriesInfo;
}

/** The table alone moves the times. */
interface Entry extends Place {
  info: { -readonly [Key in keyof SeriesInfo]: SeriesInfo[Key] };
}

/** Every series this process knows of. */
export interface NameTable {
  get(series: SeriesName): KnownName | undefined;
  /** Takes a series in that a flush brought; null: refused, and counted. `beforeMs`: when it was last seen. */
  admit(series: SeriesName, startMs: number): { known: KnownName; isNew: boolean; beforeMs: number } | null;
  /** The same for one of this table's own that was not dropped since: no name is looked up. */
  see(known: KnownName, startMs: number): { known: KnownName; isNew: boolean; beforeMs: number };
  /** Takes in what the store knows. True when it was new here. */
  note(series: SeriesName, firstSeenMs: number, lastSeenMs: number): boolean;
  drop(series: SeriesName): void;
  /** Drops the series that nobody has sent since, and names them. */
  expire(beforeMs: number): SeriesName[];
  find(pattern: string): SeriesInfo[];
  findByTags(expressions: readonly string[]): SeriesInfo[];
  children(name: string | null): NameChild[];
  all(): Iterable<KnownName>;
  counts(): NameCounts;
  /** How many were ever dropped: what is remembered of names holds while this stays the same. */
  drops(): number;
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
  const bySeries = new Map<SeriesName, Entry>();
  const byId = new Map<number, SeriesName>();
  const list = createNameList(function* () {
    for (const { info } of bySeries.values()) yield info;
  });
  // Made when first asked for: a process that only takes samples in never needs them.
  let index: { tree: NameTree; tags: TagIndex } | null = null;
  let newestMs = -Infinity;
  let drops = 0;
  const counts = { refused: 0, collisions: 0, lastRefused: null as SeriesName | null };

  function insert(series: SeriesName, place: Place, firstSeenMs: number, lastSeenMs: number): Entry {
    const info = {
      series,
      kind: kindOf(series),
      bucket: bucketOf(series),
      firstSeenMs,
      lastSeenMs,
    };
    const known = { ...place, info };
    newestMs = Math.max(newestMs, lastSeenMs);
    bySeries.set(series, known);
    byId.set(place.id, series);
    list.insert(info);
    index?.tree.insert(info);
    index?.tags.insert(info);
    return known;
  }
  function see(known: KnownName, atMs: number): { known: KnownName; isNew: false; beforeMs: number } {
    const { info } = known as Entry;
    const beforeMs = info.lastSeenMs;
    if (atMs > beforeMs) info.lastSeenMs = atMs;
    if (atMs > newestMs) newestMs = atMs;
    return { known, isNew: false, beforeMs };
  }
  function drop(series: SeriesName): void {
    const known = bySeries.get(series);
    if (!known) return;
    drops++;
    bySeries.delete(series);
    byId.delete(known.id);
    list.forget();
    index?.tree.remove(known.info);
    index?.tags.remove(known.info);
  }
  function indexed() {
    if (index) return index;
    index = { tree: createNameTree(), tags: createTagIndex() };
    for (const { info } of bySeries.values()) {
      index.tree.insert(info);
      index.tags.insert(info);
    }
    return index;
  }
  function find(pattern: string): SeriesInfo[] {
    if (pattern === "**") return list.all();
    if (isGlob(pattern)) return indexed().tree.find(pattern) ?? list.find(compileGlob(pattern));
    const exact = kinds.map((kind) => bySeries.get(seriesName(kind, pattern)));
    return exact.flatMap((known) => (known ? [known.info] : []));
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
      if (known) return see(known, startMs);
      const place = placeOf(series);
      if (byId.has(place.id)) return refuse(series, "collisions");
      if (bySeries.size >= maxSeries) return refuse(series, "refused");
      return { known: insert(series, place, startMs, startMs), isNew: true, beforeMs: -Infinity };
    },
    see,
    note(series, firstSeenMs, lastSeenMs) {
      const known = bySeries.get(series);
      if (known) {
        known.info.firstSeenMs = Math.min(known.info.firstSeenMs, firstSeenMs);
        see(known, lastSeenMs);
        return false;
      }
      insert(series, placeOf(series), firstSeenMs, lastSeenMs);
      return true;
    },
    drop,
    expire(beforeMs) {
      const dead = [...bySeries.values()].filter(({ info }) => info.lastSeenMs < beforeMs);
      for (const { info } of dead) drop(info.series);
      return dead.map(({ info }) => info.series);
    },
    find,
    findByTags(expressions) {
      const { tags, tree } = indexed();
      return tags.find(expressions, { find, all: list.all, at: tree.at });
    },
    children: (name) => indexed().tree.children(name, newestMs),
    all: () => bySeries.values(),
    counts: () => ({ series: bySeries.size, ...counts }),
    drops: () => drops,
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
