import { compilePattern, type Pattern } from "./pattern";

export interface TagExpression {
  tag: string;
  operator: "=" | "!=" | "=~" | "!=~";
  value: string;
  /** Of `=~` and `!=~`: matches from the beginning. */
  pattern: Pattern | null;
}

/** `env=prod`, `name!=a`, `host=~web.*`; the sentence that says what is wrong otherwise. */
export function parseTagExpression(text: string): TagExpression | string {
  const match = /^([^=!~;]+)(!=~|=~|!=|=)(.*)$/s.exec(text);
  if (!match) return "a tag expression is tag=value, tag!=value, tag=~pattern or tag!=~pattern";
  const [, tag, operator, value] = match as unknown as [string, string, TagExpression["operator"], string];
  if (!operator.endsWith("~")) return { tag, operator, value, pattern: null };
  const pattern = compilePattern(`^(?:${value})`);
  return typeof pattern === "string" ? pattern : { tag, operator, value, pattern };
}

/** A tag that is not there is an empty one, as in Graphite. */
export function tagHolds(expression: TagExpression, tags: ReadonlyMap<string, string>): boolean {
  const value = tags.get(expression.tag) ?? "";
  const { operator, pattern } = expression;
  const matches = pattern ? pattern.test(value) : value === expression.value;
  return operator.startsWith("!") ? !matches : matches;
}

/** `api.hits;env=prod` → name and tags. Bare tags have empty values. */
export function tagsOf(bucket: string): Map<string, string> {
  const [name = "", ...rest] = bucket.split(";");
  const tags = new Map([["name", name]]);
  for (const each of rest) {
    const at = each.indexOf("=");
    tags.set(at < 0 ? each : each.slice(0, at), at < 0 ? "" : each.slice(at + 1));
  }
  return tags;
}
