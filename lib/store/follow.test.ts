import fc from "fast-check";
import { expect, it } from "vitest";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { counter, createEar, flushOf, numbersOf } from "./contract.test-support";
import { createEmbeddedStore } from "./embedded/metrics";

const series: SeriesName[] = ["counters:c", "gauges:g", "gauges:h", "sets:s"];
const startMs = 1_700_000_000_000;

const gaugeValue = fc.record({
  set: fc.option(
    fc.record({ value: fc.integer({ min: -9, max: 9 }), atMs: fc.integer({ min: 0, max: 999 }) }),
  ),
  delta: fc.integer({ min: -5, max: 5 }),
  deltaAtMs: fc.option(fc.integer({ min: 0, max: 999 })),
  carried: fc.option(fc.integer({ min: -9, max: 9 })),
});

const values = fc.record(
  {
    "counters:c": fc.integer({ min: 0, max: 99 }).map(counter),
    "gauges:g": gaugeValue.map((each): Value => toGauge(each)),
    "gauges:h": gaugeValue.map((each): Value => toGauge(each)),
    "sets:s": fc
      .array(fc.integer({ min: 0, max: 9 }))
      .map((hashes): Value => ({ kind: "sets", members: { hashes: new Set(hashes) } })),
  },
  { requiredKeys: [] },
);

function toGauge(each: typeof gaugeValue extends fc.Arbitrary<infer T> ? T : never): Value {
  const delta = each.deltaAtMs === null ? 0 : each.delta;
  return { kind: "gauges", ...each, delta, min: -1, max: 1 };
}

/** One writer delivers its next flush, some steps after its last one; or all waits run out. */
const action = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ writer: fc.constantFrom("a", "b"), skip: fc.nat({ max: 2 }), values }),
  },
  { weight: 1, arbitrary: fc.constant("timeout" as const) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** A late frame under a step that only moves the gauge: the steps that this one is carried into change too. */
const untouched: Value = {
  kind: "gauges",
  set: null,
  delta: 0,
  deltaAtMs: null,
  carried: null,
  min: -1,
  max: 1,
};
const carriedFurther: [Action[], number] = [
  [
    { writer: "a", skip: 0, values: {} },
    { writer: "a", skip: 1, values: { "gauges:h": untouched } },
    { writer: "a", skip: 2, values: {} },
    { writer: "b", skip: 0, values: { "gauges:h": { ...untouched, carried: 1 } } },
  ],
  0,
];

it("says live, in whatever order frames arrive, exactly what reading says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.nat({ max: 20 }), async (actions, joinAt) => {
      const waits = new Set<() => void>();
      const runOut = () => {
        for (const done of waits) done();
      };
      const store = createEmbeddedStore({
        disk: null,
        flushMs: 1_000,
        gaugeTtlMs: 4_000,
        maxSeries: 10,
        clock: { now: () => startMs + 60_000, monotonic: () => 0 },
        wait(_, done) {
          const run = () => {
            waits.delete(run);
            done();
          };
          waits.add(run);
          return () => waits.delete(run);
        },
      });
      const ear = createEar();
      const next = { a: 0, b: 0 };
      const sequence = { a: 0, b: 0 };
      for (const [i, each] of actions.entries()) {
        if (i === joinAt) await store.subscribe(new Set(series), null, ear.on);
        if (each === "timeout") runOut();
        else {
          const step = (next[each.writer as "a"] += each.skip) * 1_000;
          next[each.writer as "a"]++;
          const number = ++sequence[each.writer as "a"];
          await store.append(flushOf(each.writer, number, startMs + step, Object.entries(each.values)));
        }
      }
      runOut();
      const columns = await store.read(series, { fromMs: startMs, untilMs: startMs + 200_000 }, 1_000);
      for (const each of columns) {
        const read = numbersOf(each);
        for (const step of new Set([...ear.flushed, ...ear.corrected])) {
          const heard = ear.values.get(`${each.series} ${step}`);
          expect(heard, `${each.series} at ${step - startMs}`).toBe(read[(step - startMs) / 1_000]);
        }
      }
    }),
    { numRuns: 300, examples: [carriedFurther] },
  );
});

it("corrects a gauge for as long as later frames keep it alive", async () => {
  const store = createEmbeddedStore({
    disk: null,
    flushMs: 1_000,
    gaugeTtlMs: 4_000,
    maxSeries: 10,
    clock: { now: () => startMs + 60_000, monotonic: () => 0 },
  });
  const ear = createEar();
  const moved = (delta: number): Value => ({
    kind: "gauges",
    set: null,
    delta,
    deltaAtMs: delta === 0 ? null : 0,
    carried: null,
    min: -1,
    max: 1,
  });
  await store.subscribe(new Set(["gauges:g"] as const), null, ear.on);
  await store.append(flushOf("a", 1, startMs, []));
  await store.append(flushOf("a", 2, startMs + 2_000, [["gauges:g", moved(0)]]));
  await store.append(flushOf("a", 3, startMs + 5_000, []));
  await store.append(flushOf("b", 1, startMs, [["gauges:g", moved(-1)]]));
  expect(ear.values.get(`gauges:g ${startMs + 5_000}`)).toBe(-1);
});

it("reads any span of a gauge with the same values, wherever the span begins", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(values, { minLength: 1, maxLength: 30 }),
      fc.nat({ max: 29 }),
      async (all, from) => {
        const open = () =>
          createEmbeddedStore({
            disk: null,
            flushMs: 1_000,
            gaugeTtlMs: 4_000,
            maxSeries: 10,
            clock: { now: () => startMs + 60_000, monotonic: () => 0 },
          });
        const [warm, cold] = [open(), open()];
        for (const [i, each] of all.entries()) {
          for (const store of [warm, cold]) {
            await store.append(flushOf("a", i + 1, startMs + i * 1_000, Object.entries(each)));
          }
        }
        const untilMs = startMs + 35_000;
        const [whole] = await warm.read(["gauges:g"], { fromMs: startMs, untilMs }, 1_000);
        const part = { fromMs: startMs + from * 1_000, untilMs };
        for (const store of [warm, cold]) {
          const [columns] = await store.read(["gauges:g"], part, 1_000);
          expect(numbersOf(columns!)).toEqual(numbersOf(whole!).slice(from));
        }
      },
    ),
    { numRuns: 200 },
  );
});
