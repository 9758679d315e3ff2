import { isGlob } from "@/lib/metric/glob";
import type { SeriesInfo } from "@/lib/metric/series";
import { compileTags, type TagTest } from "@/lib/metric/tag-query";
import { tagsOf } from "@/lib/metric/tags";
import type { NameTree } from "./name-tree";

/** The series known, by the values of their tags. */
export interface TagIndex {
  insert(info: SeriesInfo): void;
  remove(info: SeriesInfo): void;
  /** Every series that all expressions hold for. An Error says what is wrong with them. */
  find(expressions: readonly string[], tree: NameTree): SeriesInfo[];
}

export function createTagIndex(): TagIndex {
  const byTag = new Map<string, Map<string, Set<SeriesInfo>>>();

  /** The series that can hold, by one test; null: this test narrows nothing. */
  function* candidates(test: TagTest, tree: NameTree): Generator<Iterable<SeriesInfo>> {
    if (test.tag !== "name") {
      for (const [value, infos] of byTag.get(test.tag) ?? []) if (test.holds([value])) yield infos;
    } else if (test.text !== null && !isGlob(test.text)) yield tree.at(test.text);
    else yield tree.find(test.text ?? "**");
  }

  return {
    insert(info) {
      for (const [tag, value] of tagsOf(info.bucket)) {
        let byValue = byTag.get(tag);
        if (!byValue) byTag.set(tag, (byValue = new Map()));
        const infos = byValue.get(value);
        if (infos) infos.add(info);
        else byValue.set(value, new Set([info]));
      }
    },
    remove(info) {
      for (const [tag, value] of tagsOf(info.bucket)) {
        const byValue = byTag.get(tag);
        const infos = byValue?.get(value);
        if (!byValue || !infos?.delete(info)) continue;
        if (infos.size === 0) byValue.delete(value);
        if (byValue.size === 0) byTag.delete(tag);
      }
    },
    find(expressions, tree) {
      const query = compileTags(expressions);
      const narrowing = query.tests.filter(({ needsValue }) => needsValue);
      const first = narrowing.find(({ tag }) => tag !== "name") ?? narrowing[0]!;
      const found = new Set<SeriesInfo>();
      for (const infos of candidates(first, tree))
        for (const info of infos) if (query.test(info.bucket)) found.add(info);
      return [...found];
    },
  };
}
