import type { MetricStore, NameChild } from "@/lib/store/port";

export interface TreeLevel {
  /** Null: the top. */
  prefix: string | null;
  children: NameChild[];
  /** How many children there are beyond these. */
  more: number;
}

const byName = new Intl.Collator("en", { numeric: true });

/** What stands below a dot prefix, sorted by name, `web2` before `web10`. */
export async function listTree(
  store: Pick<MetricStore, "children">,
  { prefix, limit }: { prefix: string | null; limit: number },
): Promise<TreeLevel> {
  const all = await store.children(prefix);
  const children = all.sort((a, b) => byName.compare(a.segment, b.segment)).slice(0, limit);
  return { prefix, children, more: all.length - children.length };
}
