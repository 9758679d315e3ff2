import type { SeriesInfo } from "@/lib/metric/series";
import { matchesSegment, type Naming, namings, pathOf, splitSegments } from "@/lib/query/graphite-path";

/** One place in the tree of Graphite paths. A path can be both a leaf and a branch: that is two nodes. */
export interface GraphiteNode {
  path: string;
  isLeaf: boolean;
}

/**
 * Every node that the query, one glob a level, takes in; in no order. `**` as a segment stands for any
 * levels. Series with tags have no place in the tree: they are found by their tags.
 */
export function findNodes(infos: readonly SeriesInfo[], query: string): GraphiteNode[] {
  const segments = splitSegments(query);
  const crossing = segments.indexOf("**");
  return crossing < 0 ? findLevel(infos, segments) : findBelow(infos, segments, crossing);
}

/** By path, a branch before a leaf. */
export function byPath(a: GraphiteNode, b: GraphiteNode): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : Number(a.isLeaf) - Number(b.isLeaf);
}

/** The last part of a node's path. */
export function nameOf({ path }: GraphiteNode): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** Every path of the series, in the order of the series. */
export function* listPaths(infos: Iterable<SeriesInfo>): Generator<string> {
  for (const info of infos)
    if (isPlain(info))
      for (const naming of namings)
        if (naming.kind === info.kind)
          for (const leaf of naming.leaves.keys()) yield pathOf(naming, info.bucket, leaf);
}

function findLevel(infos: readonly SeriesInfo[], segments: string[]): GraphiteNode[] {
  const found = { branches: new Set<string>(), leaves: new Set<string>() };
  const byKind = new Map<string, View[]>();
  for (const naming of namings) {
    const view = openView(naming, segments, found);
    if (view) byKind.set(naming.kind, [...(byKind.get(naming.kind) ?? []), view]);
  }
  if (byKind.size > 0)
    for (const info of infos)
      if (isPlain(info)) for (const view of byKind.get(info.kind) ?? []) view(info.bucket);
  return [
    ...[...found.branches].map((path) => ({ path, isLeaf: false })),
    ...[...found.leaves].map((path) => ({ path, isLeaf: true })),
  ];
}

type View = (bucket: string) => void;

/** Notes what a bucket adds to a level of the tree under one naming; null: nothing ever. */
function openView(
  { prefix, leaves }: Naming,
  segments: string[],
  found: { branches: Set<string>; leaves: Set<string> },
): View | null {
  const above = prefix === "" ? [] : prefix.slice(0, -1).split(".");
  if (!above.every((each, i) => i >= segments.length || matchesSegment(segments[i]!, each))) return null;
  if (segments.length <= above.length) {
    const branch = above.slice(0, segments.length).join(".");
    return () => void found.branches.add(branch);
  }
  const wanted = segments.slice(above.length);
  const named = [...leaves.keys()].filter((leaf) => leaf !== null);
  const lastLeaves = named.filter((leaf) => matchesSegment(wanted.at(-1)!, leaf));
  const whole = named.length > 0 ? found.branches : found.leaves;
  return (bucket) => {
    const { parts, end } = matchParts(bucket, wanted);
    if (parts === wanted.length) {
      const isWhole = end === bucket.length;
      (isWhole ? whole : found.branches).add(prefix + (isWhole ? bucket : bucket.slice(0, end)));
    } else if (parts === wanted.length - 1 && end === bucket.length) {
      for (const leaf of lastLeaves) found.leaves.add(`${prefix}${bucket}.${leaf}`);
    }
  };
}

/** How many parts of a bucket its patterns take in, from the first on, and where the last of these ends. */
function matchParts(bucket: string, wanted: string[]): { parts: number; end: number } {
  let end = -1;
  for (let parts = 0; parts < wanted.length; parts++) {
    if (end === bucket.length) return { parts, end };
    const dot = bucket.indexOf(".", end + 1);
    const next = dot < 0 ? bucket.length : dot;
    const pattern = wanted[parts]!;
    if (pattern !== "*" && !matchesSegment(pattern, bucket.slice(end + 1, next))) return { parts, end };
    end = next;
  }
  return { parts: wanted.length, end };
}

/** `a.**.b` and `a.**`: the nodes of every level from there on. */
function findBelow(infos: readonly SeriesInfo[], segments: string[], crossing: number): GraphiteNode[] {
  const deepest = infos.reduce((most, info) => Math.max(most, countParts(info.bucket)), 0) + 3;
  const nodes = new Map<string, GraphiteNode>();
  for (let levels = crossing === segments.length - 1 ? 1 : 0; levels <= deepest; levels++) {
    const level = segments.toSpliced(crossing, 1, ...Array.from({ length: levels }, () => "*"));
    const found = findLevel(
      infos,
      level.map((each) => (each === "**" ? "*" : each)),
    );
    if (found.length === 0 && level.length > deepest) break;
    for (const node of found) nodes.set(`${node.path} ${node.isLeaf}`, node);
  }
  return [...nodes.values()];
}

function isPlain({ bucket }: SeriesInfo): boolean {
  return !bucket.includes(";");
}

function countParts(bucket: string): number {
  let parts = 1;
  for (let at = bucket.indexOf("."); at >= 0; at = bucket.indexOf(".", at + 1)) parts++;
  return parts;
}
