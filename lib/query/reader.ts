/** What is wrong with a target, and at which character. */
export class Fault extends Error {
  override name = "TargetFault";
  /** Which of several targets it is about, where they were evaluated together. */
  targetIndex = 0;
  constructor(
    readonly position: number,
    message: string,
  ) {
    super(message);
  }
}

/** Also of a fault that another of Next's module graphs threw, whose class is not ours. */
export function isFault(error: unknown): error is Fault {
  return error instanceof Error && error.name === "TargetFault";
}

export type Reader = ReturnType<typeof createReader>;

/** Reads a target from left to right. Positions count from 1. */
export function createReader(text: string) {
  let at = 0;
  const skipSpaces = () => {
    while (/\s/.test(text[at] ?? "")) at++;
  };
  return {
    skipSpaces,
    peek: () => text[at] ?? "",
    position: () => at + 1,
    since: (position: number) => text.slice(position - 1, at).trim(),
    fault: (message: string, position = at + 1) => new Fault(position, message),
    /** Takes a character, after spaces, or says what was expected. */
    expect(char: string) {
      skipSpaces();
      if (text[at] !== char) throw new Fault(at + 1, `expected "${char}", found ${quoteFound(text[at])}`);
      at++;
    },
    takeIf(char: string): boolean {
      skipSpaces();
      if (text[at] !== char) return false;
      at++;
      return true;
    },
    /** `name=` before an argument; null when there is none. */
    takeArgumentName(): string | null {
      const named = /([A-Za-z_]\w*)\s*=\s*/y;
      named.lastIndex = at;
      const match = named.exec(text);
      if (!match || /[,)=~]/.test(text[named.lastIndex] ?? "")) return null;
      at = named.lastIndex;
      return match[1]!;
    },
    /** A name or number: up to a comma outside of braces, a parenthesis, a quote, a bar or a space. */
    takeWord(): string {
      const from = at;
      let depth = 0;
      for (; at < text.length; at++) {
        const char = text[at]!;
        if (char === "{") depth++;
        else if (char === "}") depth = Math.max(0, depth - 1);
        else if (/[\s()"'|]/.test(char) || (char === "," && depth === 0)) break;
      }
      if (depth > 0) throw new Fault(from + 1, "a { is never closed");
      return text.slice(from, at);
    },
    /** A text in quotes of either kind. A backslash stays, and so does the character after it. */
    takeText(): string {
      const quote = text[at]!;
      const from = at;
      for (at++; at < text.length && text[at] !== quote; at++) if (text[at] === "\\") at++;
      if (at >= text.length) throw new Fault(from + 1, "a text is never closed");
      return text.slice(from + 1, at++);
    },
    goTo(position: number) {
      at = position - 1;
    },
  };
}

export function quoteFound(char: string | undefined): string {
  return char === undefined || char === "" ? "the end" : `"${char}"`;
}
