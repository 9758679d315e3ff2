import { compilePattern } from "./pattern";
import type { TagExpression } from "./tags";

/** Whether tags fulfil all expressions; or the sentence that says what is wrong with one of them. */
export function compileTags(
  expressions: readonly TagExpression[],
): ((tags: ReadonlyMap<string, string>) => boolean) | string {
  const tests: ((tags: ReadonlyMap<string, string>) => boolean)[] = [];
  for (const { tag, operator, value } of expressions) {
    // A tag that is not there is an empty one, as in Graphite.
    const valueOf = (tags: ReadonlyMap<string, string>) => tags.get(tag) ?? "";
    const wanted = !operator.startsWith("!");
    if (operator.endsWith("~")) {
      const pattern = compilePattern(`^(?:${value})`);
      if (typeof pattern === "string") return pattern;
      tests.push((tags) => pattern.test(valueOf(tags)) === wanted);
    } else tests.push((tags) => (valueOf(tags) === value) === wanted);
  }
  return (tags) => tests.every((test) => test(tags));
}
