import type { Columns, GaugeColumns } from "@/lib/metric/columns";
import { seriesName, type SeriesInfo, type SeriesName } from "@/lib/metric/series";
import { resolveGraphitePath, type GraphiteMatch } from "@/lib/query/graphite-path";
import { readStatistic } from "@/lib/query/statistics";
import type { MetricStore, Span } from "@/lib/store/port";

type Readable = Pick<MetricStore, "read" | "find">;

/**
 * The store as Graphite's readers know it: every path is a gauge of its own. What is no path of Graphite
 * means what it means everywhere else here, so that `api.login:p95` works too. For one request.
 */
export function openGraphiteView(store: Readable): Readable {
  const paths = new Map<SeriesName, GraphiteMatch>();
  return {
    async find(pattern) {
      const matches = await resolveGraphitePath(store, pattern);
      if (matches.length === 0) return store.find(pattern);
      return matches.map((match): SeriesInfo => {
        const series = seriesName("gauges", match.path);
        paths.set(series, match);
        return { series, kind: "gauges", bucket: match.path, firstSeenMs: 0, lastSeenMs: 0 };
      });
    },
    async read(series, range: Span, stepMs, sketches) {
      const real = [...new Set(series.map((name) => paths.get(name)?.series ?? name))];
      const read = new Map(
        (await store.read(real, range, stepMs, sketches)).map((each) => [each.series, each]),
      );
      return series.map((name) => {
        const match = paths.get(name);
        return match ? toGauge(name, read.get(match.series)!, match.statistic) : read.get(name)!;
      });
    },
  };
}

function toGauge(series: SeriesName, columns: Columns, statistic: string): GaugeColumns & Columns {
  const last = readStatistic(columns, statistic);
  const { startMs, stepMs, coverage } = columns;
  return { series, kind: "gauges", startMs, stepMs, coverage, last, min: last, max: last };
}
