import type { Columns } from "@/lib/metric/columns";
import type { Retention } from "@/lib/metric/retention";
import type { Kind, SeriesInfo } from "@/lib/metric/series";
import { tagsOf } from "@/lib/metric/tags";
import type { MetricStore, Span } from "@/lib/store/port";
import { toJson } from "./query";
import { type BucketSearch, createBucketSearch } from "./search";
import { readStatistic } from "./statistics";

export interface BucketPage {
  /** Known names, and those that answer the search. */
  total: number;
  matched: number;
  buckets: ListedBucket[];
}

export type ListedBucket = SeriesInfo & {
  tags: Record<string, string>;
  /** The last value of the kind's default statistic, however long ago; null: no longer kept. */
  value: number | null;
  /** The last minute, in steps of the flush interval or of a second. */
  sparkline: (number | null)[];
};

export interface ListQuery {
  words: string;
  kind: Kind | null;
  offset: number;
  limit: number;
  flushMs: number;
  retention: Retention;
  nowMs: number;
}

const sparkMs = 60_000;
/** The step that just ended may not be stored yet. */
const arrivalMs = 1_000;

type Store = Pick<MetricStore, "find" | "read">;
const searches = new WeakMap<Store, BucketSearch>();

export async function listBuckets(store: Store, query: ListQuery): Promise<BucketPage> {
  const infos = await store.find("**");
  const search = searches.get(store) ?? createBucketSearch();
  searches.set(store, search);
  const { matched, found } = search.find(infos, query);
  const stepMs = Math.ceil(1_000 / query.flushMs) * query.flushMs;
  const untilMs = Math.floor((query.nowMs - arrivalMs) / stepMs) * stepMs;
  const span = { fromMs: untilMs - Math.max(1, Math.floor(sparkMs / stepMs)) * stepMs, untilMs };
  const series = found.map((info) => info.series);
  const recent = await store.read(series, span, stepMs, false);
  const silent = found.filter(
    (info, i) => info.lastSeenMs < span.fromMs && findLastPresent(recent[i]) === null,
  );
  const lastOf = await readLast(store, silent, { ...query, stepMs });
  const buckets = found.map((info, i) => {
    const sparkline = recent[i] ? toJson(readStatistic(recent[i], null)) : [];
    const value = lastOf.has(info)
      ? lastOf.get(info)!
      : (sparkline.findLast((each) => each !== null) ?? null);
    const last = findLastPresent(recent[i]);
    // A store notes only now and then that a series was seen.
    const lastMs = last === null ? 0 : recent[i]!.startMs + last * recent[i]!.stepMs;
    const lastSeenMs = Math.max(info.lastSeenMs, lastMs);
    return { ...info, lastSeenMs, tags: Object.fromEntries(tagsOf(info.bucket)), value, sparkline };
  });
  return { total: infos.length, matched, buckets };
}

/** Reads series that went silent around the time they did so, those of one time together. */
async function readLast(
  store: Store,
  infos: readonly SeriesInfo[],
  { retention, nowMs, stepMs }: { retention: Retention; nowMs: number; stepMs: number },
): Promise<Map<SeriesInfo, number | null>> {
  const groups = new Map<string, { span: Span; step: number; infos: SeriesInfo[] }>();
  for (const info of infos) {
    const ageMs = nowMs - info.lastSeenMs + 2 * sparkMs;
    const archive = retention.find(({ keptMs }) => keptMs >= ageMs) ?? retention.at(-1)!;
    const step = Math.max(stepMs, archive.stepMs);
    const slotMs = Math.ceil(sparkMs / step) * step;
    // A store may note only now and then that a series was seen: the last value may be a little later.
    const fromMs = Math.floor(info.lastSeenMs / slotMs) * slotMs - slotMs;
    const key = `${step} ${fromMs}`;
    const group = groups.get(key) ?? { span: { fromMs, untilMs: fromMs + 3 * slotMs }, step, infos: [] };
    groups.set(key, { ...group, infos: [...group.infos, info] });
  }
  const values = new Map<SeriesInfo, number | null>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const series = group.infos.map((info) => info.series);
      const read = await store.read(series, group.span, group.step, false);
      group.infos.forEach((info, i) => {
        const last = findLastPresent(read[i]);
        values.set(info, last === null ? null : (toJson(readStatistic(read[i]!, null))[last] ?? null));
      });
    }),
  );
  return values;
}

/** The last step in which the series itself has something: an idle counter's zero is nothing. */
function findLastPresent(columns: Columns | undefined): number | null {
  if (!columns) return null;
  const isPresent = {
    counters: (each: Columns, i: number) => each.kind === "counters" && !Number.isNaN(each.sum[i]),
    gauges: (each: Columns, i: number) => each.kind === "gauges" && !Number.isNaN(each.last[i]),
    timers: (each: Columns, i: number) => each.kind === "timers" && each.count[i]! > 0,
    sets: (each: Columns, i: number) => each.kind === "sets" && each.members[i] !== null,
  }[columns.kind];
  for (let i = columns.coverage.length - 1; i >= 0; i--)
    if (columns.coverage[i] && isPresent(columns, i)) return i;
  return null;
}
