import { compileGlob } from "@/lib/metric/glob";
import type { Kind, SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import type { Matches } from "./evaluate";
import { describeStatistics, isStatistic } from "./statistics";
import { type Reference, referencesOf, type Target, type TargetFault } from "./target";

export interface Resolved {
  matches: Matches;
  /** Every series the target needs. */
  series: SeriesName[];
  /** Not wrong, but not what everybody would expect. */
  notices: string[];
  /** Why a reference means nothing. */
  fault: TargetFault | null;
}

/** Finds the series a target stands for now; a bucket nobody knows is an empty list. */
export async function resolveTarget(store: Pick<MetricStore, "find">, target: Target): Promise<Resolved> {
  const matches = new Map<Reference, SeriesName[]>();
  const notices: string[] = [];
  let fault: TargetFault | null = null;
  for (const reference of referencesOf(target)) {
    const found = await store.find(reference.pattern);
    if (reference.kind === null) {
      const picked = pickKinds(reference, found);
      matches.set(reference, picked.series);
      notices.push(...picked.notices);
      fault ??= picked.fault;
    } else {
      const ofKind = found.filter((info) => info.kind === reference.kind).map((info) => info.series);
      matches.set(reference, ofKind.toSorted());
    }
  }
  return { matches, series: [...new Set([...matches.values()].flat())], notices, fault };
}

/** Whether a name that appeared belongs to the target. */
export function mayMatch(target: Target, info: SeriesInfo): boolean {
  return referencesOf(target).some(
    ({ kind, pattern }) => (kind === null || kind === info.kind) && compileGlob(pattern).test(info.bucket),
  );
}

const order = ["timers", "counters", "gauges", "sets"] as const satisfies readonly Kind[];

function pickKinds({ statistic, pattern, position }: Reference, found: SeriesInfo[]) {
  const byBucket = new Map<string, SeriesInfo[]>();
  for (const info of found) byBucket.set(info.bucket, [...(byBucket.get(info.bucket) ?? []), info]);
  const series: SeriesName[] = [];
  const notices: string[] = [];
  for (const [bucket, infos] of byBucket) {
    const having = order
      .map((kind) => infos.find((info) => info.kind === kind))
      .filter((info) => info !== undefined && (statistic === null || isStatistic(info.kind, statistic)));
    const [first, ...others] = having;
    if (!first) continue;
    series.push(first.series);
    if (others.length > 0 && bucket === pattern)
      notices.push(
        `${bucket} is several things: ${first.series} is shown, not ${others.map((info) => info!.series).join(", ")}`,
      );
  }
  const kind = found[0]?.kind;
  const fault =
    kind && series.length === 0
      ? { position, message: `${pattern} has no "${statistic}"; ${describeStatistics(kind)}` }
      : null;
  return { series: series.toSorted(), notices, fault };
}
