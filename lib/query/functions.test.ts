import fc from "fast-check";
import { expect, it } from "vitest";
import type { Value } from "@/lib/metric/value";
import { declarations, type FunctionName } from "./declarations";
import type { FunctionDeclaration, Parameter } from "./declarations/declaration";
import { functions } from "./functions";
import { queryLines } from "./query";
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

const t0 = 1_700_000_000_000;
const rangeMs = 60_000;
const names = Object.keys(declarations) as FunctionName[];

it("are implemented exactly where they are declared", () => {
  expect(Object.keys(functions).toSorted()).toEqual(names.toSorted());
  expect(names.length).toBeGreaterThan(85);
});

/** What an argument may be, by the type of its parameter; by its name where a type is not enough. */
const byName: Record<string, string> = {
  n: "2",
  search: '"(.*)"',
  replace: '"all of \\1"',
  pattern: '"g.[ab]"',
  newName: '"one"',
  consolidationFunc: '"sum"',
  startSliceAt: `"${t0 / 1_000 - 20}"`,
  endSliceAt: `"${t0 / 1_000 + 20}"`,
  alignTo: '"10s"',
  label: '"level"',
  color: '"red"',
  bootstrapInterval: '"20s"',
  seasonality: '"5s"',
  divisorSeries: "gauges:g.a",
  fallback: "gauges:g.a",
  referenceSeries: "gauges:g.b",
  total: "gauges:g.c",
  tags: '"host"',
  xFilesFactor: "0.5",
  maxValue: "8",
  minValue: "0",
  windowTolerance: "0.3",
};
const byType: Record<Parameter["type"], string> = {
  series: "gauges:g.*",
  number: "3",
  integer: "3",
  text: '"text"',
  boolean: "true",
  interval: '"10s"',
  points: "5",
  aggregation: '"max"',
  node: "1",
  total: "100",
};

/** Calls of one function, with and without what may be left out. */
function anyCallOf(name: FunctionName): fc.Arbitrary<string> {
  const { params }: FunctionDeclaration = declarations[name];
  const isSketch = name === "percentile" || name === "heatmap";
  const given = params.map((param) => {
    const value = byName[param.name] ?? byType[param.type];
    const text = isSketch && param.type === "series" ? "timers:t.*" : value;
    const named = `${param.name}=${text}`;
    if (param.default === undefined)
      return fc.constant(param.type === "series" && param.repeats ? `${text},counters:c.*` : text);
    // Now moves on, and is part of the name; seven days would be drawn in longer steps.
    if (param.name === "endSliceAt" || param.name === "bootstrapInterval") return fc.constant(named);
    return fc.constantFrom(null, named);
  });
  return fc.tuple(...given).map((texts) => {
    const total = texts.find((text) => text?.startsWith("total="));
    // With nodes each group has its own total, or they are series; these are parts of one.
    const kept = texts.filter((text) => text !== null && !(total && text.startsWith("nodes=")));
    return `${name}(${kept.join(",")})`;
  });
}

const subscribe = (target: string) => ({ key: target, target, rangeMs, stepMs: null });

async function expectEqualToHistory(
  rig: Rig,
  client: Client,
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
): Promise<void> {
  for (const { key, target } of client.subscriptions) {
    const query = { targets: [target], fromMs, untilMs, stepMs: 1_000, maxDataPoints: null };
    const { lines } = await queryLines(rig.store, retention, query, rig.clock.now());
    const live = client.series().filter((each) => each.key === key);
    // Live, the number an aggregateLine stands at is no part of its name.
    const shown = (name: string) => (target.startsWith("aggregateLine") ? name.replace(/, .*$/, "") : name);
    expect({ target, names: live.map(({ name }) => shown(name)) }).toEqual({
      target,
      names: lines.map(({ name }) => shown(name)).toSorted(),
    });
    for (const line of lines) {
      const of = live.find(({ name }) => shown(name) === shown(line.name))!;
      const window = client.windowOf(of);
      line.values.forEach((value, i) => {
        const startMs = line.startMs + i * line.stepMs;
        const held = window.get(startMs) ?? null;
        const isNear =
          held === null
            ? !Number.isFinite(value)
            : Math.abs(held - value) <= 1e-9 * Math.max(1, Math.abs(value));
        if (!isNear)
          throw new Error(
            `${target}, "${line.name}" at ${(startMs - t0) / 1_000} s: ${held} live, ${value} in history`,
          );
      });
    }
  }
}

const values = fc.record({
  a: fc.option(fc.integer({ min: -5, max: 9 }), { freq: 3 }),
  b: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 3 }),
  c: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 3 }),
  hits: fc.integer({ min: 0, max: 9 }),
  samples: fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 3 }),
});
const second = fc.record({
  values,
  lateBy: fc.oneof(
    { weight: 8, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) },
  ),
});

function toFlush(
  { a, b, c, hits, samples }: typeof values extends fc.Arbitrary<infer V> ? V : never,
  ms: number,
) {
  const flush: Record<string, Value> = { "counters:c.x": counter(hits) };
  if (a !== null) flush["gauges:g.a;host=x"] = gauge(a, ms);
  if (b !== null) flush["gauges:g.b;host=x"] = gauge(b, ms);
  if (b !== null) flush["gauges:g.a"] = gauge(b, ms);
  if (c !== null) flush["gauges:g.c"] = gauge(c, ms);
  if (samples.length > 0) flush["timers:t.one"] = timer(...samples);
  if (samples.length > 1) flush["timers:t.two"] = timer(...samples.map((each) => each * 2));
  return flush;
}

/** Everything is known by name before, so that no target changes by a new one. */
const whole = { a: 1, b: 2, c: 3, hits: 1, samples: [5, 10] };

it("end equal to history, step by step, whatever came, late or not", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(...names.map(anyCallOf)),
      fc.array(second, { minLength: 50, maxLength: 50 }),
      fc.array(second, { minLength: 20, maxLength: 20 }),
      async (targets, before, seconds) => {
        const rig = await createRig(t0 - 52_000);
        const flushAll = async (list: typeof before, fromMs: number) => {
          const late: { dueAt: number; startMs: number; flush: Record<string, Value> }[] = [];
          for (const [i, each] of list.entries()) {
            const startMs = fromMs + i * 1_000;
            await rig.advance(1_000);
            late.push({ dueAt: i + each.lateBy, startMs, flush: toFlush(each.values, startMs + 500) });
            await rig.flush("one", startMs, {});
            for (const { flush, startMs: of } of late.filter(({ dueAt }) => dueAt === i))
              await rig.flush("two", of, flush);
          }
        };
        await rig.flush("one", t0 - 52_000, toFlush(whole, t0 - 51_500));
        await rig.advance(2_000);
        await flushAll(before, t0 - 50_000);
        const client = createClient(targets.map(subscribe));
        await rig.connect(client, null);
        const quiet = seconds.slice(0, 20).map((each) => ({ ...each, lateBy: 0 }));
        await flushAll([...seconds, ...quiet], t0);
        const untilMs = rig.clock.now();
        // What depends on the whole range is done again within 10 s.
        await rig.advance(10_000);
        await expectEqualToHistory(rig, client, { fromMs: t0 - rangeMs, untilMs });
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
}, 120_000);
