import fc from "fast-check";
import { expect, it } from "vitest";
import { type Columns, emptyColumns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { createEvaluator } from "./evaluator";
import { makePlan } from "./plan";
import { createPointGraph } from "./point-graph";
import { queryLines, queryRange } from "./query";
import { resolveTarget } from "./resolve";
import {
  type Client,
  counter,
  createClient,
  createRig,
  gauge,
  type Rig,
  retention,
  timer,
} from "./stream.test-support";
import { parseTarget } from "./target";

const t0 = 1_700_000_000_000;

async function openAll(targets: string[]) {
  const graph = createPointGraph();
  const infos = ["a.1", "a.2", "b.1"].map((bucket) => {
    const series: SeriesName = `gauges:${bucket}`;
    return { series, kind: "gauges" as const, bucket, firstSeenMs: 0, lastSeenMs: 0 };
  });
  const store = { find: async (glob: string) => infos.filter((info) => info.bucket[0] === glob[0]) };
  const open = async (text: string) => {
    const parsed = parseTarget(text);
    if ("fault" in parsed) throw new Error(parsed.fault.message);
    const { matches } = await resolveTarget(store, parsed.target);
    return graph.open(parsed.target, matches, 1_000);
  };
  const live = [];
  for (const text of targets) live.push(await open(text));
  return { graph, live };
}

function createSource(values: Record<SeriesName, number>) {
  const columns = new Map<string, Columns>();
  for (const [series, value] of Object.entries(values)) {
    const each = emptyColumns(series as SeriesName, t0, 1_000, 1);
    each.coverage[0] = 1;
    if (each.kind === "gauges") each.last[0] = value;
    columns.set(series, each);
  }
  let asked = 0;
  return { get: (series: SeriesName) => (asked++, columns.get(series)), asked: () => asked };
}

it("equal subexpressions are one, whichever target they stand in, and are computed once a step", async () => {
  const { graph, live } = await openAll([
    "scale(sumSeries(gauges:a.*),2)",
    "offset(sumSeries( gauges:a.* ), 1)",
    "scale(sumSeries(gauges:a.*), 2)",
    "gauges:b.*",
  ]);
  // Two leaves, one sum, one scale, one offset.
  expect(graph.size()).toBe(5);
  const source = createSource({ "gauges:a.1": 1, "gauges:a.2": 2, "gauges:b.1": 5 });
  for (const each of live) each.put(t0, source);
  expect(live.map((each) => each.valueAt(0, t0))).toEqual([6, 4, 6, 5]);
  const asked = source.asked();
  for (const each of live) each.put(t0, source);
  // Only whether they are the same columns: once for each target.
  expect(source.asked() - asked).toBe(live.length);
  for (const each of live) each.release();
  expect(graph.size()).toBe(0);
});

const board = [
  ["gauges:g.*", null],
  ["movingAverage(gauges:g.*,5)", null],
  ["sumSeries(counters:c,counters:c)", 10_000],
  ["integral(counters:c)", 10_000],
  ["derivative(counters:c)", 10_000],
  ["movingMedian(counters:c,3)", 10_000],
  ["timers:t:p95", 10_000],
  ["summarize(counters:c,'20s','sum')", null],
] as const;
const subscriptions = board.map(([target, stepMs]) => ({
  key: `${target} ${stepMs}`,
  target,
  rangeMs: 100_000,
  stepMs,
}));

/** What each client holds from the moment its ranges begin. */
async function expectHistory(
  rig: Rig,
  client: Client,
  { joinedMs, endMs }: { joinedMs: number; endMs: number },
): Promise<void> {
  // Longer steps that have not ended are no values yet.
  const untilMs = Math.floor(endMs / 20_000) * 20_000;

  for (const { key, target, stepMs } of client.subscriptions) {
    const step = stepMs ?? 1_000;
    const aligned = target.startsWith("summarize") ? 20_000 : step;
    const fromMs = Math.floor((Math.floor((joinedMs - 100_000) / step) * step) / aligned) * aligned;
    const query = { targets: [target], fromMs, untilMs, stepMs: step, maxDataPoints: null };
    const { series } = await queryRange(rig.store, retention, query, rig.clock.now());
    for (const line of series) {
      const window = client.windowOf({ key, name: line.name });
      const held = line.values.map((_, i) => window.get(line.startMs + i * line.stepMs) ?? null);
      const round = (values: (number | null)[]) => values.map((value) => value && Number(value.toFixed(9)));
      expect({ key, name: line.name, values: round(held) }).toEqual({
        key,
        name: line.name,
        values: round(line.values),
      });
    }
  }
}

const second = fc.record({
  g: fc.option(fc.nat(9), { freq: 3 }),
  c: fc.nat(9),
  t: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 2 }),
  lateBy: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
  ),
});

it("streams of one board, opened one after the other, each end equal to history", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(second, { minLength: 40, maxLength: 70 }),
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 3 }),
      async (seconds, joins) => {
        const rig = await createRig(t0);
        const clients: { client: Client; joinedMs: number; stop: () => void }[] = [];
        const late: { dueAt: number; startMs: number; values: Record<string, Value> }[] = [];
        const quiet = Array.from({ length: 35 }, () => ({ g: null, c: 0, t: [], lateBy: 0 }));
        await rig.flush("two", t0 - 1_000, { "counters:c": counter(0), "timers:t": timer(1) });
        for (const [i, { g, c, t, lateBy }] of [...seconds, ...quiet].entries()) {
          const startMs = t0 + i * 1_000;
          await rig.advance(1_000);
          for (const _ of joins.filter((at) => at === i)) {
            const client = createClient(subscriptions);
            const joinedMs = rig.clock.now();
            clients.push({ client, joinedMs, stop: await rig.connect(client, null) });
          }
          await rig.flush("one", startMs, {});
          const values: Record<string, Value> = { "counters:c": counter(c) };
          if (g !== null) values["gauges:g.x"] = gauge(g, startMs + 500);
          if (t.length > 0) values["timers:t"] = timer(...t);
          late.push({ dueAt: i + lateBy, startMs, values });
          for (const each of late.filter(({ dueAt }) => dueAt === i))
            await rig.flush("two", each.startMs, each.values);
        }
        const endMs = rig.clock.now();
        await rig.advance(10_000);
        for (const { client, joinedMs } of clients) await expectHistory(rig, client, { joinedMs, endMs });
        for (const { stop } of clients) stop();
      },
    ),
    { numRuns: 10 },
  );
}, 60_000);

it("reads another time a block ahead, and goes on when it is used up", async () => {
  const rig = await createRig(t0 - 900_000);
  for (let i = 0; i < 900; i++) {
    await rig.flush("w", t0 - 900_000 + i * 1_000, { "gauges:g": gauge(i, t0 - 900_000 + i * 1_000) });
    if (i % 50 === 49) await rig.advance(50_000);
  }
  const client = createClient([
    { key: "k", target: "timeShift(gauges:g,'700s')", rangeMs: 60_000, stepMs: null },
  ]);
  await rig.connect(client, null);
  for (let i = 0; i < 150; i++) {
    await rig.advance(1_000);
    await rig.flush("w", t0 + i * 1_000, { "gauges:g": gauge(-i, t0 + i * 1_000) });
  }
  const query = {
    targets: ["timeShift(gauges:g,'700s')"],
    fromMs: t0 - 60_000,
    untilMs: t0 + 150_000,
    stepMs: 1_000,
    maxDataPoints: null,
  };
  const { lines } = await queryLines(rig.store, retention, query, rig.clock.now());
  const window = client.windowOf({ key: "k", name: lines[0]!.name });
  expect([...lines[0]!.values].slice(0, 3)).toEqual([140, 141, 142]);
  lines[0]!.values.forEach((value, i) => expect(window.get(t0 - 60_000 + i * 1_000)).toBe(value));
}, 20_000);

it("shows the 20 lines with the greatest last values when a target has more than 200", async () => {
  const rig = await createRig(t0);
  const many = (factor: number) =>
    Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `gauges:g.${String(i).padStart(2, "0")}`,
        gauge(i * factor, t0 - 500),
      ]),
    );
  await rig.flush("w", t0 - 1_000, many(1));
  const target = `group(${Array.from({ length: 6 }, (_, i) => `scale(gauges:g.*,${i + 1})`).join(",")})`;
  const client = createClient([{ key: "k", target, rangeMs: 60_000, stepMs: null }]);
  await rig.advance(500);
  await rig.connect(client, null);
  expect(client.series().length).toBe(20);
  expect(client.series().at(-1)!.name).toBe("scale(gauges:g.39,6)");
  expect(client.frames.find((frame) => frame.event === "error")?.data).toMatchObject({
    key: "k",
    code: "too_many_series",
  });
  await rig.advance(500);
  await rig.flush("w", t0, many(2));
  expect(client.windowOf({ key: "k", name: "scale(gauges:g.39,6)" }).get(t0)).toBe(39 * 12);
});

it("says of a key whose target makes no sense with what it matches, and shows the others", async () => {
  const rig = await createRig(t0);
  await rig.flush("w", t0 - 1_000, { "gauges:a": gauge(1, t0), "gauges:b": gauge(2, t0) });
  const client = createClient(
    ["divideSeries(gauges:*,gauges:*)", "percentile(scale(gauges:a,2),50)", "gauges:a"].map((target) => ({
      key: target,
      target,
      rangeMs: 60_000,
      stepMs: null,
    })),
  );
  await rig.connect(client, null);
  const errors = client.frames.flatMap((frame) => (frame.event === "error" ? [frame.data] : []));
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringContaining("character 12: percentile takes the name of timers"),
    expect.stringContaining('character 1: the "divisorSeries" of divideSeries is one series, not 2'),
  ]);
  expect(client.series().map(({ name }) => name)).toEqual(["gauges:a"]);
});

it("begins where the store keeps such short steps, when it does not keep them over the whole range", async () => {
  const rig = await createRig(t0);
  for (let i = 100; i > 0; i--) await rig.flush("w", t0 - i * 1_000, { "counters:c": counter(1) });
  const store: typeof rig.store = {
    ...rig.store,
    read: (series, span, stepMs, sketches) =>
      rig.store.read(series, span, span.fromMs < t0 - 50_000 ? Math.max(stepMs, 10_000) : stepMs, sketches),
  };
  const evaluator = createEvaluator({ ...rig, store, retention });
  const client = createClient(
    ["counters:c", "integral(counters:c)", "movingSum(counters:c,5)"].map((target) => ({
      key: target,
      target,
      rangeMs: 60_000,
      stepMs: null,
    })),
  );
  await rig.connect(client, null, store, evaluator);
  const last = (key: string) => client.windowOf({ key, name: key }).get(t0 - 1_000);
  expect(last("counters:c")).toBe(1);
  expect(last("movingSum(counters:c,5)")).toBe(5);
  expect(last("integral(counters:c)")).toBeGreaterThan(20);
});

it("a process is too slow when three steps in a row took more than 100 ms in all", async () => {
  const { evaluator } = await createRig(t0);
  const steps = [
    [60, 60],
    [101, 0],
    [20, 20],
    [60, 60],
    [60, 60],
    [60, 60],
  ];
  const isSlow = steps.map((costs, i) => costs.map((ms) => evaluator.charge(t0 + i * 1_000, ms)));
  expect(isSlow.map((each) => each.includes(true))).toEqual([false, false, false, false, false, true]);
});

it("a target that is too slow is cut to the 20 series with the greatest last values", async () => {
  const rig = await createRig(t0);
  const many = Array.from({ length: 30 }, (_, i) => [`gauges:g.${i}`, gauge(i, t0 - 500)] as const);
  await rig.flush("w", t0 - 1_000, Object.fromEntries(many));
  const subscription = { key: "k", target: "sumSeries(gauges:g.*)", rangeMs: 60_000, stepMs: null };
  const plan = await makePlan(rig.store, {
    retention,
    subscriptions: [subscription],
    nowMs: t0,
    slow: new Set(["k"]),
  });
  expect(plan.errors).toMatchObject([{ key: "k", code: "too_slow" }]);
  const kept = Array.from({ length: 20 }, (_, i) => `gauges:g.${i + 10}`);
  expect(plan.entries[0]!.series.toSorted()).toEqual(kept.toSorted());
});
