import type { Glob } from "@/lib/metric/glob";
import type { SeriesInfo } from "@/lib/metric/series";

/** The series known, in the order they came: what has to look at all of them reads on without a jump. */
export interface NameList {
  insert(info: SeriesInfo): void;
  /** Series went: the list is made again when it is next asked for. */
  forget(): void;
  all(): SeriesInfo[];
  find(glob: Glob): SeriesInfo[];
}

export function createNameList(known: () => Iterable<SeriesInfo>): NameList {
  let list: { infos: SeriesInfo[]; buckets: string[] } | null = null;

  function make() {
    const infos = [...known()];
    return { infos, buckets: infos.map(({ bucket }) => bucket) };
  }

  return {
    insert(info) {
      list?.infos.push(info);
      list?.buckets.push(info.bucket);
    },
    forget: () => void (list = null),
    all: () => (list ??= make()).infos.slice(),
    find(glob) {
      const { infos, buckets } = (list ??= make());
      const found: SeriesInfo[] = [];
      for (let i = 0; i < buckets.length; i++) if (glob.test(buckets[i]!)) found.push(infos[i]!);
      return found;
    },
  };
}
