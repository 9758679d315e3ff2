import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MetricStore } from "@/lib/store/port";
import { findDeclaration } from "@/lib/query/declarations";
import { findGraphiteWeb } from "./python.test-support";
import { askGraphiteWeb, keepSample, type Sample } from "./reference.test-support";
import { render } from "./render";

const web = findGraphiteWeb();
const stepMs = 10_000;
/** Seven hours hold whole numbers of all intervals below: whenever it runs, steps lie the same in them. */
const alignMs = 7 * 3_600_000;
const nowMs = Math.floor(Date.now() / alignMs) * alignMs - 150_000;
const retention = [{ stepMs, keptMs: 2 * 86_400_000 }];
/** Three hours of data, of which the last is asked for. */
const steps = 1_080;
const startMs = nowMs - 600_000 - steps * stepMs;
const untilMs = startMs + steps * stepMs - stepMs;

const sample: Sample = { startMs, stepMs, series: makeSeries() };

/** Deterministic, with holes, resets, negative values and a constant. */
function makeSeries() {
  const each = (value: (i: number) => number | null) => Array.from({ length: steps }, (_, i) => value(i));
  const noise = (seed: number) => (i: number) => ((i * 7_919 + seed * 104_729) % 1_009) / 10;
  const holes = (value: (i: number) => number, n: number) => (i: number) => (i % n === 3 ? null : value(i));
  return [
    { path: "web.a.cpu.user", values: each((i) => 50 + 30 * Math.sin(i / 20) + noise(1)(i) / 10) },
    { path: "web.a.cpu.system", values: each(holes(noise(2), 11)) },
    { path: "web.b.cpu.user", values: each((i) => 20 + noise(3)(i)) },
    { path: "web.b.cpu.system", values: each((i) => (i % 50 < 8 ? null : noise(4)(i) - 40)) },
    { path: "web.c.cpu.user", values: each((i) => (i > 900 && i < 980 ? null : 70 - i / 40)) },
    { path: "db.queries", values: each((i) => (i % 400) * 17 + Math.floor(noise(5)(i) / 20)) },
    { path: "db.level", values: each(() => 4.25) },
    { path: "db.steps", values: each((i) => Math.floor(i / 60) % 3) },
    { path: "db.rare", values: each((i) => (i % 90 === 0 ? i / 10 : null)) },
    { path: "req.count;env=prod;host=a", values: each(noise(6)) },
    { path: "req.count;env=prod;host=b", values: each(noise(7)) },
    { path: "req.count;env=test;host=a", values: each(holes(noise(8), 7)) },
  ];
}

const slice = `timeSlice(web.a.cpu.user,'${untilMs / 1_000 - 2_405}','${untilMs / 1_000 - 1_205}')`;

const targets = [
  "web.a.cpu.user",
  "web.*.cpu.user",
  "web.{a,b}.cpu.*",
  "web.[ab].cpu.sys*",
  "web.?.cpu.user",
  "nothing.at.all",
  "sumSeries(web.*.cpu.user)",
  "sum(web.a.cpu.user,web.b.cpu.user)",
  "sumSeries(web.a.cpu.*,db.level)",
  "averageSeries(web.*.cpu.*)",
  "avg(web.*.cpu.system)",
  "minSeries(web.*.cpu.*)",
  "maxSeries(web.*.cpu.*)",
  "diffSeries(web.a.cpu.user,web.b.cpu.*)",
  "multiplySeries(web.*.cpu.user)",
  "rangeOfSeries(web.*.cpu.*)",
  "stddevSeries(web.*.cpu.*)",
  "countSeries(web.*.cpu.*)",
  "percentileOfSeries(web.*.cpu.*,75)",
  "percentileOfSeries(web.*.cpu.*,75,true)",
  "aggregate(web.*.cpu.*,'median')",
  "aggregate(web.*.cpu.*,'sum',0.9)",
  "group(web.a.cpu.user,db.level)",
  "divideSeries(web.a.cpu.user,db.steps)",
  "divideSeries(web.*.cpu.user,db.level)",
  "divideSeriesLists(web.{a,b}.cpu.user,web.{a,b}.cpu.system)",
  "asPercent(web.*.cpu.user)",
  "asPercent(web.*.cpu.user,200)",
  "asPercent(web.a.cpu.*,db.queries)",
  "asPercent(web.*.cpu.*,None,1)",
  "asPercent(web.a.cpu.user,sumSeries(web.*.cpu.user))",
  "groupByNode(web.*.cpu.*,1,'sumSeries')",
  "groupByNode(web.*.cpu.*,-1,'average')",
  "groupByNodes(web.*.cpu.*,'max',0,3)",
  "alias(web.a.cpu.user,'CPU of a')",
  "aliasByNode(web.*.cpu.user,1,-1)",
  "aliasByNode(scale(web.*.cpu.user,2),1)",
  "aliasByMetric(web.*.cpu.user)",
  "aliasSub(web.*.cpu.user,'^web\\.(\\w+)\\..*$','host \\1')",
  'aliasSub(web.a.cpu.user, "(^.*$)", "\\1 A")',
  "scale(web.*.cpu.user,0.5)",
  "offset(web.a.cpu.system,-10)",
  "absolute(web.b.cpu.system)",
  "invert(db.steps)",
  "log(web.a.cpu.user,2)",
  "pow(db.steps,2)",
  "squareRoot(web.b.cpu.system)",
  "scaleToSeconds(db.queries,60)",
  "offsetToZero(web.*.cpu.system)",
  "isNonNull(web.b.cpu.system)",
  "transformNull(web.b.cpu.system)",
  "transformNull(web.b.cpu.system,-1)",
  "derivative(web.b.cpu.system)",
  "nonNegativeDerivative(db.queries)",
  "nonNegativeDerivative(db.queries,7000)",
  "perSecond(db.queries)",
  "perSecond(db.queries,7000)",
  "integral(web.b.cpu.system)",
  "integralByInterval(db.steps,'10min')",
  "delay(web.a.cpu.user,3)",
  "keepLastValue(web.b.cpu.system)",
  "keepLastValue(web.b.cpu.system,5)",
  "interpolate(web.b.cpu.system)",
  "interpolate(db.rare)",
  "interpolate(web.b.cpu.system,5)",
  "changed(db.steps)",
  "movingAverage(web.*.cpu.user,10)",
  "movingAverage(web.b.cpu.system,'5min')",
  "movingMedian(web.b.cpu.system,'5min')",
  "movingSum(web.b.cpu.system,7)",
  "movingMin(web.b.cpu.system,'2min')",
  "movingMax(web.b.cpu.system,'2min')",
  "movingWindow(web.a.cpu.user,'3min','median')",
  "exponentialMovingAverage(web.a.cpu.user,10)",
  "exponentialMovingAverage(web.b.cpu.system,'5min')",
  "stdev(web.a.cpu.user,10)",
  "nPercentile(web.*.cpu.user,90)",
  "aggregateLine(web.*.cpu.user,'max')",
  "summarize(db.queries,'5min')",
  "summarize(db.queries,'5min','max')",
  "summarize(web.b.cpu.system,'1min','avg')",
  "summarize(db.steps,'7min','last',true)",
  "smartSummarize(db.steps,'10min','sum')",
  "hitcount(db.steps,'5min')",
  "timeShift(web.a.cpu.user,'10min')",
  "timeShift(web.a.cpu.user,'-1h')",
  slice,
  "highestMax(web.*.cpu.*,2)",
  "highestAverage(web.*.cpu.*,2)",
  "highestCurrent(web.*.cpu.*,2)",
  "lowestAverage(web.*.cpu.*,2)",
  "lowestCurrent(web.*.cpu.*,2)",
  "highest(web.*.cpu.*,2,'sum')",
  "lowest(web.*.cpu.*,2,'min')",
  "limit(web.*.cpu.*,2)",
  "exclude(web.*.cpu.*,'system')",
  "grep(web.*.cpu.*,'b.cpu')",
  "averageAbove(web.*.cpu.*,30)",
  "averageBelow(web.*.cpu.*,30)",
  "currentAbove(web.*.cpu.*,30)",
  "currentBelow(web.*.cpu.*,30)",
  "maximumAbove(web.*.cpu.*,100)",
  "maximumBelow(web.*.cpu.*,100)",
  "minimumAbove(web.*.cpu.*,0)",
  "minimumBelow(web.*.cpu.*,0)",
  "removeAboveValue(web.a.cpu.system,50)",
  "removeBelowValue(web.a.cpu.system,50)",
  "removeEmptySeries(web.*.cpu.*)",
  "sortByName(web.*.cpu.*)",
  "sortByName(web.*.cpu.*,false,true)",
  "sortByMaxima(web.*.cpu.*)",
  "sortByMinima(web.*.cpu.*)",
  "sortByTotal(web.*.cpu.*)",
  "sortBy(web.*.cpu.*,'min',true)",
  "consolidateBy(web.a.cpu.user,'max')",
  "cumulative(web.a.cpu.user)",
  "fallbackSeries(nothing,db.level)",
  "threshold(55,'limit')",
  "constantLine(100)",
  "unique(web.a.cpu.user,web.a.cpu.user)",
  "seriesByTag('env=prod')",
  "seriesByTag('name=req.count','host=~a|b')",
  "seriesByTag('env!=test','name=req.count')",
  "aliasByTags(seriesByTag('name=req.count'),'env','host')",
  "groupByTags(seriesByTag('name=req.count'),'sum','env')",
  "groupByTags(seriesByTag('name=req.count'),'sum','env','name')",
  "sumSeries(seriesByTag('name=req.count'))",
  "web.a.cpu.user|scale(2)|alias('piped')",
  "scale(sumSeries(web.*.cpu.user),1e-1)",
  "pct(web.*.cpu.user)",
  "asPercent(web.{a,b}.cpu.user,web.{a,b}.cpu.system)",
  "asPercent(seriesByTag('name=req.count'),None,'env')",
  "substr(web.*.cpu.user,1,3)",
  "summarize(setXFilesFactor(web.b.cpu.system,0.9),'5min','avg')",
  "xFilesFactor(web.a.cpu.user,0.5)",
  "holtWintersForecast(web.a.cpu.user,'1h','10min')",
  "holtWintersConfidenceBands(web.a.cpu.user,3,'1h','10min')",
  "sumSeries(summarize(web.a.cpu.user,'1min'),web.b.cpu.user)",
  "divideSeries(sumSeries(web.*.cpu.user),countSeries(web.*.cpu.user))",
  "movingAverage(movingAverage(web.b.cpu.system,5),'2min')",
  "timeShift(movingAverage(web.a.cpu.user,6),'10min')",
  "movingAverage(timeShift(web.a.cpu.user,'10min'),6)",
  "perSecond(timeShift(db.queries,'1h'))",
  "aliasByNode(sumSeries(web.*.cpu.user),1)",
  "aliasByNode(groupByNode(web.*.cpu.*,1,'sum'),0)",
  "alias(movingAverage(groupByNode(web.*.cpu.*,1,'sum'),3),'m')",
  "highestMax(scale(web.*.cpu.user,-1),1)",
  "sortByName(aliasByNode(web.*.cpu.*,1,3),true)",
  "aliasSub(aliasSub(web.a.cpu.user,'cpu','(gpu)'),'\\((.+)\\)','[\\1]')",
  "summarize(summarize(db.steps,'1min'),'10min','avg')",
  "summarize(nonNegativeDerivative(db.queries),'1min','sum')",
  "derivative(integral(db.steps))",
  "transformNull(sumSeries(web.b.cpu.system,web.c.cpu.user),0)",
  "removeBelowValue(derivative(web.a.cpu.user),0)",
  "sumSeries(nothing.*,web.a.cpu.user)",
  "keepLastValue(summarize(db.rare,'5min','last'))",
];

/** Where we differ on purpose, as docs/graphite.md says: what of both must still be the same. */
const deliberate: Record<string, (answer: Answer) => Answer> = {
  // A value for each step instead of three points; a whole number printed as one; tags of the line it came from.
  "constantLine(100)": (answer) => level({ ...answer, target: answer.target.replace(/\.0$/, "") }),
  "threshold(55,'limit')": level,
  "aggregateLine(web.*.cpu.user,'max')": level,
  // graphite-web's last point lies after the range.
  "exponentialMovingAverage(web.a.cpu.user,10)": dropPointAfterRange,
  "exponentialMovingAverage(web.b.cpu.system,'5min')": dropPointAfterRange,
  // Its intervals begin at `from`, ours at the first step after it.
  "integralByInterval(db.steps,'10min')": (answer) => ({ ...answer, datapoints: [] }),
  // Of lines that begin at different times it adds the first values up, then the second, whenever they were.
  "sumSeries(summarize(web.a.cpu.user,'1min'),web.b.cpu.user)": (answer) => ({
    ...answer,
    datapoints: answer.datapoints.map(([, at]) => [null, at]),
  }),
  // Its clock is a step behind at both ends.
  [slice]: (answer) => {
    const isEdge = (at: number) => [2_405, 1_205].some((edge) => Math.abs(untilMs / 1_000 - edge - at) < 10);
    return { ...answer, datapoints: answer.datapoints.filter(([, at]) => !isEdge(at)) };
  },
};

function level(answer: Answer): Answer {
  return { ...answer, tags: {}, datapoints: [[answer.datapoints[0]![0], 0]] };
}

function dropPointAfterRange(answer: Answer): Answer {
  return { ...answer, datapoints: answer.datapoints.filter(([, at]) => at <= untilMs / 1_000) };
}

interface Answer {
  target: string;
  tags: Record<string, string>;
  datapoints: [number | null, number][];
}

const queryOf = (target: string, more: Record<string, string> = {}) => ({
  target,
  from: String(untilMs / 1_000 - 3_600),
  until: String(untilMs / 1_000),
  now: String(untilMs / 1_000),
  format: "json",
  ...more,
});

const consolidations: [string, Record<string, string>][] = [
  ["web.*.cpu.user", { maxDataPoints: "100" }],
  ["web.b.cpu.system", { maxDataPoints: "77" }],
  ["consolidateBy(web.b.cpu.system,'max')", { maxDataPoints: "50" }],
  ["consolidateBy(web.b.cpu.system,'min')", { maxDataPoints: "50" }],
  ["consolidateBy(web.b.cpu.system,'sum')", { maxDataPoints: "50" }],
  ["consolidateBy(web.b.cpu.system,'last')", { maxDataPoints: "50" }],
  ["web.a.cpu.user", { maxDataPoints: "1" }],
  ["web.a.cpu.user", { maxDataPoints: "1000" }],
  ["summarize(db.queries,'5min')", { maxDataPoints: "5" }],
  ["web.b.cpu.system", { noNullPoints: "1" }],
  ["web.a.cpu.user", { from: String(untilMs / 1_000 - 1_234), until: String(untilMs / 1_000 - 7) }],
  [
    "summarize(db.queries,'5min')",
    { from: String(untilMs / 1_000 - 1_234), until: String(untilMs / 1_000 - 7) },
  ],
];

describe.runIf(web.found)("as graphite-web renders it", () => {
  const requests = [
    ...targets.map((target): [string, Record<string, string>] => [target, {}]),
    ...consolidations,
  ];
  let reference: { status: number; body: string }[];
  let store: MetricStore;
  let functions: string[];
  beforeAll(async () => {
    const asked = askGraphiteWeb(
      sample,
      requests.map(([target, more]) => ["/render", queryOf(target, more)]),
    );
    functions = asked.functions;
    reference = asked.answers;
    store = await keepSample(sample, nowMs);
  }, 60_000);
  afterAll(() => store?.close());

  it("in every function that both have", () => {
    expect(functions.length).toBeGreaterThan(100);
    const shared = functions.filter((name) => findDeclaration(name) !== null);
    expect(shared.length).toBeGreaterThan(80);
    const unseen = shared.filter((name) => !targets.some((target) => target.includes(`${name}(`)));
    expect(unseen).toEqual([]);
  });

  it.each(requests.map(([target, more], i) => ({ target, more, i, name: `${target} ${printMore(more)}` })))(
    "$name",
    async ({ target, more, i }) => {
      const params = new URLSearchParams(queryOf(target, more));
      const response = await render({ store, retention, nowMs }, params);
      expect(response.status).toBe(200);
      const { status, body } = reference[i]!;
      expect(status, body.slice(0, 1_000)).toBe(200);
      const reduce = deliberate[target] ?? ((answer: Answer) => answer);
      const [ours, theirs] = [await response.json(), JSON.parse(body)] as [Answer[], Answer[]];
      expectSame(ours.map(reduce), theirs.map(reduce));
    },
  );
});

it.runIf(!web.found)(
  `not run: the comparison with graphite-web's renderer (${web.found ? "" : web.why})`,
  () => {
    expect(web.found).toBe(false);
  },
);

function printMore(more: Record<string, string>): string {
  return Object.keys(more).length === 0 ? "" : JSON.stringify(more);
}

/** Names, times and places of nothing exactly; values to a billionth. */
function expectSame(ours: Answer[], theirs: Answer[]): void {
  expect(ours.map(namesOf)).toEqual(theirs.map(namesOf));
  theirs.forEach((expected, i) => {
    const { datapoints } = ours[i]!;
    expect(datapoints.map(([, at]) => at)).toEqual(expected.datapoints.map(([, at]) => at));
    const different = expected.datapoints
      .map(([value, at], j) => ({ at, ours: datapoints[j]![0], theirs: value }))
      .filter((point) => !isSame(point.ours, point.theirs));
    expect(different.slice(0, 5), `${expected.target}: ${different.length} points differ`).toEqual([]);
  });
}

/** The tags that a series has of its own; what functions note beside them is printed in other ways. */
function namesOf({ target, tags }: Answer) {
  return { target, name: tags["name"], env: tags["env"], host: tags["host"] };
}

function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
