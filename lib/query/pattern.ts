import { RE2JS } from "re2js";

/** A regular expression that takes time in proportion to the text, whoever wrote it. */
export interface Pattern {
  /** Whether it matches anywhere. */
  test(text: string): boolean;
  /** Replaces every match; `\1` and `\g<1>` are groups. */
  replace(text: string, replacement: string): string;
}

const cache = new Map<string, Pattern | string>();
const cacheLimit = 500;
const maxLength = 1_000;

/** The pattern, or the sentence that says what is wrong with it. */
export function compilePattern(source: string): Pattern | string {
  const known = cache.get(source);
  if (known !== undefined) return known;
  if (cache.size >= cacheLimit) cache.clear();
  const compiled = source.length > maxLength ? "the pattern is too long" : compile(source);
  cache.set(source, compiled);
  return compiled;
}

function compile(source: string): Pattern | string {
  let re: RE2JS;
  try {
    re = RE2JS.compile(source);
  } catch (error) {
    return `no regular expression: ${error instanceof Error ? error.message : source}`;
  }
  return {
    test: (text: string) => re.matcher(text).find(),
    replace(text: string, replacement: string): string {
      const matcher = re.matcher(text);
      let out = "";
      let from = 0;
      while (matcher.find()) {
        const group = (n: number) => (n <= matcher.groupCount() ? (matcher.group(n) ?? "") : "");
        out += text.slice(from, matcher.start()) + fillGroups(replacement, group);
        from = matcher.end();
      }
      return out + text.slice(from);
    },
  };
}

function fillGroups(replacement: string, group: (n: number) => string): string {
  return replacement.replace(
    /\\(?:(\d{1,2})|g<(\d{1,2})>|(.))/gs,
    (_, plain?: string, named?: string, escaped?: string) =>
      escaped === undefined ? group(Number(plain ?? named)) : escaped === "\\" ? "\\" : `\\${escaped}`,
  );
}
