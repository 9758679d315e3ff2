import { type Kind, isKind } from "@/lib/metric/series";
import { declarations, findDeclaration, type FunctionName, type ParameterType } from "./declarations";
import { maxTargetDepth, maxTargetLength } from "./limits";
import { describeStatistics, isStatistic } from "./statistics";

export type Target = Reference | Call;

/** `timers:api.*:p95`: which series, and which statistic of them. */
export interface Reference {
  type: "reference";
  text: string;
  /** Null: the one kind that has the bucket. */
  kind: Kind | null;
  /** A bucket with its tags, or a glob. */
  pattern: string;
  /** Null: the kind's own default. */
  statistic: string | null;
  /** Where it stands in the target, the first character being 1. */
  position: number;
}

export interface Call {
  type: "call";
  name: FunctionName;
  /** The call as it was written. */
  text: string;
  arguments: (Target | number | string)[];
}

export interface TargetFault {
  /** 1 is the first character. */
  position: number;
  message: string;
}

/** Parses `name`, `kind:name:statistic`, a glob, or `fn(target, 1, "text")`. */
export function parseTarget(text: string): { target: Target } | { fault: TargetFault } {
  if (text.length > maxTargetLength)
    return {
      fault: { position: maxTargetLength, message: `a target has at most ${maxTargetLength} characters` },
    };
  const reader = createReader(text);
  try {
    const target = readTarget(reader, 0);
    reader.skipSpaces();
    if (reader.peek() !== "") throw reader.fault(`expected the end, found "${reader.peek()}"`);
    return { target };
  } catch (error) {
    if (error instanceof Fault) return { fault: { position: error.position, message: error.message } };
    throw error;
  }
}

/** Every reference in a target, in the order in which they stand in it. */
export function referencesOf(target: Target): Reference[] {
  if (target.type === "reference") return [target];
  return target.arguments.flatMap((each) => (typeof each === "object" ? referencesOf(each) : []));
}

class Fault extends Error {
  constructor(
    readonly position: number,
    message: string,
  ) {
    super(message);
  }
}

type Reader = ReturnType<typeof createReader>;

function createReader(text: string) {
  let at = 0;
  const skipSpaces = () => {
    while (/\s/.test(text[at] ?? "")) at++;
  };
  return {
    skipSpaces,
    peek: () => text[at] ?? "",
    position: () => at + 1,
    since: (position: number) => text.slice(position - 1, at),
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
    /** A name or number: up to a comma outside of braces, a parenthesis, a quote or a space. */
    takeWord(): string {
      const from = at;
      let depth = 0;
      for (; at < text.length; at++) {
        const char = text[at]!;
        if (char === "{") depth++;
        else if (char === "}") depth = Math.max(0, depth - 1);
        else if (/[\s()"']/.test(char) || (char === "," && depth === 0)) break;
      }
      if (depth > 0) throw new Fault(from + 1, "a { is never closed");
      return text.slice(from, at);
    },
    takeText(): string {
      const quote = text[at]!;
      const from = at;
      const end = text.indexOf(quote, at + 1);
      if (end < 0) throw new Fault(from + 1, "a text is never closed");
      at = end + 1;
      return text.slice(from + 1, end);
    },
  };
}

function quoteFound(char: string | undefined): string {
  return char === undefined ? "the end" : `"${char}"`;
}

function readTarget(reader: Reader, depth: number): Target {
  if (depth > maxTargetDepth) throw reader.fault(`calls are nested more than ${maxTargetDepth} deep`);
  reader.skipSpaces();
  const position = reader.position();
  const word = reader.takeWord();
  if (word === "") throw reader.fault(`expected a name, found ${quoteFound(reader.peek() || undefined)}`);
  return reader.takeIf("(") ? readCall(reader, word, position, depth) : toReference(word, position);
}

function readCall(reader: Reader, name: string, position: number, depth: number): Call {
  const declaration = findDeclaration(name);
  if (!declaration)
    throw reader.fault(
      `there is no function "${name}"; there are ${Object.keys(declarations).join(", ")}`,
      position,
    );
  const { parameters, repeats } = declaration;
  const values: Call["arguments"] = [];
  do {
    const parameter = parameters[values.length] ?? (repeats ? parameters.at(-1) : undefined);
    if (!parameter) throw reader.fault(`${name} takes ${parameters.length} arguments and no more`);
    reader.skipSpaces();
    if (reader.peek() === ")") throw reader.fault(`${name} misses its "${parameter.name}"`);
    values.push(readArgument(reader, parameter.type, `"${parameter.name}" of ${name}`, depth));
  } while (reader.takeIf(","));
  const missing = parameters[values.length];
  if (missing) throw reader.fault(`${name} misses its "${missing.name}"`);
  reader.expect(")");
  return { type: "call", name: name as FunctionName, text: reader.since(position), arguments: values };
}

function readArgument(reader: Reader, type: ParameterType, what: string, depth: number) {
  const position = reader.position();
  if (type === "series") return readTarget(reader, depth + 1);
  const isText = /["']/.test(reader.peek());
  if (type === "text") {
    if (!isText) throw reader.fault(`the ${what} is a text in quotes`);
    return reader.takeText();
  }
  const word = isText ? "" : reader.takeWord();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) || !Number.isFinite(Number(word)))
    throw reader.fault(`the ${what} is a number`, position);
  return Number(word);
}

function toReference(text: string, position: number): Reference {
  const parts = text.split(":");
  const kind = parts.length > 1 && isKind(parts[0]!) ? (parts.shift() as Kind) : null;
  const [pattern = "", statistic = null, ...rest] = parts;
  const statisticAt = position + text.lastIndexOf(":") + 1;
  if (pattern === "") throw new Fault(position, `"${text}" names no bucket`);
  if (rest.length > 0)
    throw new Fault(position, `"${text}" has too many colons: a name is <kind>:<bucket>:<statistic>`);
  if (statistic !== null && !isStatistic(kind, statistic))
    throw new Fault(statisticAt, `there is no statistic "${statistic}"; ${describeStatistics(kind)}`);
  return { type: "reference", text, kind, pattern, statistic, position };
}
