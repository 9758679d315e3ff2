import type { Kind, SeriesInfo } from "@/lib/metric/series";
import { createNameIndex, type NameIndex } from "./name-index";
import { cost, costAsTyped, costWithMistake, hasLetters, lettersOf, splitWords } from "./name-words";

export interface BucketQuery {
  words: string;
  /** Null: any. */
  kind: Kind | null;
  offset: number;
  limit: number;
  /** Series not seen for ten minutes stand behind others that are as good. */
  nowMs: number;
}

export interface FoundBuckets {
  matched: number;
  found: SeriesInfo[];
}

export interface BucketSearch {
  /**
   * Names that answer the words, best first: the name itself, those that begin so, those with a part that
   * begins so, then those with all words. When few do, names follow that do with one letter of a word wrong
   * or with letters left out. Without words all names, in their order.
   */
  find(infos: readonly SeriesInfo[], query: BucketQuery): FoundBuckets;
}

const deadAfterMs = 600_000;
/** So many answers to what was really typed need no others. */
const enough = 20;
const maxWords = 8;

/** Keeps an index of the names of the last call, and takes in only what changed since. */
export function createBucketSearch(): BucketSearch {
  const index = createNameIndex();
  return {
    find(infos, query) {
      index.update(infos);
      const typed = query.words.trim().toLowerCase();
      const words = [...new Set(splitWords(typed))].slice(0, maxWords);
      if (typed === "") return pageByName(index, query);
      if (words.length === 0) return page(index, query, (i) => (index.text(i).includes(typed) ? 0 : null));
      const first = page(index, query, rankBy(index, typed, words, costAsTyped));
      if (first.matched >= enough) return first;
      const second = page(index, query, rankBy(index, typed, words, costWithMistake));
      if (second.matched > 0) return second;
      const letters = words.join("");
      return page(index, query, (i) => (hasLetters(letters, index.text(i)) ? 0 : null));
    },
  };
}

/** The rank of a name, 0 being the best; null: it does not answer. */
type Rank = (place: number) => number | null;

function rankBy(index: NameIndex, typed: string, words: string[], costOf: typeof costAsTyped): Rank {
  const costs = words.map((word) => costByWord(index, word, costOf === costAsTyped ? 0 : 1, costOf));
  return (place) => {
    let sum = 0;
    let after = -1;
    for (const byWord of costs) {
      let best: number = cost.none;
      let bestAt = -1;
      for (let at = index.start(place); at < index.end(place); at++) {
        const each = byWord[index.word(at)]!;
        if (each < best || (each === best && bestAt < after)) [best, bestAt] = [each, at];
      }
      if (best === cost.none) return null;
      // Words in another order than typed count a little less.
      sum += best * 2 + (bestAt < after ? 1 : 0);
      after = bestAt;
    }
    return rankAsWhole(index.text(place), typed) ?? 3 + sum;
  };
}

/** What every word known costs for one that was typed. */
function costByWord(
  index: NameIndex,
  typed: string,
  mistakes: number,
  costOf: typeof costAsTyped,
): Uint8Array {
  const letters = lettersOf(typed);
  return index.costs((word, wordLetters) =>
    countBits(letters & ~wordLetters) > mistakes ? cost.none : costOf(typed, word),
  );
}

/** The search as one text: the name or the name without tags, its start, the start of a part of it. */
function rankAsWhole(text: string, typed: string): number | null {
  const at = text.indexOf(typed);
  if (at === 0) return text.length === typed.length || text[typed.length] === ";" ? 0 : 1;
  for (let from = at; from > 0; from = text.indexOf(typed, from + 1))
    if (/[^a-z0-9]/.test(text[from - 1]!)) return 2;
  return null;
}

/** Sorts what answers by rank, the living first, names of fewer words first, then by name: one number each. */
function page(index: NameIndex, query: BucketQuery, rankOf: Rank): FoundBuckets {
  const { offset, limit } = query;
  const keys = new Float64Array(index.size());
  let matched = 0;
  for (let place = 0; place < keys.length; place++) {
    const info = index.info(place);
    if (!info || !isAsked(info, query)) continue;
    const rank = rankOf(place);
    if (rank === null) continue;
    const length = Math.min(31, index.end(place) - index.start(place));
    keys[matched++] = ((rank * 2 + Number(isDead(info, query))) * 32 + length) * 2 ** 22 + index.order(place);
  }
  const shown = keys
    .subarray(0, matched)
    .sort()
    .subarray(offset, offset + limit);
  return { matched, found: Array.from(shown, (key) => index.inOrder(key % 2 ** 22)!) };
}

function pageByName(index: NameIndex, query: BucketQuery): FoundBuckets {
  const living: SeriesInfo[] = [];
  const dead: SeriesInfo[] = [];
  for (let rank = 0; rank < index.size(); rank++) {
    const info = index.inOrder(rank);
    if (info && isAsked(info, query)) (isDead(info, query) ? dead : living).push(info);
  }
  const all = [...living, ...dead];
  return { matched: all.length, found: all.slice(query.offset, query.offset + query.limit) };
}

function isAsked(info: SeriesInfo, { kind }: BucketQuery): boolean {
  return kind === null || info.kind === kind;
}

function isDead(info: SeriesInfo, { nowMs }: BucketQuery): boolean {
  return nowMs - info.lastSeenMs > deadAfterMs;
}

function countBits(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
