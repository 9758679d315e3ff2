/** A piece of a name, and whether what was typed matches it. */
export interface NamePart {
  text: string;
  isMatch: boolean;
}

/** Marks in a name the letters that were typed: each word where it stands whole, else letter by letter. */
export function markMatches(name: string, typed: string): NamePart[] {
  const lower = name.toLowerCase();
  const marked = new Set<number>();
  for (const word of typed.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = lower.indexOf(word);
    const places = at === -1 ? findScattered(lower, word) : [...word].map((_, index) => at + index);
    for (const place of places) marked.add(place);
  }
  const parts: NamePart[] = [];
  for (let index = 0; index < name.length; index += 1) {
    const last = parts[parts.length - 1];
    const isMatch = marked.has(index);
    if (last?.isMatch === isMatch) last.text += name[index];
    else parts.push({ text: name[index]!, isMatch });
  }
  return parts;
}

/** The parts before and from a place: for a name whose middle is cut while both its ends stay readable. */
export function splitParts(parts: readonly NamePart[], place: number): [NamePart[], NamePart[]] {
  const [before, after]: [NamePart[], NamePart[]] = [[], []];
  let at = 0;
  for (const { text, isMatch } of parts) {
    const cut = Math.min(text.length, Math.max(0, place - at));
    if (cut > 0) before.push({ text: text.slice(0, cut), isMatch });
    if (cut < text.length) after.push({ text: text.slice(cut), isMatch });
    at += text.length;
  }
  return [before, after];
}

/** As many letters of the word as follow each other in the name: all, or none. */
function findScattered(name: string, word: string): number[] {
  const places: number[] = [];
  let from = 0;
  for (const letter of word) {
    const at = name.indexOf(letter, from);
    if (at === -1) return [];
    places.push(at);
    from = at + 1;
  }
  return places;
}
