import { compileGlob, isGlob } from "@/lib/metric/glob";
import { bucketOf, type Kind, kindOf, type SeriesInfo, type SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { mayBeGraphitePath, resolveGraphitePath } from "./graphite-path";
import { maxMatchesPerTarget } from "./limits";
import { defaultStatistic, describeStatistics, isStatistic } from "./statistics";
import { type Reference, referencesOf, type Target, type TargetFault } from "./syntax";
import { compileTags } from "./tag-match";
import { tagsOf } from "./tags";

/** One series a reference stands for, and the line it makes. */
export interface Match {
  series: SeriesName;
  statistic: string | null;
  name: string;
  /** The path of Graphite's it was asked for by: its name is the tag `name`, then. */
  path?: string;
}

/** What each reference of a target stands for, by name. */
export type Matches = ReadonlyMap<Reference, readonly Match[]>;

export interface Resolved {
  matches: Matches;
  /** Every series the target needs. */
  series: SeriesName[];
  /** Not wrong, but not what everybody would expect. */
  notices: string[];
  /** Why a reference means nothing. */
  fault: TargetFault | null;
}

/**
 * Whether a name without a kind is first a bucket, and its lines are named canonically; or first a path of
 * Graphite's, and its lines are named as Graphite would.
 */
export type Naming = "canonical" | "graphite";

const tooManyMatches = `up to here more than ${maxMatchesPerTarget} series match: name fewer of them`;

type Finder = Pick<MetricStore, "find">;

/** Finds the series a target stands for now; a bucket nobody knows is an empty list. */
export async function resolveTarget(
  store: Finder,
  target: Target,
  naming: Naming = "canonical",
): Promise<Resolved> {
  const matches = new Map<Reference, Match[]>();
  const notices: string[] = [];
  let fault: TargetFault | null = null;
  let taken = 0;
  const known = new Map<string, Found>();
  for (const reference of referencesOf(target)) {
    const { text, position } = reference;
    const found = known.get(text) ?? (await resolveReference(store, reference, naming));
    matches.set(reference, found.matches);
    if (!known.has(text)) notices.push(...found.notices);
    known.set(text, found);
    fault ??= found.fault;
    taken += found.matches.length;
    // `sumSeries(**,**,…)` would be a line for each name and each star.
    if (taken > maxMatchesPerTarget) fault ??= { position, message: tooManyMatches };
    if (fault) break;
  }
  return { matches, series: seriesIn(matches), notices, fault };
}

export function seriesIn(matches: Matches): SeriesName[] {
  return [...new Set([...matches.values()].flat().map((match) => match.series))];
}

/** Whether a name that appeared may belong to the target. */
export function mayMatch(target: Target, info: SeriesInfo): boolean {
  return referencesOf(target).some(({ kind, pattern, tags }) => {
    if (kind !== null && kind !== info.kind) return false;
    if (tags) {
      const its = tagsOf(info.bucket);
      const holds = compileTags(tags);
      return typeof holds !== "string" && holds(its) && (pattern === "" || its.get("name") === pattern);
    }
    if (compileGlob(pattern).test(info.bucket)) return true;
    return kind === null && mayBeGraphitePath(pattern, info);
  });
}

interface Found {
  matches: Match[];
  notices: string[];
  fault: TargetFault | null;
}

async function resolveReference(store: Finder, reference: Reference, naming: Naming): Promise<Found> {
  const { kind, statistic, pattern } = reference;
  if (reference.tags) return resolveTags(store, reference, naming);
  const paths = async () =>
    kind === null && statistic === null
      ? (await resolveGraphitePath(store, pattern)).map((each) => ({ ...each, name: each.path }))
      : [];
  // Graphite's readers see its paths alone, where there are any: no bucket joins them unasked.
  const first = naming === "graphite" ? await paths() : [];
  if (first.length > 0) return { matches: first, notices: [], fault: null };
  const buckets = await resolveBuckets(store, reference);
  const isWhole = buckets.matches.length > 0 && !isGlob(pattern);
  if (naming === "graphite" || isWhole) return buckets;
  return { ...buckets, matches: joinMatches(buckets.matches, await paths()) };
}

/** Without what is in the first list already under another name. */
function joinMatches(ahead: Match[], behind: Match[]): Match[] {
  const idOf = ({ series, statistic }: Match) => `${series}:${statistic ?? defaultStatistic(kindOf(series))}`;
  const known = new Set(ahead.map(idOf));
  return [...ahead, ...behind.filter((match) => !known.has(idOf(match)))].sort(byName);
}

async function resolveBuckets(store: Finder, reference: Reference): Promise<Found> {
  const { kind, statistic, pattern } = reference;
  const found = await store.find(pattern);
  if (kind === null) return pickKinds(reference, found);
  const matches = found
    .filter((info) => info.kind === kind)
    .map(({ series }) => ({ series, statistic, name: nameLine(series, statistic) }));
  return { matches: matches.sort(byName), notices: [], fault: null };
}

async function resolveTags(store: Finder, reference: Reference, naming: Naming): Promise<Found> {
  const { kind, statistic, pattern, tags = [] } = reference;
  const holds = compileTags(tags);
  if (typeof holds === "string")
    return { matches: [], notices: [], fault: { position: reference.position, message: holds } };
  const all = await store.find("**");
  const matches = all
    .filter((info) => {
      if (kind !== null && info.kind !== kind) return false;
      const its = tagsOf(info.bucket);
      if (pattern !== "" && its.get("name") !== pattern) return false;
      return holds(its) && isStatisticOf(info.kind, statistic);
    })
    .map(({ series, kind: its }) => {
      const isPath = naming === "graphite" && its === "gauges" && statistic === null;
      return { series, statistic, name: isPath ? bucketOf(series) : nameLine(series, statistic) };
    });
  return { matches: matches.sort(byName), notices: [], fault: null };
}

const order = ["timers", "counters", "gauges", "sets"] as const satisfies readonly Kind[];

function pickKinds({ statistic, pattern, position }: Reference, found: SeriesInfo[]): Found {
  const byBucket = new Map<string, SeriesInfo[]>();
  for (const info of found) {
    const known = byBucket.get(info.bucket);
    if (known) known.push(info);
    else byBucket.set(info.bucket, [info]);
  }
  const matches: Match[] = [];
  const notices: string[] = [];
  for (const [bucket, infos] of byBucket) {
    const [first, ...others] = order.flatMap((kind) =>
      infos.filter((info) => info.kind === kind && isStatisticOf(kind, statistic)),
    );
    if (!first) continue;
    const { series } = first;
    matches.push({ series, statistic, name: nameLine(series, statistic) });
    if (others.length > 0 && bucket === pattern)
      notices.push(
        `${bucket} is several things: ${series} is shown, not ${others.map((info) => info.series).join(", ")}`,
      );
  }
  const kind = found[0]?.kind;
  const fault =
    kind && matches.length === 0
      ? { position, message: `${pattern} has no "${statistic}"; ${describeStatistics(kind)}` }
      : null;
  return { matches: matches.sort(byName), notices, fault };
}

function isStatisticOf(kind: Kind, statistic: string | null): boolean {
  return statistic === null || isStatistic(kind, statistic);
}

/** The canonical name; a timer's always says which statistic it shows. */
function nameLine(series: SeriesName, statistic: string | null): string {
  if (statistic !== null) return `${series}:${statistic}`;
  const kind = kindOf(series);
  return kind === "timers" ? `${series}:${defaultStatistic(kind)}` : series;
}

function byName(a: Match, b: Match): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
