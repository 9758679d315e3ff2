import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToDistinct, countDistinct, emptyDistinct } from "./distinct";
import { type GaugeValue, type Value, gaugeAtEnd, mergeValues } from "./value";

const whole = fc.integer({ min: -1_000, max: 1_000 });
const atMs = fc.integer({ min: 0, max: 20 });

const counter = whole.map((sum): Value => ({ kind: "counters", sum }));

const timer = fc.array(whole, { minLength: 1 }).map((values): Value => ({
  kind: "timers",
  count: values.length,
  sum: values.reduce((a, b) => a + b),
  sumOfSquares: values.reduce((sum, each) => sum + each * each, 0),
  min: Math.min(...values),
  max: Math.max(...values),
  sketch: new Map(values.map((each) => [each, 1])),
}));

const set = fc.array(fc.string()).map((members): Value => ({
  kind: "sets",
  members: members.reduce(addToDistinct, emptyDistinct()),
}));

/** As the aggregator makes them: a writer's deltas come after its own set. */
const gauge = fc
  .record({
    set: fc.option(fc.record({ value: whole, atMs }), { nil: null }),
    delta: fc.option(fc.record({ sum: whole, waitMs: atMs }), { nil: null }),
    carried: fc.option(whole, { nil: null }),
    edge: whole,
  })
  .map(({ set: last, delta, carried, edge }): Value => ({
    kind: "gauges",
    set: last,
    delta: delta?.sum ?? 0,
    deltaAtMs: delta && (last?.atMs ?? 0) + delta.waitMs,
    carried,
    min: edge,
    max: edge,
  }));

describe.each([
  ["counters", counter],
  ["gauges", gauge],
  ["timers", timer],
  ["sets", set],
])("merging %s", (_kind, value: fc.Arbitrary<Value>) => {
  it("gives the same in any order and any grouping, and changes no argument", () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        const before = structuredClone([a, b, c]);
        expect(canonical(mergeValues(a, b))).toEqual(canonical(mergeValues(b, a)));
        expect(canonical(mergeValues(mergeValues(a, b), c))).toEqual(
          canonical(mergeValues(a, mergeValues(b, c))),
        );
        expect([a, b, c]).toEqual(before);
      }),
    );
  });
});

describe("merging gauges of several writers", () => {
  it("takes the latest set, whoever is asked first", () => {
    const [early, late] = [
      makeGauge({ set: { value: 1, atMs: 5 } }),
      makeGauge({ set: { value: 2, atMs: 9 } }),
    ];
    expect(gaugeAtEnd(merge(early, late), 100)).toBe(2);
  });

  it("adds another writer's deltas only if the first of them came after the set", () => {
    const last = makeGauge({ set: { value: 10, atMs: 5 }, delta: 1, deltaAtMs: 6 });
    const before = makeGauge({ delta: 100, deltaAtMs: 4 });
    const after = makeGauge({ delta: 1_000, deltaAtMs: 7 });
    expect(gaugeAtEnd(merge(merge(last, before), after), 0)).toBe(1_011);
  });

  it("keeps a writer's deltas though those of another, merged with them, are dropped later", () => {
    const dropped = makeGauge({ delta: 100, deltaAtMs: 4 });
    const kept = makeGauge({ delta: 1, deltaAtMs: 6 });
    const last = makeGauge({ set: { value: 10, atMs: 5 } });
    expect(gaugeAtEnd(merge(merge(dropped, kept), last), 0)).toBe(11);
  });

  it("adds deltas without a set to what was carried, else to what the writer knew, else to 0", () => {
    const delta = makeGauge({ delta: 3, deltaAtMs: 1 });
    expect(gaugeAtEnd(delta, 7)).toBe(10);
    expect(gaugeAtEnd({ ...delta, carried: 5 }, Number.NaN)).toBe(8);
    expect(gaugeAtEnd(delta, Number.NaN)).toBe(3);
  });
});

it("refuses to merge different kinds", () => {
  const counts: Value = { kind: "counters", sum: 1 };
  expect(() => mergeValues(counts, makeGauge({}))).toThrow("cannot merge counters with gauges");
});

it("keeps a set's members apart from those of the values it was merged from", () => {
  const a: Value = { kind: "sets", members: addToDistinct(emptyDistinct(), "a") };
  const b: Value = { kind: "sets", members: addToDistinct(emptyDistinct(), "b") };
  const union = mergeValues(a, b);
  expect(union.kind === "sets" && countDistinct(union.members)).toBe(2);
  expect(countDistinct(a.members)).toBe(1);
});

function makeGauge(part: Partial<GaugeValue>): GaugeValue {
  return {
    kind: "gauges",
    set: null,
    delta: 0,
    deltaAtMs: null,
    carried: null,
    min: 0,
    max: 0,
    ...part,
  };
}

function merge(a: GaugeValue, b: GaugeValue): GaugeValue {
  return mergeValues(a, b) as GaugeValue;
}

/** The lists of writers' deltas have no order. */
function canonical(value: Value): Value {
  if (value.kind !== "gauges" || !value.deltas) return value;
  return { ...value, deltas: [...value.deltas].sort((a, b) => a.atMs - b.atMs || a.sum - b.sum) };
}
