import { isKind, type Kind } from "@/lib/metric/series";

export interface NameParts {
  kind: Kind | null;
  bucket: string;
  /** What stands behind the bucket: `p95`, `rate`; null when nothing does. */
  stat: string | null;
}

/** `timers:api.login:p95` → its parts. A name that is no series name is a bucket. */
export function parseSeriesName(name: string): NameParts {
  const prefix = name.slice(0, Math.max(0, name.indexOf(":")));
  const kind = isKind(prefix) ? prefix : null;
  const rest = kind === null ? name : name.slice(prefix.length + 1);
  const match = /^(.+):([\w.]+)$/.exec(rest);
  return match ? { kind, bucket: match[1]!, stat: match[2]! } : { kind, bucket: rest, stat: null };
}

/**
 * The shortest names that tell series of one panel apart: what all buckets begin or end with is left out,
 * and the statistic is said only where it differs.
 */
export function labelSeries(names: readonly string[]): string[] {
  const parts = names.map(parseSeriesName);
  const buckets = [...new Set(parts.map((part) => part.bucket))];
  const shortBuckets = shortenBuckets(buckets);
  const statsDiffer = new Set(parts.map((part) => part.stat)).size > 1;
  return parts.map(({ kind, bucket, stat }) => {
    const short = shortBuckets[buckets.indexOf(bucket)]!;
    if (buckets.length === 1 && stat !== null && (statsDiffer || kind === "timers")) return stat;
    return statsDiffer && stat !== null ? `${short} ${stat}` : short;
  });
}

function shortenBuckets(buckets: readonly string[]): string[] {
  if (buckets.length === 0) return [];
  const split = buckets.map((bucket) => bucket.split("."));
  const shortest = Math.min(...split.map((segments) => segments.length));
  const common = (at: (segments: string[]) => string | undefined) =>
    split.every((segments) => at(segments) === at(split[0]!));
  let leading = 0;
  while (leading < shortest - 1 && common((segments) => segments[leading])) leading++;
  if (buckets.length === 1) return split.map((segments) => segments[segments.length - 1]!);
  let trailing = 0;
  while (leading + trailing < shortest - 1 && common((segments) => segments[segments.length - 1 - trailing]))
    trailing++;
  return split.map((segments) => segments.slice(leading, segments.length - trailing).join("."));
}

/** The bucket, when all series come from one; else null. */
export function singleBucket(names: readonly string[]): string | null {
  const buckets = new Set(names.map((name) => parseSeriesName(name).bucket));
  return buckets.size === 1 ? [...buckets][0]! : null;
}

/** At most so many characters, with both ends of a longer name. */
export function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = (length - 1) / 2;
  return `${text.slice(0, Math.ceil(half))}…${text.slice(-Math.floor(half))}`;
}
