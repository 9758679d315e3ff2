import { compileGlob, isGlob } from "@/lib/metric/glob";
import type { Kind, SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { isStatistic } from "./statistics";

/** What a Graphite path stands for here. */
export interface GraphiteMatch {
  series: SeriesName;
  statistic: string;
  /** The path in full: `stats.timers.api.login.upper_90;env=prod`. */
  path: string;
}

/** A way in which StatsD names a kind of bucket in Graphite: `<prefix><bucket>[.<leaf>][;tags]`. */
export interface Naming {
  kind: Kind;
  /** Ends with a dot, or is empty. */
  prefix: string;
  /** From the last part of the path to our statistic; null: the path ends with the bucket. */
  leaves: ReadonlyMap<string | null, string>;
}

const bare = (statistic: string) => new Map([[null, statistic]]);

/** Plain first: a gauge of exactly that name wins. Then both of statsd's namespaces, the legacy one and the new. */
export const namings: readonly Naming[] = [
  { kind: "gauges", prefix: "", leaves: bare("last") },
  { kind: "gauges", prefix: "stats.gauges.", leaves: bare("last") },
  { kind: "counters", prefix: "stats.", leaves: bare("rate") },
  { kind: "counters", prefix: "stats_counts.", leaves: bare("sum") },
  {
    kind: "counters",
    prefix: "stats.counters.",
    leaves: new Map([
      ["count", "sum"],
      ["rate", "rate"],
    ]),
  },
  { kind: "sets", prefix: "stats.sets.", leaves: new Map([["count", "count"]]) },
  {
    kind: "timers",
    prefix: "stats.timers.",
    leaves: new Map([
      ["count", "count"],
      ["count_ps", "rate"],
      ["lower", "min"],
      ["mean", "mean"],
      ["mean_90", "mean_90"],
      ["median", "median"],
      ["std", "std"],
      ["sum", "sum"],
      ["sum_90", "sum_90"],
      ["upper", "max"],
      ["upper_90", "upper_90"],
      ["upper_95", "upper_95"],
      ["upper_99", "upper_99"],
    ]),
  },
];

/**
 * The series a Graphite path, or a glob of paths, stands for, sorted by path. Where several could be meant,
 * a gauge of exactly that name wins, then the longest bucket. Series with tags only answer to a path with tags.
 */
export async function resolveGraphitePath(
  store: Pick<MetricStore, "find">,
  pattern: string,
): Promise<GraphiteMatch[]> {
  const best = new Map<string, GraphiteMatch & { rank: number }>();
  const offer = (naming: Naming, info: SeriesInfo, leaf: string | null, statistic: string) => {
    const path = pathOf(naming, info.bucket, leaf);
    const rank = naming.prefix === "" ? Number.POSITIVE_INFINITY : info.bucket.length;
    const before = best.get(path);
    if (!before || before.rank < rank) best.set(path, { series: info.series, statistic, path, rank });
  };
  if (pattern.includes("**")) await offerAcrossDots(store, pattern, offer);
  else
    for (const naming of namings)
      for (const { bucket, leaves } of splitPattern(naming, pattern)) {
        const found = await store.find(bucket);
        for (const info of found)
          if (info.kind === naming.kind && info.bucket.includes(";") === bucket.includes(";"))
            for (const [leaf, statistic] of leaves) offer(naming, info, leaf, statistic);
      }
  const matches = [...best.values()].map(({ series, statistic, path }) => ({ series, statistic, path }));
  return matches.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a name that appeared may belong to a path, or to a glob of paths. */
export function mayBeGraphitePath(pattern: string, { kind, bucket }: SeriesInfo): boolean {
  return namings.some((naming) => {
    if (naming.kind !== kind) return false;
    if (!pattern.includes("**"))
      return splitPattern(naming, pattern).some((each) => compileGlob(each.bucket).test(bucket));
    const glob = compileGlob(pattern);
    return [...naming.leaves.keys()].some((leaf) => glob.test(pathOf(naming, bucket, leaf)));
  });
}

/** `stats.timers.` + `api.login;env=prod` + `mean` → `stats.timers.api.login.mean;env=prod`. */
export function pathOf({ prefix }: Naming, bucket: string, leaf: string | null): string {
  if (leaf === null) return prefix + bucket;
  const [name, tags] = splitTags(bucket);
  return `${prefix}${name}.${leaf}${tags}`;
}

/** Splits at dots, but not at those inside of braces. */
export function splitSegments(pattern: string): string[] {
  if (!pattern.includes("{")) return pattern.split(".");
  const segments: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === "{") depth++;
    else if (pattern[i] === "}") depth = Math.max(0, depth - 1);
    else if (pattern[i] === "." && depth === 0) {
      segments.push(pattern.slice(from, i));
      from = i + 1;
    }
  }
  return [...segments, pattern.slice(from)];
}

/** Whether one segment of a pattern takes a segment of a path in. */
export function matchesSegment(pattern: string, segment: string): boolean {
  return isGlob(pattern) ? compileGlob(pattern).test(segment) : pattern === segment;
}

function splitTags(bucket: string): [name: string, tags: string] {
  const at = bucket.indexOf(";");
  return at < 0 ? [bucket, ""] : [bucket.slice(0, at), bucket.slice(at)];
}

/** Which buckets, and which statistics of them, a pattern means under one naming. */
function splitPattern(
  naming: Naming,
  pattern: string,
): { bucket: string; leaves: [string | null, string][] }[] {
  const [name, tags] = splitTags(pattern);
  const segments = splitSegments(name);
  const prefix = naming.prefix === "" ? [] : naming.prefix.slice(0, -1).split(".");
  const taken = segments.slice(0, prefix.length);
  if (taken.length < prefix.length || !prefix.every((each, i) => matchesSegment(taken[i]!, each))) return [];
  const rest = segments.slice(prefix.length);
  const last = naming.leaves.has(null) ? null : rest.pop();
  if (rest.length === 0 || last === undefined) return [];
  const leaves = [...naming.leaves].filter(([leaf]) => leaf === null || matchesSegment(last!, leaf));
  // statsd can be told to name others than these: upper_50, and our own p99_9.
  if (leaves.length === 0 && naming.kind === "timers" && !isGlob(last!) && isStatistic("timers", last!))
    leaves.push([last!, last!]);
  return leaves.length === 0 ? [] : [{ bucket: rest.join(".") + tags, leaves }];
}

async function offerAcrossDots(
  store: Pick<MetricStore, "find">,
  pattern: string,
  offer: (naming: Naming, info: SeriesInfo, leaf: string | null, statistic: string) => void,
): Promise<void> {
  const glob = compileGlob(pattern);
  for (const info of await store.find("**")) {
    if (info.bucket.includes(";") !== pattern.includes(";")) continue;
    for (const naming of namings)
      if (naming.kind === info.kind)
        for (const [leaf, statistic] of naming.leaves)
          if (glob.test(pathOf(naming, info.bucket, leaf))) offer(naming, info, leaf, statistic);
  }
}
