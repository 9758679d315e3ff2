import { useEffect, useState } from "react";
import type { Kind, SeriesName } from "@/lib/metric/series";

export interface FoundBucket {
  series: SeriesName;
  kind: Kind;
  bucket: string;
  firstSeenMs: number;
  lastSeenMs: number;
  value: number | null;
  sparkline: (number | null)[];
}

export interface BucketSearch {
  /** What the list answers; it may be behind what is typed. */
  buckets: readonly FoundBucket[];
  matched: number;
  total: number;
  /** The first answer has not come. */
  isLoading: boolean;
  error: string | null;
  /** The words that `buckets` answers. */
  answered: string;
}

const debounceMs = 80;
const refreshMs = 2_000;
const shownBuckets = 60;

/** Searches all names, again every two seconds for the living values. A late answer never beats a newer one. */
export function useBuckets(words: string, kind: Kind | null): BucketSearch {
  const [search, setSearch] = useState<BucketSearch>({
    buckets: [],
    matched: 0,
    total: 0,
    isLoading: true,
    error: null,
    answered: "",
  });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    async function ask(): Promise<void> {
      try {
        const answer = await askBuckets(words, kind, stop.signal);
        if (!stop.signal.aborted) setSearch({ ...answer, isLoading: false, error: null, answered: words });
      } catch (error) {
        if (stop.signal.aborted) return;
        setSearch((before) => ({ ...before, isLoading: false, error: (error as Error).message }));
      }
      if (!stop.signal.aborted) timer = setTimeout(() => void ask(), refreshMs);
    }
    timer = setTimeout(() => void ask(), debounceMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [words, kind]);
  return search;
}

async function askBuckets(words: string, kind: Kind | null, signal: AbortSignal) {
  const params = new URLSearchParams({ q: words.trim(), limit: String(shownBuckets) });
  if (kind) params.set("kind", kind);
  const answer = await fetch(`/api/buckets?${params}`, { signal });
  const body = (await answer.json()) as Partial<Pick<BucketSearch, "buckets" | "matched" | "total">> & {
    error?: { message?: string };
  };
  if (!answer.ok) throw new Error(body.error?.message ?? `The server answered ${answer.status}.`);
  return { buckets: body.buckets ?? [], matched: body.matched ?? 0, total: body.total ?? 0 };
}
