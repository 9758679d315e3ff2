const cache = new Map<string, RegExp>();
const cacheLimit = 2_000;

/**
 * Graphite's globs: `*` and `?` stay inside one dot segment, `**` crosses, `[a-z]` is one character of a
 * class (`[!…]`: none of it), `{a,b}` is one of several texts. Without any of these, the text itself.
 */
export function compileGlob(glob: string): RegExp {
  const known = cache.get(glob);
  if (known) return known;
  if (cache.size >= cacheLimit) cache.clear();
  const compiled = new RegExp(`^${translate(glob)}$`, "s");
  cache.set(glob, compiled);
  return compiled;
}

export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

function translate(glob: string): string {
  let out = "";
  let depth = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    if (char === "*") {
      const crosses = glob[i + 1] === "*";
      while (glob[i + 1] === "*") i++;
      out += crosses ? ".*" : "[^.]*";
    } else if (char === "?") {
      out += "[^.]";
    } else if (char === "[" && glob.indexOf("]", i + 2) > 0) {
      const end = glob.indexOf("]", i + 2);
      out += characterClass(glob.slice(i + 1, end));
      i = end;
    } else if (char === "{" && glob.indexOf("}", i) > 0) {
      depth++;
      out += "(?:";
    } else if (char === "}" && depth > 0) {
      depth--;
      out += ")";
    } else if (char === "," && depth > 0) {
      out += "|";
    } else {
      out += escape(char);
    }
  }
  return out + ")".repeat(depth);
}

function characterClass(text: string): string {
  const negated = text.startsWith("!") || text.startsWith("^");
  const members = (negated ? text.slice(1) : text).replace(/[\\\]^[]/g, "\\$&");
  // A range written backwards ([z-a]) is no class: it matches its own characters.
  const safe = isOrdered(members) ? members : members.replaceAll("-", "\\-");
  return `[${negated ? "^." : ""}${safe}]`;
}

function isOrdered(members: string): boolean {
  for (const [, from, to] of members.matchAll(/([^\\])-(.)/g)) if (from! > to!) return false;
  return !/\\.-|-\\/.test(members);
}

function escape(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}
