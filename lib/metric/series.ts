export const kinds = ["counters", "gauges", "timers", "sets"] as const;

/** What a bucket is. The plural is batsd's, and so the first part of every canonical name. */
export type Kind = (typeof kinds)[number];

/** `<kind>:<bucket>[;tag=value…]`, the unit of storage. A statistic (`:p95`) is never part of it. */
export type SeriesName = `${Kind}:${string}`;

/** One known series, as pickers list it. Times are epoch milliseconds. A store's own: it goes on changing. */
export interface SeriesInfo {
  readonly series: SeriesName;
  readonly kind: Kind;
  /** The StatsD name with its tags: `api.hits;env=prod`. */
  readonly bucket: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export function seriesName(kind: Kind, bucket: string): SeriesName {
  return `${kind}:${bucket}`;
}

export function kindOf(series: SeriesName): Kind {
  return series.slice(0, series.indexOf(":")) as Kind;
}

export function bucketOf(series: SeriesName): string {
  return series.slice(series.indexOf(":") + 1);
}

export function isKind(text: string): text is Kind {
  return (kinds as readonly string[]).includes(text);
}
