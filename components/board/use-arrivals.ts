import { useEffect, useState } from "react";
import { useLiveStatus } from "@/components/live/use-live-status";
import { useNewBuckets } from "@/components/live/use-new-buckets";
import { type Arrival, mergeArrivals } from "@/lib/dashboard/automatic";
import type { SeriesName } from "@/lib/metric/series";

const asked = 500;

/** The user's own buckets, in the order they came: those the server knew, then each as it arrives. */
export function useArrivals(first: readonly Arrival[]): readonly Arrival[] {
  const [arrivals, setArrivals] = useState(() => mergeArrivals([], first));
  const isLive = useLiveStatus().state === "live";
  useNewBuckets((names) =>
    setArrivals((known) =>
      mergeArrivals(
        known,
        names.map(({ series, firstSeenMs }) => ({ series: series as SeriesName, firstSeenMs })),
      ),
    ),
  );
  // Names that came while no stream was open are in no event: they are asked for at each new connection.
  useEffect(() => {
    if (!isLive) return;
    const stop = new AbortController();
    void askArrivals(stop.signal).then((more) => setArrivals((known) => mergeArrivals(known, more)));
    return () => stop.abort();
  }, [isLive]);
  return arrivals;
}

async function askArrivals(signal: AbortSignal): Promise<Arrival[]> {
  try {
    const answer = await fetch(`/api/buckets?limit=${asked}`, { signal });
    if (!answer.ok) return [];
    const { buckets } = (await answer.json()) as { buckets?: Arrival[] };
    return buckets ?? [];
  } catch {
    return [];
  }
}
