import { compileGlob } from "@/lib/metric/glob";
import type { Kind, SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { isStatistic } from "./statistics";

export interface PathMatch {
  series: SeriesName;
  statistic: string | null;
  path: string;
}

/** StatsD's names in Graphite, the longest prefix first. */
const prefixes: readonly { prefix: string; kind: Kind; statistic: string | null }[] = [
  { prefix: "stats.timers.", kind: "timers", statistic: null },
  { prefix: "stats.gauges.", kind: "gauges", statistic: "last" },
  { prefix: "stats.sets.", kind: "sets", statistic: null },
  { prefix: "stats.counters.", kind: "counters", statistic: null },
  { prefix: "stats_counts.", kind: "counters", statistic: "sum" },
];

/** The series a path of Graphite's stands for: a gauge of exactly that name, and StatsD's naming. */
export async function resolveGraphitePath(
  store: Pick<MetricStore, "find">,
  pattern: string,
): Promise<PathMatch[]> {
  const gauges = (await store.find(pattern)).filter((info) => info.kind === "gauges");
  const matches: PathMatch[] = gauges.map(({ series, bucket }) => ({
    series,
    statistic: null,
    path: bucket,
  }));
  for (const { prefix, kind, statistic } of prefixes) {
    if (!pattern.startsWith(prefix)) continue;
    const rest = pattern.slice(prefix.length);
    const at = rest.lastIndexOf(".");
    if (statistic === null && at < 0) continue;
    const bucket = statistic === null ? rest.slice(0, at) : rest;
    const asked = statistic ?? readStatisticName(kind, rest.slice(at + 1));
    if (asked === null) continue;
    for (const info of await store.find(bucket)) {
      if (info.kind !== kind) continue;
      const path = `${prefix}${info.bucket}${statistic === null ? rest.slice(at) : ""}`;
      matches.push({ series: info.series, statistic: asked, path });
    }
  }
  return matches;
}

/** Whether a name that appeared may belong to a path. */
export function mayBeGraphitePath(pattern: string, info: SeriesInfo): boolean {
  return prefixes.some(({ prefix, kind, statistic }) => {
    if (info.kind !== kind || !pattern.startsWith(prefix)) return false;
    const rest = pattern.slice(prefix.length);
    const bucket = statistic === null ? rest.slice(0, Math.max(0, rest.lastIndexOf("."))) : rest;
    return compileGlob(bucket).test(info.bucket);
  });
}

function readStatisticName(kind: Kind, name: string): string | null {
  const own = kind === "counters" && name === "count" ? "sum" : name;
  return isStatistic(kind, own) ? own : null;
}
