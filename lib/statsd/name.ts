const plain = /^[a-zA-Z0-9_.-]+$/;
/** LMDB refuses keys above 1,978 bytes, and nobody reads a name this long. */
const maxNameLength = 1_000;

/**
 * A bucket's canonical name: StatsD's key sanitised as the reference does it, its own `;k=v` and DogStatsD's
 * `k:v,bare` tags sorted behind it. Null when nothing is left of the key, or when it is too long.
 */
export function readBucket(key: string, tags: string | undefined): string | null {
  if (tags === undefined && plain.test(key)) return key.length <= maxNameLength ? key : null;
  const [name, ...own] = sanitise(key).split(";");
  if (!name) return null;
  const foreign = tags === undefined ? [] : tags.split(",").map(readTag);
  const all = [...new Set([...own, ...foreign])].filter((tag) => tag !== "" && !tag.startsWith("="));
  const bucket = [name, ...all.sort(compareTags)].join(";");
  return bucket.length <= maxNameLength ? bucket : null;
}

/** `k:v` → `k=v`. What else would split a name or a tag becomes `_`. */
function readTag(tag: string): string {
  return sanitise(tag.trim().replace(":", "=").replace(/[:;]/g, "_"));
}

function sanitise(text: string): string {
  return text
    .replace(/\s+/g, "_")
    .replace(/\//g, "-")
    .replace(/[^a-zA-Z_\-0-9.;=]/g, "");
}

/** By tag name, then by value, as Carbon does: `a=1` comes before `a-b=2`. */
function compareTags(a: string, b: string): number {
  const [aName, bName] = [tagName(a), tagName(b)];
  if (aName !== bName) return aName < bName ? -1 : 1;
  return a < b ? -1 : 1;
}

function tagName(tag: string): string {
  const end = tag.indexOf("=");
  return end < 0 ? tag : tag.slice(0, end);
}
