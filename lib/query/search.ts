import uFuzzy from "@leeoniya/ufuzzy";
import type { Kind, SeriesInfo } from "@/lib/metric/series";

const wholeWord: [number, number] = [0, Number.POSITIVE_INFINITY];
/** Words in any order, each of three letters or more with at most one wrong. */
const byTypo = new uFuzzy({
  intraMode: 1,
  intraRules(word) {
    const wrong = word.length >= 3 ? 1 : 0;
    return { intraSlice: wholeWord, intraIns: wrong, intraSub: wrong, intraTrn: wrong, intraDel: wrong };
  },
});
/** `chk lat` for checkout.latency: letters in order, others between them. */
const byLetters = new uFuzzy({ intraMode: 0, intraIns: 4 });
const maxWordsPermuted = 4;
const maxRanked = 5_000;

/** Names that answer the words, best first; without words all of them, by name. */
export function searchBuckets(infos: SeriesInfo[], words: string, kind: Kind | null): SeriesInfo[] {
  const wanted = kind === null ? infos : infos.filter((info) => info.kind === kind);
  const needle = words.trim();
  if (needle === "") return wanted.toSorted((a, b) => compare(a.bucket, b.bucket) || compare(a.kind, b.kind));
  const names = wanted.map((info) => info.bucket);
  const plain = names.flatMap((name, i) => (name.toLowerCase() === needle.toLowerCase() ? [i] : []));
  const found = [byTypo, byLetters].reduce<number[]>((order, matcher) => {
    if (order.length > 0) return order;
    const [indexes, info, ranks] = matcher.search(names, needle, maxWordsPermuted, maxRanked);
    return info && ranks ? ranks.map((rank) => info.idx[rank]!) : (indexes ?? []);
  }, []);
  return [...new Set([...plain, ...found])].map((i) => wanted[i]!);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
