import fc from "fast-check";
import { expect, it } from "vitest";
import { emptyColumns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { printColumns } from "./print-columns";
import { printJson } from "./print-json";
import { type LinesResult, queryLines, queryRange, type RangeQuery } from "./query";
import { createRig, gauge, retention, timer } from "./stream.test-support";
import { parseTarget } from "./target";
import { thinLine, thinnings } from "./thin";

const t0 = 1_700_000_000_000;
const whole = { stepMs: null, maxDataPoints: null, fromMs: t0 - 10_000, untilMs: t0 };

async function createTimers() {
  const rig = await createRig(t0);
  for (let i = 0; i < 10; i++)
    await rig.flush("w", t0 - 10_000 + i * 1_000, {
      "timers:api.a": timer(10, 20, 30),
      "timers:api.b": timer(1_000),
      "gauges:g": gauge(i === 4 ? 100 : i, t0),
    });
  const ask = (targets: string[], query: Partial<RangeQuery> = {}) =>
    queryLines(rig.store, retention, { ...whole, ...query, targets }, t0);
  return { rig, ask };
}

it("percentiles of several timers are those of all their samples together", async () => {
  const { ask } = await createTimers();
  const { lines } = await ask(["percentile(timers:api.*,75)", "percentile(timers:api.*,76)"]);
  expect(lines.map(({ name }) => name)).toEqual([
    "percentile(timers:api.*,75)",
    "percentile(timers:api.*,76)",
  ]);
  expect(Math.abs(lines[0]!.values[3]! - 30)).toBeLessThanOrEqual(0.3);
  expect(Math.abs(lines[1]!.values[3]! - 1_000)).toBeLessThanOrEqual(10);
});

it("a heatmap has a line for each bin of values, in so many lines as were asked for, and loses no sample", async () => {
  const { ask } = await createTimers();
  const { lines } = await ask(["heatmap(timers:api.*,bins=12)"]);
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.length).toBeLessThanOrEqual(12);
  const total = lines.reduce((sum, { values }) => sum + values[3]!, 0);
  expect(total).toBe(4);
  const of1000 = lines.find(({ tags }) => Number(tags.get("ge")) < 1_000 && Number(tags.get("le")) >= 1_000)!;
  expect(of1000.values[3]).toBe(1);
  for (const [i, { tags }] of lines.slice(1).entries()) expect(tags.get("ge")).toBe(lines[i]!.tags.get("le"));
});

it("percentiles of steps without sketches are the kept ones, or refused with the reason", async () => {
  const name: SeriesName = "timers:t";
  const store = {
    find: async () => [{ series: name, kind: "timers" as const, bucket: "t", firstSeenMs: 0, lastSeenMs: 0 }],
    read: async () => {
      const columns = emptyColumns(name, t0 - 10_000, 1_000, 10);
      columns.coverage.fill(1);
      if (columns.kind === "timers") {
        columns.count.fill(3);
        const of = (value: number) => new Float64Array(10).fill(value);
        columns.quantiles = { p50: of(1), p90: of(2), p95: of(3), p99: of(4), "p99.9": of(5) };
      }
      return [columns];
    },
  };
  const ask = (target: string) => queryRange(store, retention, { ...whole, targets: [target] }, t0);
  expect((await ask("timers:t:p95")).series[0]!.values).toEqual(Array.from({ length: 10 }, () => 3));
  expect((await ask("timers:t:upper_90")).series[0]!.values[0]).toBe(2);
  const refusal =
    "percentiles of this age are kept as p50, p90, p95, p99, p99.9 of 10 min steps: they do not merge";
  for (const target of ["timers:t:p75", "sumSeries(timers:t:p75)", "percentile(timers:t,95)"])
    await expect(ask(target)).rejects.toThrow(refusal);
});

it("asks the store for sketches only where a statistic needs them", async () => {
  const { rig } = await createTimers();
  const asked: [readonly string[], boolean | undefined][] = [];
  const store = {
    find: rig.store.find,
    read: (...args: Parameters<typeof rig.store.read>) => {
      asked.push([args[0], args[3]]);
      return rig.store.read(...args);
    },
  };
  const targets = ["timers:api.a:mean", "timers:api.b:p95", "gauges:g"];
  await queryLines(store, retention, { ...whole, targets }, t0);
  expect(asked).toEqual([
    [["timers:api.a", "gauges:g"], false],
    [["timers:api.b"], true],
  ]);
});

it.each([
  ["average", [0.5, 2.5, 52.5, 6.5, 8.5]],
  ["max", [1, 3, 100, 7, 9]],
  ["min", [0, 2, 5, 6, 8]],
  ["sum", [1, 5, 105, 13, 17]],
  ["last", [1, 3, 5, 7, 9]],
  ["first", [0, 2, 100, 6, 8]],
] as const)("makes points fewer by %s", async (consolidate, values) => {
  const { ask } = await createTimers();
  const { lines } = await ask(["gauges:g"], { maxDataPoints: 5, consolidate });
  expect(lines[0]).toMatchObject({ startMs: t0 - 10_000, stepMs: 2_000 });
  expect([...lines[0]!.values]).toEqual(values);
});

it("peaks are kept, and so is the order in which they came", async () => {
  const { ask } = await createTimers();
  const { lines } = await ask(["gauges:g"], { maxDataPoints: 4, consolidate: "peaks" });
  expect(lines[0]!.values.length).toBeLessThanOrEqual(4);
  expect([...lines[0]!.values]).toContain(100);
});

it("consolidateBy has its way where points are averaged", async () => {
  const { ask } = await createTimers();
  const { lines } = await ask(["consolidateBy(gauges:g,'max')"], {
    maxDataPoints: 5,
    consolidate: "average",
  });
  expect([...lines[0]!.values]).toEqual([1, 3, 100, 7, 9]);
});

it("thinned or not, no more points come than asked for, and the least and greatest are among the peaks", () => {
  const values = fc.array(fc.option(fc.integer(), { nil: Number.NaN }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 50 }), fc.nat(1_000), (list, most, start) => {
      const points = { startMs: start * 1_000, stepMs: 1_000, values: Float64Array.from(list) };
      const known = list.filter((value) => !Number.isNaN(value));
      for (const how of thinnings) {
        const thin = thinLine(points, most, how);
        expect(thin.values.length).toBeLessThanOrEqual(most);
        expect(thin.startMs).toBeLessThanOrEqual(points.startMs);
        expect(thin.startMs + thin.values.length * thin.stepMs).toBeGreaterThanOrEqual(
          points.startMs + list.length * 1_000,
        );
        if (how !== "peaks" || known.length === 0) continue;
        expect([...thin.values]).toContain(Math.min(...known));
        expect([...thin.values]).toContain(Math.max(...known));
      }
    }),
  );
});

const anyResult: fc.Arbitrary<LinesResult> = fc.record({
  lines: fc.array(
    fc.record({
      target: fc.string(),
      name: fc.string({ unit: "binary" }),
      startMs: fc.nat(),
      stepMs: fc.integer({ min: 1, max: 1e6 }),
      values: fc.float64Array({ maxLength: 20 }),
      tags: fc.constant(new Map<string, string>()),
      consolidation: fc.constant("average" as const),
      xFilesFactor: fc.constant(0),
    }),
    { maxLength: 4 },
  ),
  historyFromMs: fc.option(fc.nat()),
  notices: fc.array(fc.string(), { maxLength: 2 }),
});

it("JSON in pieces is what JSON at once would be", () => {
  fc.assert(
    fc.property(anyResult, (result) => {
      const series = result.lines.map(({ target, name, startMs, stepMs, values }) => ({
        target,
        name,
        startMs,
        stepMs,
        values: [...values],
      }));
      const { historyFromMs, notices } = result;
      const text = Buffer.concat([...printJson(result)]).toString();
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ series, historyFromMs, notices })));
    }),
  );
});

it("columns are a line of JSON, then start, step and values of each series", () => {
  fc.assert(
    fc.property(anyResult, (result) => {
      const bytes = Buffer.concat([...printColumns(result)]);
      const headEnd = bytes.indexOf("\n") + 1;
      expect(headEnd % 8).toBe(0);
      const head = JSON.parse(bytes.subarray(0, headEnd).toString());
      let at = headEnd;
      const next = () => bytes.readDoubleLE((at += 8) - 8);
      for (const [i, { startMs, stepMs, values }] of result.lines.entries()) {
        expect(head.series[i].length).toBe(values.length);
        expect([next(), next()]).toEqual([startMs, stepMs]);
        expect(Array.from(values, next)).toEqual([...values]);
      }
      expect(at).toBe(bytes.length);
    }),
  );
});

it("ranges of years are cut to what is kept, and an answer has a bounded number of points", async () => {
  const { ask } = await createTimers();
  const years = { fromMs: t0 - 10 * 365 * 86_400_000, untilMs: t0 + 86_400_000 };
  const [line] = (await ask(["gauges:g"], { ...years, stepMs: 1_000 })).lines;
  expect(line!.startMs).toBeGreaterThanOrEqual(t0 - retention.at(-1)!.keptMs - line!.stepMs);
  expect(line!.values.length).toBeLessThanOrEqual(11_000);
});

it("whatever is asked for is answered or refused in bounded time", async () => {
  const { ask } = await createTimers();
  const startedMs = performance.now();
  for (const target of [
    "a".repeat(100_000),
    "absolute(".repeat(12_000),
    `${"absolute(".repeat(1_000)}a${")".repeat(1_000)}`,
    "{".repeat(16_000),
    "'".repeat(16_000),
    `sumSeries(${Array.from({ length: 4_000 }, () => "a.*").join(",")})`,
    `${"scale(".repeat(30)}g${",2)".repeat(30)}`,
    `${"*".repeat(5_000)}x`,
    `a|${"scale(2)|".repeat(1_000)}scale(2)`,
    `movingAverage(gauges:g,100000)`,
    `movingMedian(gauges:g,'90d')`,
    `holtWintersForecast(gauges:g,'9999y')`,
    `timeShift(gauges:g,'9999y')`,
    `summarize(gauges:g,'1ms')`,
  ]) {
    const parsed = parseTarget(target);
    if ("fault" in parsed) expect(parsed.fault.message).not.toBe("");
    else await ask([target]).catch((error: Error) => expect(error.name).toBe("QueryFault"));
  }
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
