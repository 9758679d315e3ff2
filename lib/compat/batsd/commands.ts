/** What a client of batsd's query port asks for. Times are epoch seconds, both ends included. */
export type Command =
  | { do: "available" }
  | { do: "values"; metric: string; beginS: number; endS: number }
  | { do: "ping" }
  | { do: "quit" }
  | { do: "unknown"; word: string };

/**
 * One line; null when it is empty. As in batsd the command only has to be part of the first word, in
 * either case, and a time that is missing or no number is 0. Source: batsd's lib/batsd/server.rb.
 */
export function parseCommand(line: string): Command | null {
  const [word = "", metric = "", begin, end] = line.trim().split(/\s+/);
  if (word === "") return null;
  if (/available/i.test(word)) return { do: "available" };
  if (/values/i.test(word)) return { do: "values", metric, beginS: readTime(begin), endS: readTime(end) };
  if (/ping/i.test(word)) return { do: "ping" };
  if (/quit|exit/i.test(word)) return { do: "quit" };
  return { do: "unknown", word };
}

/** Ruby's `to_i`: the whole number a text begins with. */
export function readTime(text: string | null | undefined): number {
  const match = /^\s*[+-]?\d{1,15}/.exec(text ?? "");
  return match ? Number(match[0]) : 0;
}
