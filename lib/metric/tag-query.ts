import { RE2JS } from "re2js";
import { compileValueGlob, isGlob, compileGlob } from "./glob";
import { valuesOf } from "./tags";

/** What seriesByTag asks for. */
export interface TagQuery {
  tests: readonly TagTest[];
  /** Whether a bucket, `name;tag=value…`, answers all expressions. */
  test(bucket: string): boolean;
}

export interface TagTest {
  tag: string;
  /** The one value, or the one glob, that can answer; null: any may. */
  text: string | null;
  /** Whether series without the tag fail it. */
  needsValue: boolean;
  /** Whether these values of the tag answer; none: the tag is missing. */
  holds(values: readonly string[]): boolean;
}

const maxExpressions = 50;
const maxExpressionLength = 1_000;

/**
 * Graphite's tag expressions: `tag=value`, `tag!=value`, `tag=~regex`, `tag!=~regex`, all of which must hold;
 * a regex (RE2's) is anchored at the start, a missing tag is an empty value, `name` is the name without its
 * tags. Beyond Graphite, a value with wildcards is a glob: `env=*` has the tag, `env!=*` has not. An Error
 * that says what is wrong otherwise.
 */
export function compileTags(expressions: readonly string[]): TagQuery {
  if (expressions.length > maxExpressions)
    throw new Error(`${expressions.length} tag expressions: at most ${maxExpressions}`);
  const tests = expressions.map(compileTest);
  if (!tests.some(({ needsValue }) => needsValue))
    throw new Error("at least one tag expression must ask for a value, for example name=api.hits");
  // The name costs least to test.
  const ordered = tests.toSorted((a, b) => Number(b.tag === "name") - Number(a.tag === "name"));
  return { tests, test: (bucket) => ordered.every((each) => each.holds(valuesOf(bucket, each.tag))) };
}

function compileTest(expression: string): TagTest {
  if (expression.length > maxExpressionLength)
    throw new Error(`a tag expression has at most ${maxExpressionLength} characters`);
  const match = /^([^;!=~]+)(!?)=(~?)([^;]*)$/s.exec(expression);
  if (!match) throw new Error(`"${expression}" is none of tag=value, tag!=value, tag=~regex and tag!=~regex`);
  const [, tag, not, regex, text] = match as unknown as [string, string, string, string, string];
  const matches = regex ? compileRegex(text) : compileValue(tag, text);
  const isWanted = not === "";
  const holds = (values: readonly string[]) =>
    (values.length > 0 ? values.some(matches) : matches("")) === isWanted;
  return { tag, text: regex || !isWanted ? null : text, needsValue: !holds([]), holds };
}

function compileValue(tag: string, text: string): (value: string) => boolean {
  if (!isGlob(text)) return (value) => value === text;
  const glob = tag === "name" ? compileGlob(text) : compileValueGlob(text);
  return (value) => value !== "" && (value === text || glob.test(value));
}

function compileRegex(text: string): (value: string) => boolean {
  try {
    RE2JS.compile(text);
    const regex = RE2JS.compile(`^(?:${text})`);
    return (value) => regex.test(value);
  } catch (error) {
    throw new Error(`"${text}" is no regular expression: ${(error as Error).message}`, { cause: error });
  }
}
