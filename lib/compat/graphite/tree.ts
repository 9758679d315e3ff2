import { compileGlob } from "@/lib/metric/glob";
import type { SeriesInfo } from "@/lib/metric/series";
import { matchesSegment, type Naming, namings, pathOf, splitSegments } from "@/lib/query/graphite-path";

/** One place in the tree of Graphite paths. A path can be both a leaf and a branch: that is two nodes. */
export interface GraphiteNode {
  path: string;
  isLeaf: boolean;
}

/**
 * Every node that the query, one glob a level, takes in; in no order. `**` crosses levels. Series with tags have no place in the tree: they are found by their tags.
 */
export function findNodes(infos: readonly SeriesInfo[], query: string): GraphiteNode[] {
  return query.includes("**") ? findAcrossLevels(infos, query) : findLevel(infos, splitSegments(query));
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

/** The whole tree, of which a query with `**` takes its part: each node is tried once. */
function findAcrossLevels(infos: readonly SeriesInfo[], query: string): GraphiteNode[] {
  const branches = new Set<string>();
  const leaves = new Set(listPaths(infos));
  for (const leaf of leaves) {
    // Above a branch that is known all are.
    for (let end = leaf.lastIndexOf("."); end > 0; end = leaf.lastIndexOf(".", end - 1)) {
      const branch = leaf.slice(0, end);
      if (branches.has(branch)) break;
      branches.add(branch);
    }
  }
  const glob = compileGlob(query);
  return [
    ...[...branches].filter((path) => glob.test(path)).map((path) => ({ path, isLeaf: false })),
    ...[...leaves].filter((path) => glob.test(path)).map((path) => ({ path, isLeaf: true })),
  ];
}

function isPlain({ bucket }: SeriesInfo): boolean {
  return !bucket.includes(";");
}
