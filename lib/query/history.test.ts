import { expect, it } from "vitest";
import { emptyColumns } from "@/lib/metric/columns";
import { bucketOf, type SeriesName } from "@/lib/metric/series";
import type { Span } from "@/lib/store/port";
import { evaluateHistory } from "./history";
import { nameApart } from "./query";
import { resolveTarget } from "./resolve";
import { compileGlob } from "@/lib/metric/glob";
import { parseTarget } from "./target";

const gap = Number.NaN;
const t0 = 1_700_000_000_000;

/** The range is the last `steps` of the values, a second each; what stands before it may be looked back at. */
async function evaluate(text: string, gauges: Record<string, number[]>, steps?: number) {
  const parsed = parseTarget(text);
  if ("fault" in parsed) throw new Error(`${parsed.fault.position}: ${parsed.fault.message}`);
  const length = Math.max(0, ...Object.values(gauges).map((values) => values.length));
  const startMs = t0 - (length - (steps ?? length)) * 1_000;
  const store = {
    find: async (pattern: string) =>
      Object.keys(gauges)
        .filter((bucket) => compileGlob(pattern).test(bucket))
        .map((bucket) => {
          const series: SeriesName = `gauges:${bucket}`;
          return { series, kind: "gauges" as const, bucket, firstSeenMs: 0, lastSeenMs: 0 };
        }),
    read: async (series: readonly SeriesName[], { fromMs, untilMs }: Span, stepMs: number) =>
      series.map((name) => {
        const columns = emptyColumns(name, fromMs, stepMs, (untilMs - fromMs) / stepMs);
        columns.coverage.fill(1);
        if (columns.kind === "gauges")
          gauges[bucketOf(name)]!.forEach((value, i) => {
            const at = (startMs + i * 1_000 - fromMs) / stepMs;
            if (at >= 0 && at < columns.last.length) columns.last[at] = value;
          });
        return columns;
      }),
  };
  const { matches } = await resolveTarget(store, parsed.target, "graphite");
  const span = { fromMs: t0, untilMs: t0 + (steps ?? length) * 1_000, stepMs: 1_000, nowMs: t0 + 100_000 };
  const [result] = await evaluateHistory(store, [{ target: parsed.target, matches }], span);
  const { lines, grid, first } = result!;
  return nameApart(lines).map((line) => [
    line.name,
    [...line.values.subarray(line.grid === grid ? first : 0)],
  ]);
}

const two = { "x.a": [1, gap, gap, -4], "x.b": [3, 5, gap, 2] };

it.each([
  ["sumSeries(x.*)", [4, 5, gap, -2]],
  ["averageSeries(x.*)", [2, 5, gap, -1]],
  ["minSeries(x.*)", [1, 5, gap, -4]],
  ["maxSeries(x.*)", [3, 5, gap, 2]],
  ["diffSeries(x.*)", [-2, 5, gap, -6]],
  ["rangeOfSeries(x.*)", [2, 0, gap, 6]],
  ["multiplySeries(x.*)", [3, gap, gap, -8]],
  ["stddevSeries(x.*)", [1, 0, gap, 3]],
  ["medianSeries(x.*)", [2, 5, gap, -1]],
  ["countSeries(x.*)", [2, 2, 2, 2]],
])("%s combines what there is, and is nothing where nothing is", async (text, values) => {
  expect(await evaluate(text, two)).toEqual([[text, values]]);
});

const one = { "a.b": [1, 2, gap, 4] };

it.each([
  ["scale(a.b,-2)", "scale(a.b,-2)", [-2, -4, gap, -8]],
  ["scale(a.b, 0.1234567)", "scale(a.b,0.123457)", [0.1234567, 0.2469134, gap, 0.4938268]],
  ["offset(a.b,10)", "offset(a.b,10)", [11, 12, gap, 14]],
  ["absolute(scale(a.b,-1))", "absolute(scale(a.b,-1))", [1, 2, gap, 4]],
  ["invert(a.b)", "invert(a.b)", [1, 0.5, gap, 0.25]],
  ["pow(a.b,2)", "pow(a.b,2)", [1, 4, gap, 16]],
  ["squareRoot(pow(a.b,2))", "squareRoot(pow(a.b,2))", [1, 2, gap, 4]],
  ["logarithm(a.b,2)", "log(a.b, 2)", [0, 1, gap, 2]],
  ["scaleToSeconds(a.b,60)", "scaleToSeconds(a.b,60)", [60, 120, gap, 240]],
  ["transformNull(a.b)", "transformNull(a.b,0)", [1, 2, 0, 4]],
  ["isNonNull(a.b)", "isNonNull(a.b)", [1, 1, 0, 1]],
  ["keepLastValue(a.b)", "keepLastValue(a.b)", [1, 2, 2, 4]],
  ["interpolate(a.b)", "interpolate(a.b)", [1, 2, 3, 4]],
  ["derivative(a.b)", "derivative(a.b)", [gap, 1, gap, gap]],
  ["integral(a.b)", "integral(a.b)", [1, 3, gap, 7]],
  ["integralByInterval(a.b,'2s')", "integralByInterval(a.b,'2s')", [1, 3, 0, 4]],
  ["changed(a.b)", "changed(a.b)", [0, 1, 0, 1]],
  ["delay(a.b,1)", "delay(a.b,1)", [gap, 1, 2, gap]],
  ["offsetToZero(a.b)", "offsetToZero(a.b)", [0, 1, gap, 3]],
  ["removeBelowValue(a.b,2)", "removeBelowValue(a.b, 2)", [gap, 2, gap, 4]],
  ["removeAboveValue(a.b,2)", "removeAboveValue(a.b, 2)", [1, 2, gap, gap]],
  ["nPercentile(a.b,50)", "nPercentile(a.b, 50)", [2, 2, 2, 2]],
  ["aggregateLine(a.b,'max')", "aggregateLine(a.b, 4)", [4, 4, 4, 4]],
  ["consolidateBy(a.b,'max')", 'consolidateBy(a.b,"max")', [1, 2, gap, 4]],
  ["asPercent(a.b,50)", "asPercent(a.b,50)", [2, 4, gap, 8]],
  ["aliasByNode(scale(a.b,1),1,0)", "b.a", [1, 2, gap, 4]],
  ["aliasByMetric(a.b)", "b", [1, 2, gap, 4]],
  ["substr(a.b,1)", "b", [1, 2, gap, 4]],
  ['aliasSub(a.b,"(^.*$)","\\1 A")', "a.b A", [1, 2, gap, 4]],
  ['aliasSub(a.b,"^(\\w)\\.(\\w)$","\\2-\\1")', "b-a", [1, 2, gap, 4]],
  ["a.b | scale(2) | alias('piped')", "piped", [2, 4, gap, 8]],
  ["group(a.b)", "a.b", [1, 2, gap, 4]],
  ["fallbackSeries(nothing.*,a.b)", "a.b", [1, 2, gap, 4]],
])("%s is %s", async (text, name, values) => {
  const [[foundName, found]] = (await evaluate(text as string, one)) as [[string, number[]]];
  expect(foundName).toBe(name);
  expect(found.map((value) => Number(value.toFixed(9)))).toEqual(values);
});

it.each([
  ["movingAverage(a,2)", [1.5, 2.5, 3.5]],
  ["movingAverage(a,'2s')", [1.5, 2.5, 3.5]],
  ["movingSum(a,2)", [3, 5, 7]],
  ["movingMin(a,2)", [1, 2, 3]],
  ["movingMax(a,2)", [2, 3, 4]],
  ["movingMedian(a,3)", [1.5, 2, 3]],
  ["timeShift(a,'2s')", [1, 2, 3]],
  ["timeShift(a,'-2s')", [1, 2, 3]],
  ["movingAverage(timeShift(a,'1s'),1)", [1, 2, 3]],
])("%s reads what was before the range", async (text, values) => {
  const [[, found]] = (await evaluate(text, { a: [1, 2, 3, 4, 5] }, 3)) as [[string, number[]]];
  expect(found).toEqual(values);
});

it.each([
  ["nonNegativeDerivative(a)", [gap, 2, gap, 4]],
  ["nonNegativeDerivative(a,10)", [gap, 2, 8, 4]],
  ["perSecond(a,maxValue=None,minValue=0)", [gap, 2, 0, 4]],
])("%s knows counters that start again", async (text, values) => {
  expect((await evaluate(text, { a: [1, 3, 0, 4] }))[0]![1]).toEqual(values);
});

it.each([
  ["highestMax(s.*,1)", ["s.c"]],
  ["highestCurrent(s.*,2)", ["s.b", "s.c"]],
  ["highestAverage(s.*,1)", ["s.c"]],
  ["lowestAverage(s.*,2)", ["s.d", "s.a"]],
  ["limit(s.*,2)", ["s.a", "s.b"]],
  ["sortByName(s.*,reverse=True)", ["s.d", "s.c", "s.b", "s.a"]],
  ["sortByMaxima(s.*)", ["s.c", "s.b", "s.a", "s.d"]],
  ["removeEmptySeries(s.*)", ["s.a", "s.b", "s.c"]],
  ["maximumAbove(s.*,4)", ["s.b", "s.c"]],
  ["averageBelow(s.*,2)", ["s.a"]],
  ["exclude(s.*,'[ab]$')", ["s.c", "s.d"]],
  ["grep(s.*,'[ab]$')", ["s.a", "s.b"]],
])("%s chooses", async (text, names) => {
  const series = { "s.a": [1, 1], "s.b": [2, 6], "s.c": [9, 5], "s.d": [gap, gap] };
  expect((await evaluate(text, series)).map(([name]) => name)).toEqual(names);
});

it.each([
  [
    "asPercent(t.*.x)",
    [
      ["asPercent(t.a.x,sumSeries(t.*.x))", [25]],
      ["asPercent(t.b.x,sumSeries(t.*.x))", [75]],
    ],
  ],
  [
    "asPercent(t.*.x,t.a.x)",
    [
      ["asPercent(t.a.x,t.a.x)", [100]],
      ["asPercent(t.b.x,t.a.x)", [300]],
    ],
  ],
  [
    "asPercent(t.*.x,None,1)",
    [
      ["asPercent(t.a.x,t.a.x)", [100]],
      ["asPercent(t.b.x,t.b.x)", [100]],
    ],
  ],
  [
    "divideSeries(t.*.x,t.a.x)",
    [
      ["divideSeries(t.a.x,t.a.x)", [1]],
      ["divideSeries(t.b.x,t.a.x)", [3]],
    ],
  ],
  [
    "groupByNode(t.*.*,1,'sum')",
    [
      ["a", [1]],
      ["b", [3]],
    ],
  ],
])("%s compares series", async (text, lines) => {
  expect(await evaluate(text, { "t.a.x": [1], "t.b.x": [3] })).toEqual(lines);
});

it("groups by tags, and finds by them", async () => {
  const tagged = { "hits;dc=a;host=1": [1], "hits;dc=a;host=2": [2], "hits;dc=b;host=3": [4] };
  const found = "seriesByTag('name=hits','host!=3')";
  expect(await evaluate(`groupByTags(seriesByTag('name=hits'),'sum','dc')`, tagged)).toEqual([
    ["hits;dc=a", [3]],
    ["hits;dc=b", [4]],
  ]);
  expect(await evaluate(`aliasByTags(${found},'host')`, tagged)).toEqual([
    ["1", [1]],
    ["2", [2]],
  ]);
  expect((await evaluate("seriesByTag('dc=~^b')", tagged)).length).toBe(1);
});

it("summarizes into steps of its own, aligned or from the beginning", async () => {
  const a = { a: [1, 2, 3, gap, 5, 6, 7] };
  expect(await evaluate("summarize(a,'5s')", a)).toEqual([['summarize(a, "5s", "sum")', [11, 13]]]);
  expect(await evaluate("summarize(a,'4s','max',true)", a)).toEqual([
    ['summarize(a, "4s", "max", true)', [3, 7]],
  ]);
  expect(await evaluate("hitcount(a,'7s')", a)).toEqual([['hitcount(a, "7s")', [24]]]);
});

it("levels stand over the whole range", async () => {
  expect(await evaluate("constantLine(1.5)", { a: [1, 2] })).toEqual([["1.5", [1.5, 1.5]]]);
  expect(await evaluate("threshold(7,'limit')", { a: [1, 2] })).toEqual([["limit", [7, 7]]]);
});

it("bands stand around what is usual", async () => {
  const lines = await evaluate("anomalyBand(a,2,4)", { a: [1, 2, 3, 4, 100] }, 1);
  expect(lines).toEqual([
    ["anomalyBandLower(a)", [0.5]],
    ["anomalyBandUpper(a)", [4.5]],
  ]);
});

it("tells lines of the same name apart, and is no line when nothing matches", async () => {
  expect((await evaluate('alias(x.*,"A")', two)).map(([name]) => name)).toEqual(["A", "A (2)"]);
  expect(await evaluate("sumSeries(nothing.*)", two)).toEqual([]);
});

it("takes time in proportion to the name, whatever the pattern", async () => {
  const name = `${"a".repeat(200)}!`;
  const startedMs = performance.now();
  await evaluate(`aliasSub(alias(x.a,"${name}"),"(a+)+$","")`, two);
  expect(performance.now() - startedMs).toBeLessThan(500);
});
