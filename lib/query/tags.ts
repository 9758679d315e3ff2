export interface TagExpression {
  tag: string;
  operator: "=" | "!=" | "=~" | "!=~";
  /** A regular expression for `=~` and `!=~`, which matches from the beginning. */
  value: string;
}

/** `env=prod`, `name!=a`, `host=~web.*`; the sentence that says what is wrong otherwise. */
export function parseTagExpression(text: string): TagExpression | string {
  const match = /^([^=!~;]+)(!=~|=~|!=|=)(.*)$/s.exec(text);
  if (!match) return "a tag expression is tag=value, tag!=value, tag=~pattern or tag!=~pattern";
  const [, tag, operator, value] = match as unknown as [string, string, TagExpression["operator"], string];
  return { tag, operator, value };
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
