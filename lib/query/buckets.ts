import type { Kind, SeriesInfo } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { toJson } from "./query";
import { searchBuckets } from "./search";
import { readStatistic } from "./statistics";

export interface BucketPage {
  /** Known names, and those that answer the search. */
  total: number;
  matched: number;
  buckets: ListedBucket[];
}

export type ListedBucket = SeriesInfo & {
  /** The last value of the kind's default statistic. */
  value: number | null;
  /** The last minute, in steps of the flush interval or of a second. */
  sparkline: (number | null)[];
};

const sparkMs = 60_000;
/** The step that just ended may not be stored yet. */
const arrivalMs = 1_000;

export async function listBuckets(
  store: Pick<MetricStore, "find" | "read">,
  search: { words: string; kind: Kind | null; limit: number; flushMs: number; nowMs: number },
): Promise<BucketPage> {
  const infos = await store.find("**");
  const matched = searchBuckets(infos, search.words, search.kind);
  const shown = matched.slice(0, search.limit);
  const stepMs = Math.ceil(1_000 / search.flushMs) * search.flushMs;
  const untilMs = Math.floor((search.nowMs - arrivalMs) / stepMs) * stepMs;
  const fromMs = untilMs - Math.max(1, Math.floor(sparkMs / stepMs)) * stepMs;
  const read = await store.read(
    shown.map((info) => info.series),
    { fromMs, untilMs },
    stepMs,
  );
  const buckets = shown.map((info, i) => {
    const sparkline = read[i] ? toJson(readStatistic(read[i], null)) : [];
    return { ...info, value: sparkline.findLast((value) => value !== null) ?? null, sparkline };
  });
  return { total: infos.length, matched: matched.length, buckets };
}
