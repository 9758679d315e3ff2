import { expect, it } from "vitest";
import { systemClock } from "@/lib/metric/clock";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { createEmbeddedStore } from "./metrics";
it("a flush reads back once, a gauge is carried, each step is heard once", async () => {
  const s = await createEmbeddedStore({
    disk: null,
    flushMs: 1000,
    gaugeTtlMs: 600000,
    maxSeries: 10,
    clock: systemClock,
  });
  const t = Math.floor(Date.now() / 1000) * 1000 - 5000;
  const got: unknown[] = [];
  const g = (v: number) =>
    ({
      kind: "gauges",
      set: { value: v, atMs: t },
      delta: 0,
      deltaAtMs: null,
      carried: null,
      min: v,
      max: v,
    }) as const;
  await s.subscribe(new Set(["counters:a", "gauges:g"] as const), null, {
    flush: (x, seen) => got.push(["flush", x.columns, seen]),
    correct: (x) => got.push(["c", x]),
    gap: (x) => got.push(["gap", x]),
    names: (n) => got.push(n),
    lost() {},
    health() {},
  });
  await s.append({
    writer: "w",
    sequence: 1,
    startMs: t,
    stepMs: 1000,
    values: new Map<SeriesName, Value>([
      ["counters:a", { kind: "counters", sum: 3 }],
      ["gauges:g", g(7)],
    ]),
  });
  await s.append({
    writer: "w",
    sequence: 1,
    startMs: t,
    stepMs: 1000,
    values: new Map([["counters:a", { kind: "counters", sum: 3 }]] as const),
  });
  await s.append({ writer: "w", sequence: 2, startMs: t + 1000, stepMs: 1000, values: new Map() });
  const r = await s.read(["counters:a", "gauges:g"], { fromMs: t - 1000, untilMs: t + 3000 }, 1000);
  expect(r[0]).toMatchObject({
    sum: Float64Array.from([NaN, 3, NaN, NaN]),
    coverage: Uint8Array.from([0, 1, 1, 0]),
  });
  expect(r[1]).toMatchObject({ last: Float64Array.from([NaN, 7, 7, 7]) });
  expect(got.filter((e) => Array.isArray(e) && e[0] === "flush").length).toBe(2);
});
