import { aggregationNames, isAggregation } from "./aggregations";
import { findDeclaration, findNearestFunction, type FunctionName } from "./declarations";
import type { FunctionDeclaration, Parameter } from "./declarations/declaration";
import { parseInterval } from "./interval";
import { Fault, type Reader } from "./reader";
import type { ArgumentValue, Call, Target } from "./syntax";

interface Head {
  name: string;
  position: number;
  /** Where the call begins, with what is piped into it. */
  startsAt: number;
  depth: number;
  piped: Target | null;
  readTarget: ReadTarget;
}

type ReadTarget = (reader: Reader, depth: number) => Target;

type Inside = Pick<Head, "depth" | "readTarget">;
type Bound = { name: FunctionName; declaration: FunctionDeclaration };

/** A call whose "(" has been read: positional arguments first, then named ones. */
export function readCall(reader: Reader, head: Head): Call {
  const { name: asked, position, startsAt, depth, piped } = head;
  const inside: Inside = { depth, readTarget: head.readTarget };
  const found = findDeclaration(asked);
  if (!found) {
    const nearest = findNearestFunction(asked);
    const hint = nearest ? `; did you mean ${nearest}?` : "";
    throw new Fault(position, `there is no function "${asked}"${hint}`);
  }
  const { name, declaration } = found;
  const { params } = declaration;
  const given: (ArgumentValue | undefined)[] = params.map(() => undefined);
  let place = 0;
  const put = (value: ArgumentValue) => {
    if (!params[place]?.repeats) return void (given[place++] = value);
    given[place] = [...((given[place] as ArgumentValue[] | undefined) ?? []), value];
  };
  if (piped) put(piped);
  let named = false;
  reader.skipSpaces();
  if (reader.peek() !== ")" || (!piped && params[0]?.default === undefined)) {
    do {
      reader.skipSpaces();
      const at = reader.position();
      const argument = reader.takeArgumentName();
      named ||= argument !== null;
      if (argument !== null) putNamed(given, readNamed(reader, found, { argument, at, inside }));
      else if (named) throw reader.fault("a named argument comes before it: named ones come last", at);
      else put(readPositional(reader, found, place, inside));
    } while (reader.takeIf(","));
  }
  const values = params.map((param, i) => given[i] ?? fill(reader, name, param));
  reader.expect(")");
  return { type: "call", name, text: reader.since(startsAt), position, arguments: values };
}

function readPositional(reader: Reader, { name, declaration }: Bound, place: number, inside: Inside) {
  const { params } = declaration;
  const parameter = params[place];
  if (!parameter) throw reader.fault(`${name} takes ${params.length} arguments and no more`);
  if (reader.peek() === ")" || reader.peek() === "")
    throw reader.fault(`${name} misses its "${parameter.name}"`);
  return readArgument(reader, name, parameter, inside);
}

function readNamed(
  reader: Reader,
  { name, declaration }: Bound,
  { argument, at, inside }: { argument: string; at: number; inside: Inside },
) {
  const place = declaration.params.findIndex((each) => each.name.toLowerCase() === argument.toLowerCase());
  const parameter = declaration.params[place];
  if (parameter)
    return { place, parameter, at, value: readArgument(reader, name, parameter, inside), argument };
  const names = declaration.params.map((each) => each.name).join(", ");
  throw reader.fault(`${name} has no argument "${argument}"; it has ${names}`, at);
}

function putNamed(
  given: (ArgumentValue | undefined)[],
  { place, parameter, at, value, argument }: ReturnType<typeof readNamed>,
): void {
  if (given[place] !== undefined) throw new Fault(at, `"${argument}" is given twice`);
  given[place] = parameter.repeats ? [value] : value;
}

function fill(reader: Reader, name: string, parameter: Parameter): ArgumentValue {
  if (parameter.default === undefined) throw reader.fault(`${name} misses its "${parameter.name}"`);
  return parameter.repeats ? [] : parameter.default;
}

function readArgument(reader: Reader, name: string, parameter: Parameter, inside: Inside): ArgumentValue {
  const { type } = parameter;
  const position = reader.position();
  const what = `the "${parameter.name}" of ${name}`;
  const isText = /["']/.test(reader.peek());
  if (type === "series" || type === "total") {
    if (isText) throw reader.fault(`${what} is a series, without quotes`);
    const simple = type === "total" || parameter.default === null ? readScalar(reader) : undefined;
    if (simple === undefined) return inside.readTarget(reader, inside.depth + 1);
    if (simple === null || (type === "total" && typeof simple === "number")) return simple;
    throw new Fault(position, `${what} is a series`);
  }
  const value = isText ? reader.takeText() : readScalar(reader);
  const wrong = value === undefined ? expected(what, type) : findFault(value, parameter, what);
  if (wrong) throw new Fault(position, wrong);
  if (type === "boolean" && typeof value === "string") return value.toLowerCase() === "true";
  return typeof value === "string" && isNumeric(type) && value !== "" ? Number(value) : value!;
}

/** A number, a boolean, None or inf; undefined, and nothing read, for anything else. */
function readScalar(reader: Reader): number | boolean | null | undefined {
  const position = reader.position();
  const word = reader.takeWord();
  reader.skipSpaces();
  const ends = /^[,)]?$/.test(reader.peek());
  const lower = word.toLowerCase();
  if (ends) {
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(lower) && Number.isFinite(Number(word)))
      return Number(word);
    if (lower === "true" || lower === "false") return lower === "true";
    if (lower === "none") return null;
    if (lower === "inf") return Number.POSITIVE_INFINITY;
  }
  reader.goTo(position);
  return undefined;
}

function findFault(value: ArgumentValue, parameter: Parameter, what: string): string | null {
  const { type, min, max } = parameter;
  if (value === null) return parameter.default === undefined ? expected(what, type) : null;
  const wrong = expected(what, type);
  if (isNumeric(type)) {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number !== "number" || Number.isNaN(number)) return wrong;
    if (!Number.isFinite(number) && parameter.default !== number) return wrong;
    if (type === "integer" && !Number.isInteger(number)) return wrong;
    if (min !== undefined && number < min) return `${what} is at least ${min}`;
    return max !== undefined && number > max ? `${what} is at most ${max}` : null;
  }
  if (type === "boolean")
    return typeof value === "boolean" || /^(true|false)$/i.test(String(value)) ? null : wrong;
  if (type === "node") return typeof value === "string" || Number.isInteger(value) ? null : wrong;
  if (type === "points" && typeof value === "number")
    return Number.isInteger(value) && value >= 1 && value <= 100_000 ? null : wrong;
  if (typeof value !== "string") return wrong;
  if (type === "interval" || type === "points") return parseInterval(value) === null ? wrong : null;
  if (type === "aggregation") return isAggregation(value) ? null : wrong;
  return null;
}

function isNumeric(type: Parameter["type"]): boolean {
  return type === "number" || type === "integer";
}

function expected(what: string, type: Parameter["type"]): string {
  if (type === "number") return `${what} is a number`;
  if (type === "integer") return `${what} is a whole number`;
  if (type === "boolean") return `${what} is True or False`;
  if (type === "node") return `${what} is a number of a part, or a tag in quotes`;
  if (type === "points") return `${what} is a number of steps, or a length of time in quotes: "5min"`;
  if (type === "interval") return `${what} is a length of time in quotes: "1h"`;
  if (type === "aggregation") return `${what} is one of ${aggregationNames().join(", ")}, in quotes`;
  return `${what} is a text in quotes`;
}
