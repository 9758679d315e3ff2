import { isGlob } from "@/lib/metric/glob";
import type { SeriesInfo } from "@/lib/metric/series";
import { compileTags, type TagTest } from "@/lib/metric/tag-query";
import { tagsOf } from "@/lib/metric/tags";

/** The series known, by the values of their tags. */
export interface TagIndex {
  insert(info: SeriesInfo): void;
  remove(info: SeriesInfo): void;
  /** Every series that all expressions hold for. An Error says what is wrong with them. */
  find(expressions: readonly string[], names: Names): SeriesInfo[];
}

/** The same series by their names. */
interface Names {
  all(): readonly SeriesInfo[];
  at(name: string): readonly SeriesInfo[];
  find(glob: string): readonly SeriesInfo[];
}

export function createTagIndex(): TagIndex {
  const byTag = new Map<string, Map<string, Set<SeriesInfo>>>();

  /** The series one test can hold for. */
  function candidates({ tag, text, holds }: TagTest, names: Names): Iterable<SeriesInfo>[] {
    if (tag !== "name")
      return [...(byTag.get(tag) ?? [])].flatMap(([value, infos]) => (holds([value]) ? [infos] : []));
    if (text === null) return [names.all()];
    return [isGlob(text) ? names.find(text) : names.at(text)];
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
    find(expressions, names) {
      const query = compileTags(expressions);
      const narrowing = query.tests.filter(({ needsValue }) => needsValue);
      const first = narrowing.find(({ tag }) => tag !== "name") ?? narrowing[0]!;
      const found = new Set<SeriesInfo>();
      for (const infos of candidates(first, names))
        for (const info of infos) if (query.test(info.bucket)) found.add(info);
      return [...found];
    },
  };
}
