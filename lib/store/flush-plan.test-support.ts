import fc from "fast-check";
import { addToDistinct, emptyDistinct } from "@/lib/metric/distinct";
import { addToSketch } from "@/lib/metric/sketch";
import type { Value } from "@/lib/metric/value";
import { counter, gauge } from "./contract.test-support";

const someValues = fc.record(
  {
    "counters:hits": fc.integer({ min: 0, max: 50 }).map(counter),
    "gauges:free": fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => gauge(value, 500)),
    "gauges:delta": fc.integer({ min: -5, max: 5 }).map((delta): Value => ({
      ...gauge(0),
      kind: "gauges",
      set: null,
      delta,
      deltaAtMs: 400,
      carried: 3,
      min: -9,
      max: 9,
    })),
    "timers:login": fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 5 }).map(timerOf),
    "sets:users": fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }).map((members): Value => ({
      kind: "sets",
      members: members.reduce((set, each) => addToDistinct(set, String(each)), emptyDistinct()),
    })),
  },
  { requiredKeys: [] },
);

/** Flushes of one step each, `skip` steps after the one before, with what came of each kind. */
export const flushPlan = fc.array(fc.record({ skip: fc.nat({ max: 25 }), values: someValues }), {
  minLength: 450,
  maxLength: 450,
});

function timerOf(values: number[]): Value {
  const sketch = new Map<number, number>();
  for (const value of values) addToSketch(sketch, value);
  const sum = values.reduce((total, each) => total + each, 0);
  const sumOfSquares = values.reduce((total, each) => total + each * each, 0);
  return {
    kind: "timers",
    count: values.length,
    sum,
    sumOfSquares,
    min: Math.min(...values),
    max: Math.max(...values),
    sketch,
  };
}
