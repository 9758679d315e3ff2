import { type Kind, isKind } from "@/lib/metric/series";
import { maxTargetDepth, maxTargetLength, maxWildcards } from "./limits";
import { readCall } from "./call";
import { createReader, Fault, quoteFound, type Reader, isFault } from "./reader";
import { describeStatistics, isStatistic } from "./statistics";
import type { Reference, Target, TargetFault } from "./syntax";
import { parseTagExpression, type TagExpression } from "./tags";

/** Parses `name`, `kind:name:statistic`, a glob, `fn(target, 1, name="text")` or `target | fn(1)`. */
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
    if (isFault(error)) return { fault: { position: error.position, message: error.message } };
    throw error;
  }
}

/** A target on its own, or inside a call. */
function readTarget(reader: Reader, depth: number): Target {
  if (depth > maxTargetDepth) throw reader.fault(`calls are nested more than ${maxTargetDepth} deep`);
  reader.skipSpaces();
  const position = reader.position();
  let target = readSimpleTarget(reader, depth);
  for (let piped = 1; reader.takeIf("|"); piped++) {
    if (depth + piped > maxTargetDepth)
      throw reader.fault(`calls are nested more than ${maxTargetDepth} deep`);
    reader.skipSpaces();
    const at = reader.position();
    const name = reader.takeWord();
    reader.expect("(");
    target = readCall(reader, { name, position: at, startsAt: position, depth, piped: target, readTarget });
  }
  return target;
}

function readSimpleTarget(reader: Reader, depth: number): Target {
  const position = reader.position();
  const word = reader.takeWord();
  if (word === "") throw reader.fault(`expected a name, found ${quoteFound(reader.peek())}`);
  if (!reader.takeIf("(")) return toReference(word, position);
  if (word === "seriesByTag") return readSeriesByTag(reader, position);
  return readCall(reader, { name: word, position, startsAt: position, depth, piped: null, readTarget });
}

function toReference(text: string, position: number): Reference {
  const parts = text.split(":");
  const kind = parts.length > 1 && isKind(parts[0]!) ? (parts.shift() as Kind) : null;
  const [pattern = "", statistic = null, ...rest] = parts;
  const statisticAt = position + text.lastIndexOf(":") + 1;
  if (pattern === "") throw new Fault(position, `"${text}" names no bucket`);
  if (hasTooManyWildcards(pattern))
    throw new Fault(
      position,
      `"${text}" has too many wildcards: at most ${maxWildcards} in one part of a name`,
    );
  if (rest.length > 0)
    throw new Fault(position, `"${text}" has too many colons: a name is <kind>:<bucket>:<statistic>`);
  if (statistic !== null && !isStatistic(kind, statistic))
    throw new Fault(statisticAt, `there is no statistic "${statistic}"; ${describeStatistics(kind)}`);
  return { type: "reference", text, kind, pattern, statistic, position };
}

/** Every one more may multiply the time that a name of the wrong kind takes. */
function hasTooManyWildcards(pattern: string): boolean {
  const count = (part: string) => part.match(/\*+|\{/g)?.length ?? 0;
  const crossing = pattern.match(/\*{2,}/g)?.length ?? 0;
  return crossing > maxWildcards || pattern.split(".").some((part) => count(part) > maxWildcards);
}

/** The name may be canonical: `name=timers:api.login:p95`. */
function readSeriesByTag(reader: Reader, position: number): Reference {
  const tags: TagExpression[] = [];
  do {
    reader.skipSpaces();
    const at = reader.position();
    if (!/["']/.test(reader.peek())) throw reader.fault("a tag expression is a text in quotes: 'env=prod'");
    const text = reader.takeText();
    const expression = parseTagExpression(text);
    if (typeof expression === "string") throw reader.fault(`"${text}": ${expression}`, at);
    tags.push(expression);
  } while (reader.takeIf(","));
  reader.expect(")");
  const text = reader.since(position);
  const exact = tags.find(({ tag, operator }) => tag === "name" && operator === "=");
  const { kind, statistic, pattern } =
    exact && exact.value.includes(":")
      ? toReference(exact.value, position)
      : { kind: null, statistic: null, pattern: exact?.value ?? "" };
  const others = pattern === "" ? tags : tags.filter((each) => each !== exact);
  return { type: "reference", text, kind, pattern, statistic, position, tags: others };
}
