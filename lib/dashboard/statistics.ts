import { isKind, type Kind, type SeriesName } from "@/lib/metric/series";

export interface Statistic {
  /** What follows the bucket in a target; empty: nothing. */
  stat: string;
  label: string;
}

/** What can be drawn of each kind of bucket, the usual first. */
export const statistics: Record<Kind, readonly Statistic[]> = {
  counters: [
    { stat: "rate", label: "per second" },
    { stat: "", label: "per step" },
  ],
  gauges: [
    { stat: "", label: "last" },
    { stat: "min", label: "min" },
    { stat: "max", label: "max" },
  ],
  timers: [
    ...["p50", "p90", "p95", "p99", "p99.9", "mean", "min", "max", "std"].map(named),
    { stat: "rate", label: "per second" },
    { stat: "count", label: "count" },
    { stat: "sum", label: "sum" },
  ],
  sets: [{ stat: "", label: "distinct" }],
};

/** Takes `<kind>:<bucket>[:<stat>]` apart; null for every other form, which people write by hand. */
export function splitTarget(target: string): { series: SeriesName; kind: Kind; stat: string } | null {
  const [kind = "", bucket = "", stat = "", ...rest] = target.split(":");
  if (!isKind(kind) || bucket === "" || /[*?{}[\]()]/.test(bucket) || rest.length > 0) return null;
  return { series: `${kind}:${bucket}`, kind, stat };
}

export function joinTarget(series: SeriesName, stat: string): string {
  return stat === "" ? series : `${series}:${stat}`;
}

function named(stat: string): Statistic {
  return { stat, label: stat };
}
