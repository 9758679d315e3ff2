import { RE2JS } from "re2js";

/** A compiled glob. */
export interface Glob {
  test(text: string): boolean;
}

const cache = new Map<string, Glob>();
const cacheLimit = 2_000;

/**
 * Graphite's globs over bucket names: `*` and `?` stay inside one dot segment, `**` crosses, `[a-z]` is one
 * character of a class (`[!…]`: none of it), `{a,b}` is one of several texts. Without any of these, the text
 * itself. A glob without `;` describes the name alone, whatever its tags; one with `;` describes the tags
 * too, and behind the `;` wildcards stay inside one tag. Takes time in proportion to the text.
 */
export function compileGlob(glob: string): Glob {
  const known = cache.get(glob);
  if (known) return known;
  if (cache.size >= cacheLimit) cache.clear();
  const compiled = compile(glob, "name");
  cache.set(glob, compiled);
  return compiled;
}

/** A glob over one tag's value, in which `*` stands for anything. */
export function compileValueGlob(glob: string): Glob {
  return compile(glob, "tags");
}

export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

export interface GlobParts {
  /** Each describes one dot segment of the name. */
  segments: string[];
  /** What follows them: nothing, a glob of the tags, or something that cannot be split at dots. */
  rest: "none" | "tags" | "mixed";
}

/** Splits a glob at the dots that are dots of the name. */
export function splitGlob(glob: string): GlobParts {
  const segments: string[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    const classEnd = char === "[" ? endOfClass(glob, i) : -1;
    if (classEnd > 0) {
      const members = new RegExp(characterClass(glob.slice(i + 1, classEnd), ".;"), "su");
      if (members.test(".") || members.test(";")) return { segments, rest: "mixed" };
      i = classEnd;
    } else if (char === "{" && glob.indexOf("}", i) > 0) depth++;
    else if (char === "}" && depth > 0) depth--;
    else if (depth > 0 && /[.;]/.test(char)) return { segments, rest: "mixed" };
    else if (char === ";") return { segments: [...segments, glob.slice(start, i)], rest: "tags" };
    else if (char === ".") {
      segments.push(glob.slice(start, i));
      start = i + 1;
    }
  }
  return depth > 0
    ? { segments, rest: "mixed" }
    : { segments: [...segments, glob.slice(start)], rest: "none" };
}

function compile(glob: string, part: "name" | "tags"): Glob {
  const source = isGlob(glob) ? translate(glob, part) : null;
  if (source === null) return { test: (text) => text === glob };
  if (isCheap(glob)) return new RegExp(`^(?:${source})$`, "su");
  const linear = RE2JS.compile(source, RE2JS.DOTALL);
  const needed = findNeeded(glob);
  return { test: (text) => text.includes(needed) && linear.testExact(text) };
}

/** The longest text that every match contains. */
function findNeeded(glob: string): string {
  if (/[[{]/.test(glob)) return "";
  return glob.split(/[*?]+/).reduce((longest, text) => (text.length > longest.length ? text : longest), "");
}

/** Backtracking is quicker as long as there is little of it. */
function isCheap(glob: string): boolean {
  const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;
  if (/\*\*|\{|;/.test(glob)) return count(glob, /\*+/g) <= 2 && count(glob, /\*+|\{/g) <= 3;
  return glob.split(".").every((segment) => count(segment, /\*/g) <= 2);
}

const wildcards = {
  name: { one: "[^.;]", many: "[^.;]*", crossing: "[^;]*", not: ".;" },
  tags: { one: "[^;]", many: "[^;]*", crossing: ".*", not: ";" },
};

function translate(glob: string, part: "name" | "tags"): string {
  let out = "";
  let depth = 0;
  let at = wildcards[part];
  const begin = at;
  let hasTags = false;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    const classEnd = char === "[" ? endOfClass(glob, i) : -1;
    if (char === "*") {
      const crosses = glob[i + 1] === "*";
      while (glob[i + 1] === "*") i++;
      out += crosses ? at.crossing : at.many;
    } else if (char === "?") {
      out += at.one;
    } else if (classEnd > 0) {
      out += characterClass(glob.slice(i + 1, classEnd), at.not);
      i = classEnd;
    } else if (char === "{" && glob.indexOf("}", i) > 0) {
      depth++;
      out += "(?:";
    } else if (char === "}" && depth > 0) {
      depth--;
      out += ")";
    } else if (char === "," && depth > 0) {
      out += "|";
    } else {
      if (char === ";") [at, hasTags] = [wildcards.tags, true];
      out += escape(char);
    }
  }
  out += ")".repeat(depth);
  return begin === wildcards.tags || hasTags ? out : `(?:${out})(?:;.*)?`;
}

function endOfClass(glob: string, start: number): number {
  return glob.indexOf("]", start + 2);
}

function characterClass(text: string, outside: string): string {
  const negated = text.startsWith("!") || text.startsWith("^");
  const members = (negated ? text.slice(1) : text).replace(/[\\\]^[]/g, "\\$&");
  // A range written backwards ([z-a]) is no class: it matches its own characters.
  const safe = isOrdered(members) ? members : members.replaceAll("-", "\\-");
  return `[${negated ? `^${outside}` : ""}${safe}]`;
}

function isOrdered(members: string): boolean {
  for (const [, from, to] of members.matchAll(/([^\\])-(.)/gsu))
    if (from!.codePointAt(0)! > to!.codePointAt(0)!) return false;
  return !/\\.-|-\\|-.-/su.test(members);
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}
