import { packValues } from "@/lib/metric/packed-values";
import { beforeEach, describe, expect, it } from "vitest";
import type { Retention } from "@/lib/metric/retention";
import type { SeriesName } from "@/lib/metric/series";
import { addToSketch } from "@/lib/metric/sketch";
import type { Value } from "@/lib/metric/value";
import { createEmbeddedStore } from "@/lib/store/embedded/metrics";
import { listBuckets } from "./buckets";
import { listTree } from "./tree";

const retention: Retention = [{ stepMs: 1_000, keptMs: 1_800_000 }];
const start = 1_700_000_000_000;
const minute = 60_000;

const counter = (sum: number): Value => ({ kind: "counters", sum });
const gauge = (value: number, atMs: number): Value => ({
  kind: "gauges",
  set: { value, atMs },
  delta: 0,
  deltaAtMs: null,
  carried: null,
  min: value,
  max: value,
});
function timer(value: number): Value {
  const sketch = new Map<number, number>();
  addToSketch(sketch, value, 1);
  return { kind: "timers", count: 1, sum: value, sumOfSquares: value ** 2, min: value, max: value, sketch };
}

describe("the list of buckets", () => {
  let nowMs = start;
  let store: ReturnType<typeof createEmbeddedStore>;
  let sequence = 0;
  beforeEach(() => {
    [nowMs, sequence] = [start, 0];
    const clock = { now: () => nowMs, monotonic: () => nowMs };
    store = createEmbeddedStore({ disk: null, flushMs: 1_000, gaugeTtlMs: 10_000, maxSeries: 1_000, clock });
  });

  async function flush(values: [SeriesName, Value][]): Promise<void> {
    const flushed = { writer: "w", sequence: ++sequence, startMs: nowMs, stepMs: 1_000 };
    await store.append({ ...flushed, values: packValues(values) });
    nowMs += 1_000;
  }
  const list = (words = "", more = {}) =>
    listBuckets(store, {
      words,
      kind: null,
      offset: 0,
      limit: 50,
      flushMs: 1_000,
      retention,
      nowMs: nowMs + 1_000,
      ...more,
    });

  it("has for each its kind, tags, last value, last seen, and a minute of values", async () => {
    await flush([
      ["counters:api.hits;env=prod;urgent", counter(3)],
      ["timers:api.login", timer(250)],
    ]);
    await flush([["counters:api.hits;env=prod;urgent", counter(4)]]);
    const { total, matched, buckets } = await list("hits");
    expect({ total, matched }).toEqual({ total: 2, matched: 1 });
    expect(buckets[0]).toMatchObject({
      series: "counters:api.hits;env=prod;urgent",
      kind: "counters",
      bucket: "api.hits;env=prod;urgent",
      tags: { env: "prod", urgent: "true" },
      lastSeenMs: start + 1_000,
      value: 4,
    });
    expect(buckets[0]!.sparkline).toHaveLength(60);
    expect(buckets[0]!.sparkline.slice(-2)).toEqual([3, 4]);
    expect((await list("login")).buckets[0]).toMatchObject({ kind: "timers", value: 250 });
  });

  it("still has the last value of what went silent, and a zero of what is idle", async () => {
    await flush([
      ["counters:dead", counter(7)],
      ["gauges:cold", gauge(21, nowMs)],
      ["timers:slow", timer(80)],
      ["counters:idle", counter(1)],
    ]);
    nowMs += 15 * minute;
    await flush([["counters:idle", counter(5)]]);
    await flush([]);
    const valueOf = async (words: string) => (await list(words)).buckets[0]!.value;
    expect(await valueOf("dead")).toBe(7);
    expect(await valueOf("cold")).toBe(21);
    expect(await valueOf("slow")).toBe(80);
    expect(await valueOf("idle")).toBe(0);
    nowMs += 40 * minute;
    for (let i = 0; i < 3; i++) await flush([]);
    expect(await valueOf("dead")).toBeNull();
  });

  it("gives pages, and one kind when asked", async () => {
    await flush([
      ["counters:a", counter(1)],
      ["counters:b", counter(1)],
      ["timers:a", timer(1)],
    ]);
    const names = async (more: object) => (await list("", more)).buckets.map(({ series }) => series);
    expect(await names({ limit: 2 })).toEqual(["counters:a", "timers:a"]);
    expect(await names({ limit: 2, offset: 2 })).toEqual(["counters:b"]);
    expect(await names({ kind: "timers" })).toEqual(["timers:a"]);
    expect((await list("", { limit: 1 })).matched).toBe(3);
  });

  it("follows names that come and go", async () => {
    await flush([["counters:a", counter(1)]]);
    expect((await list()).matched).toBe(1);
    await store.rename("counters:a", "counters:b");
    await flush([["counters:c", counter(1)]]);
    expect((await list()).buckets.map(({ bucket }) => bucket)).toEqual(["b", "c"]);
    expect((await list("a")).matched).toBe(0);
    await store.remove(["counters:b"]);
    expect((await list()).buckets.map(({ bucket }) => bucket)).toEqual(["c"]);
  });

  it("is a tree by dots, sorted as people count, cut with the number of what is left out", async () => {
    const names = ["web10.cpu", "web2.cpu", "web2.mem", "api", "api.hits"];
    await flush(names.map((name): [SeriesName, Value] => [`counters:${name}`, counter(1)]));
    const top = await listTree(store, { prefix: null, limit: 2 });
    expect(top.children.map(({ name, series }) => [name, series])).toEqual([
      ["api", 2],
      ["web2", 2],
    ]);
    expect(top.more).toBe(1);
    const below = await listTree(store, { prefix: "web2", limit: 9 });
    expect(below).toMatchObject({
      prefix: "web2",
      more: 0,
      children: [{ segment: "cpu" }, { segment: "mem" }],
    });
    expect(await listTree(store, { prefix: "no.such", limit: 9 })).toMatchObject({ children: [], more: 0 });
  });
});
