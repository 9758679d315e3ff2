import { bucketOf, type SeriesName } from "./series";

export type Tag = readonly [name: string, value: string];

/** `api.hits;env=prod` → `api.hits`. */
export function nameOf(bucket: string): string {
  const end = bucket.indexOf(";");
  return end < 0 ? bucket : bucket.slice(0, end);
}

/** The tags in their canonical order. A bare tag's value is `true`, so that it can be asked for. */
export function tagsOf(bucket: string): Tag[] {
  const start = bucket.indexOf(";");
  if (start < 0) return [];
  return bucket
    .slice(start + 1)
    .split(";")
    .map((text) => {
      const end = text.indexOf("=");
      return end < 0 ? [text, "true"] : [text.slice(0, end), text.slice(end + 1)];
    });
}

/** The values of one tag: several when it stands there several times. */
export function valuesOf(bucket: string, tag: string): string[] {
  if (tag === "name") return [nameOf(bucket)];
  const values: string[] = [];
  const text = `;${tag}`;
  for (let at = bucket.indexOf(text); at >= 0; at = bucket.indexOf(text, at + text.length)) {
    const start = at + text.length;
    const next = bucket.indexOf(";", start);
    const end = next < 0 ? bucket.length : next;
    if (bucket[start] === "=") values.push(bucket.slice(start + 1, end));
    else if (start === end) values.push("true");
  }
  return values;
}

export interface Completion {
  /** Only what begins with it. */
  prefix: string;
  limit: number;
}

/** The names of the tags that series have, `name` among them, sorted: for Graphite's completion. */
export function listTagNames(
  series: Iterable<SeriesName>,
  { prefix, limit }: Completion,
  except: ReadonlySet<string> = new Set(),
): string[] {
  const names = new Set<string>();
  for (const each of series) {
    names.add("name");
    for (const [name] of tagsOf(bucketOf(each))) names.add(name);
  }
  return [...names]
    .filter((name) => name.startsWith(prefix) && !except.has(name))
    .sort()
    .slice(0, limit);
}

/** The values that series have for a tag, sorted, each with the number of series. */
export function listTagValues(
  series: Iterable<SeriesName>,
  tag: string,
  { prefix, limit }: Completion,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const each of series) {
    for (const value of valuesOf(bucketOf(each), tag))
      if (value.startsWith(prefix)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([value, count]) => ({ value, count }));
}
