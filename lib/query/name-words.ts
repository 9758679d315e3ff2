/** How a typed word answers a word of a name, best first. */
export const cost = { whole: 0, start: 1, inside: 3, typo: 5, letters: 6, none: 255 } as const;

const maxTypoLength = 32;

/** The words of a lower-cased name or search: what stands between the separators. */
export function splitWords(text: string): string[] {
  return text.split(/[.;=_\-:/,\s]+/).filter((word) => word !== "");
}

/** One bit for each letter and digit that occurs: most words are told apart without being read. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    if (code >= 97 && code <= 122) letters |= 1 << (code - 97);
    else letters |= 1 << (26 + (code % 6));
  }
  return letters;
}

/** As it is typed: the word itself, its start, or a part of it. */
export function costAsTyped(typed: string, word: string): number {
  if (word.startsWith(typed)) return word.length === typed.length ? cost.whole : cost.start;
  return word.includes(typed) ? cost.inside : cost.none;
}

/**
 * With one letter of three or more wrong, missing, too many or swapped with the next; or with letters left
 * out: `chk` for checkout.
 */
export function costWithMistake(typed: string, word: string): number {
  const asTyped = costAsTyped(typed, word);
  if (asTyped !== cost.none) return asTyped;
  if (typed.length >= 3 && typed.length <= maxTypoLength && isNear(typed, word)) return cost.typo;
  return typed.length >= 2 && typed[0] === word[0] && hasLetters(typed, word) ? cost.letters : cost.none;
}

/** Three letters may be the whole word with one wrong, four its start, five any part of it. */
function isNear(typed: string, word: string): boolean {
  if (isNearAt(typed, word, 0, typed.length < 4)) return true;
  if (typed.length >= 5)
    for (let start = 1; start + typed.length <= word.length + 1; start++)
      if (isNearAt(typed, word, start, false)) return true;
  return false;
}

function isNearAt(typed: string, word: string, start: number, isWhole: boolean): boolean {
  let i = 0;
  while (i < typed.length && typed[i] === word[start + i]) i++;
  const at = start + i;
  const follows = (from: number, place: number) =>
    place <= word.length &&
    (isWhole ? word.length - place === typed.length - from : true) &&
    word.startsWith(typed.slice(from), place);
  return (
    follows(i + 1, at + 1) ||
    follows(i + 1, at) ||
    follows(i, at + 1) ||
    (i + 1 < typed.length && typed[i] === word[at + 1] && typed[i + 1] === word[at] && follows(i + 2, at + 2))
  );
}

/** Whether the letters follow each other, with others between them. */
export function hasLetters(typed: string, word: string): boolean {
  let from = 0;
  for (let i = 0; i < typed.length; i++) {
    from = word.indexOf(typed[i]!, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
