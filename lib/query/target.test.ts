import fc from "fast-check";
import { expect, it } from "vitest";
import { parseTarget } from "./target";

function faultOf(text: string): { position: number; message: string } {
  const parsed = parseTarget(text);
  if (!("fault" in parsed)) throw new Error(`${text} has no fault`);
  return parsed.fault;
}

function referenceOf(text: string) {
  const parsed = parseTarget(text);
  if (!("target" in parsed) || parsed.target.type !== "reference") throw new Error(`${text} is no reference`);
  const { kind, pattern, statistic } = parsed.target;
  return { kind, pattern, statistic };
}

it.each([
  ["counters:api.hits", "counters", "api.hits", null],
  ["counters:api.hits:rate", "counters", "api.hits", "rate"],
  ["api.login:p99.9", null, "api.login", "p99.9"],
  ["timers:api.{a,b}.*:upper_90", "timers", "api.{a,b}.*", "upper_90"],
  ["gauges:cpu;host=a;zone=b:max", "gauges", "cpu;host=a;zone=b", "max"],
  ["constructor", null, "constructor", null],
  ["__proto__", null, "__proto__", null],
  ["web[0-9].**", null, "web[0-9].**", null],
])("reads %s", (text, kind, pattern, statistic) => {
  expect(referenceOf(text)).toEqual({ kind, pattern, statistic });
});

it("reads calls, nested, with numbers and texts", () => {
  expect(parseTarget(` alias( scale(sumSeries(a.*, b:rate), -1.5e2) , "it's (a, b)")`)).toMatchObject({
    target: {
      name: "alias",
      arguments: [
        {
          name: "scale",
          text: "scale(sumSeries(a.*, b:rate), -1.5e2)",
          arguments: [{ name: "sumSeries" }, -150],
        },
        "it's (a, b)",
      ],
    },
  });
});

it("reads named arguments, lists, None, booleans and infinity, and fills in what is left out", () => {
  const argumentsOf = (text: string) => {
    const parsed = parseTarget(text);
    if (!("target" in parsed) || parsed.target.type !== "call") throw new Error(`${text} is no call`);
    return parsed.target.arguments.slice(1);
  };
  expect(argumentsOf("movingAverage(a, windowSize=10)")).toEqual([10, null]);
  expect(argumentsOf("movingAverage(a,'5min',xFilesFactor=.5)")).toEqual(["5min", 0.5]);
  expect(argumentsOf("perSecond(a, None, minValue=-1e3)")).toEqual([null, -1_000]);
  expect(argumentsOf("summarize(a,'1h',alignToFrom=TRUE)")).toEqual(["1h", "sum", true]);
  expect(argumentsOf("keepLastValue(a, inf)")).toEqual([Number.POSITIVE_INFINITY]);
  expect(argumentsOf("aliasByNode(a.b, 1, 'host', -1)")).toEqual([[1, "host", -1]]);
  expect(argumentsOf(`alias(a, 'it is, "so" (to say)')`)).toEqual(['it is, "so" (to say)']);
  expect(argumentsOf("asPercent(a, 1500, 1, 2)")).toEqual([1_500, [1, 2]]);
});

it("reads a bucket whose name is a number", () => {
  expect(parseTarget("sumSeries(404, 500)")).toMatchObject({
    target: { arguments: [[{ pattern: "404" }, { pattern: "500" }]] },
  });
});

it.each([
  ["", 1, "expected a name"],
  ["counters:", 1, "names no bucket"],
  ["counters:a:p95", 12, 'there is no statistic "p95"; counters have sum, rate'],
  ["a:nonsense", 3, "timers have count"],
  ["a:b:c", 1, "too many colons"],
  ["nope(a)", 1, 'there is no function "nope"'],
  ["toString(a)", 1, 'there is no function "toString"'],
  ["scale(a)", 8, 'scale misses its "factor"'],
  ["scale(a, b)", 10, '"factor" of scale is a number'],
  ["alias(a, b)", 10, "is a text in quotes"],
  ['alias(a, "b)', 10, "never closed"],
  ["absolute(a, b)", 13, "takes 1 arguments and no more"],
  ["sumSeries(a", 12, 'expected ")"'],
  ["a b", 3, "expected the end"],
  ["a.{b,c", 1, "never closed"],
  ["seriesByTag('name')", 13, "a tag expression is"],
  ["scale(a, factor=2, factor=3)", 20, "given twice"],
  ["scale(a, faktor=2)", 10, 'has no argument "faktor"; it has seriesList, factor'],
  ["scael(a)", 1, "did you mean scale?"],
  ["movingAverage(a, '5 parsecs')", 18, "a length of time in quotes"],
  ["summarize(a, '1h', 'best')", 20, "is one of average, median"],
  ["summarize(a, intervalString='1h', 'sum')", 35, "named ones come last"],
  ["a | scale(2) |", 15, "expected"],
  ["counters:*a*a*a*a*a*a*a*b", 1, "too many wildcards"],
  ["timers:a:p101", 10, 'no statistic "p101"'],
  ["timers:a:p0", 10, 'no statistic "p0"'],
])("says where %s is wrong", (text, position, message) => {
  expect(faultOf(text)).toEqual({ position, message: expect.stringContaining(message) });
});

it("refuses calls nested without end", () => {
  expect(faultOf("absolute(".repeat(400) + "a" + ")".repeat(400)).message).toContain("nested");
});

it("answers any text with a target or a fault inside it", () => {
  const piece = fc.constantFrom(
    "a",
    "(",
    ")",
    ",",
    '"',
    "'",
    "{",
    "}",
    ":",
    "sumSeries",
    "scale",
    "1",
    " ",
    "*",
    "[",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 20 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (each) => {
      const parsed = parseTarget(each);
      if ("target" in parsed) return;
      expect(parsed.fault.message).not.toBe("");
      expect(parsed.fault.position).toBeGreaterThanOrEqual(1);
      expect(parsed.fault.position).toBeLessThanOrEqual(each.length + 1);
    }),
    { numRuns: 2_000 },
  );
});
