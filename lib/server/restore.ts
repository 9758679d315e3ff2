import type { SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";

const seriesAtOnce = 200;

/** What the store last knew of every gauge that is still alive, so that deltas go on from there. */
export async function readGauges(
  store: Pick<MetricStore, "find" | "read">,
  { nowMs, flushMs, gaugeTtlMs }: { nowMs: number; flushMs: number; gaugeTtlMs: number },
): Promise<Map<SeriesName, number>> {
  const untilMs = Math.ceil(nowMs / flushMs) * flushMs;
  const range = { fromMs: untilMs - Math.ceil(gaugeTtlMs / flushMs) * flushMs, untilMs };
  const known = (await store.find("**")).filter(
    ({ kind, lastSeenMs }) => kind === "gauges" && lastSeenMs >= range.fromMs - flushMs,
  );
  const gauges = new Map<SeriesName, number>();
  for (let i = 0; i < known.length; i += seriesAtOnce) {
    const names = known.slice(i, i + seriesAtOnce).map(({ series }) => series);
    for (const columns of await store.read(names, range, flushMs)) {
      if (columns.kind !== "gauges") continue;
      const value = columns.last.findLast((each) => !Number.isNaN(each));
      if (value !== undefined) gauges.set(columns.series, value);
    }
  }
  return gauges;
}
