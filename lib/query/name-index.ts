import type { SeriesInfo } from "@/lib/metric/series";
import { lettersOf, splitWords } from "./name-words";

/** Series as words: each in a place, its words one after the other in a list that all share. */
export interface NameIndex {
  /** Takes in what changed: infos are told apart as objects, new ones are expected at the end. */
  update(infos: readonly SeriesInfo[]): void;
  /** How many places there are, those of series that went included. */
  size(): number;
  /** Null: the series of this place went. */
  info(place: number): SeriesInfo | null;
  /** The bucket in lower case. */
  text(place: number): string;
  /** Where its words begin and end. */
  start(place: number): number;
  end(place: number): number;
  word(at: number): number;
  /** One number for each word known. */
  costs(costOf: (word: string, letters: number) => number): Uint8Array;
  /** The place's rank by name, and the series of a rank. */
  order(place: number): number;
  inOrder(rank: number): SeriesInfo | null;
}

export function createNameIndex(): NameIndex {
  let infos: (SeriesInfo | null)[] = [];
  let texts: string[] = [];
  let starts: number[] = [0];
  let words: number[] = [];
  let ids = new Map<string, number>();
  let known: { word: string; letters: number }[] = [];
  let ranked = new Int32Array();
  let rankOf = new Int32Array();
  let gone = 0;

  function clear(): void {
    [infos, texts, starts, words, known, gone] = [[], [], [0], [], [], 0];
    [ids, ranked] = [new Map(), new Int32Array()];
  }
  function idOf(word: string): number {
    let id = ids.get(word);
    if (id === undefined) {
      id = known.push({ word, letters: lettersOf(word) }) - 1;
      ids.set(word, id);
    }
    return id;
  }
  function add(info: SeriesInfo): void {
    const text = info.bucket.toLowerCase();
    infos.push(info);
    texts.push(text);
    for (const word of splitWords(text)) words.push(idOf(word));
    starts.push(words.length);
  }
  function compare(a: number, b: number): number {
    const [left, right] = [texts[a]!, texts[b]!];
    if (left < right) return -1;
    if (left > right) return 1;
    return (infos[a]?.series ?? "") < (infos[b]?.series ?? "") ? -1 : 1;
  }
  /** Puts the places from `first` on among those already in order. */
  function rank(first: number): void {
    const fresh = Array.from({ length: infos.length - first }, (_, i) => first + i).sort(compare);
    const merged = new Int32Array(infos.length);
    let taken = 0;
    fresh.forEach((place, i) => {
      const before = bisect(taken, ranked.length, (at) => compare(ranked[at]!, place) < 0);
      merged.set(ranked.subarray(taken, before), taken + i);
      merged[before + i] = place;
      taken = before;
    });
    merged.set(ranked.subarray(taken), taken + fresh.length);
    ranked = merged;
    rankOf = new Int32Array(merged.length);
    for (let i = 0; i < merged.length; i++) rankOf[merged[i]!] = i;
  }

  return {
    update(now) {
      let same = 0;
      for (let place = 0; place < infos.length; place++) {
        if (infos[place] === null) continue;
        if (infos[place] === now[same]) same++;
        else {
          infos[place] = null;
          gone++;
        }
      }
      if (gone > now.length) {
        clear();
        same = 0;
      }
      if (same === now.length) return;
      const first = infos.length;
      for (const info of now.slice(same)) add(info);
      rank(first);
    },
    size: () => infos.length,
    info: (place) => infos[place]!,
    text: (place) => texts[place]!,
    start: (place) => starts[place]!,
    end: (place) => starts[place + 1]!,
    word: (at) => words[at]!,
    costs: (costOf) => Uint8Array.from(known, ({ word, letters }) => costOf(word, letters)),
    order: (place) => rankOf[place]!,
    inOrder: (rank) => infos[ranked[rank]!]!,
  };
}

/** The first place in [from, until) that is not before; `until` when all are. */
function bisect(from: number, until: number, isBefore: (at: number) => boolean): number {
  let [low, high] = [from, until];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
