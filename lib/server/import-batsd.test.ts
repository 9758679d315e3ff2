import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseRetentions, pathOf } from "@/lib/compat/batsd/import/layout";
import { type ImportOptions, importBatsd } from "@/lib/compat/batsd/import/run";
import type { Columns } from "@/lib/metric/columns";
import { parseRetention } from "@/lib/metric/retention";
import { type RedisServer, startRedisServer } from "@/lib/store/redis-server.test-support";
import { type BatsdSource, openBatsdSource } from "@/lib/store/redis/third-party/batsd-source";

// A batsd's data as it lays it out, in a real Redis and on a real disk. What comes out is kept by a store
// that remembers columns: the port's other methods have their own contract.

const nowS = 1_700_000_000;
const day = 86_400;

let server: RedisServer;
let redis: Redis;
let source: BatsdSource;
let disk: string;

beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
  source = await openBatsdSource(server.url);
});
afterAll(async () => {
  source.close();
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  disk = mkdtempSync(join(tmpdir(), "statboard-batsd-"));
  return () => rmSync(disk, { recursive: true, force: true });
});

/** batsd's store_timer and store_and_update_all_counters. */
const store = (key: string, atS: number, value: number | string) => redis.zadd(key, atS, `${atS}<X>${value}`);

/** batsd's Diskstore#append_value_to_file. */
function append(key: string, atS: number, value: number | string): void {
  const path = pathOf(disk, key);
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${atS} ${value}\n`);
}

/** Replaces steps, as the port says: what is kept is the last that was said of each. */
function createTarget() {
  const kept = new Map<string, number[] | "hole" | "idle">();
  let calls = 0;
  return {
    calls: () => calls,
    async importColumns(all: readonly Columns[]): Promise<void> {
      calls++;
      for (const columns of all)
        columns.coverage.forEach((isCovered, i) => {
          const numbers = numbersOf(columns, i);
          const state = numbers.every(Number.isNaN) ? (isCovered ? "idle" : "hole") : numbers;
          const atS = (columns.startMs + i * columns.stepMs) / 1_000;
          kept.set(`${columns.series} ${columns.stepMs / 1_000}s ${atS - nowS}`, state);
        });
    },
    of: (series: string) =>
      Object.fromEntries(
        [...kept]
          .filter(([key]) => key.startsWith(`${series} `))
          .map(([key, value]) => [key.slice(series.length + 1), value]),
      ),
    kept,
  };
}

function numbersOf(columns: Columns, i: number): number[] {
  if (columns.kind === "counters") return [columns.sum[i]!];
  if (columns.kind === "gauges") return [columns.last[i]!, columns.min[i]!, columns.max[i]!];
  if (columns.kind !== "timers") return [];
  const { count, sum, sumOfSquares, min, max } = columns;
  return [count, sum, sumOfSquares, min, max].map((each) => each[i]!);
}

const run = (target: ImportOptions["store"], over: Partial<ImportOptions> = {}) =>
  importBatsd({
    redis: source,
    store: target,
    diskRoot: disk,
    retentions: parseRetentions("10:360,60:10080,600:52594"),
    archives: parseRetention("1s:30m,10s:6h,1m:7d,10m:60d"),
    window: { nowMs: nowS * 1_000, untilMs: nowS * 1_000 },
    progress: () => {},
    ...over,
  });

describe("the import of a batsd", () => {
  it("brings counters: the finest steps from Redis, the coarser ones from disk", async () => {
    await redis.sadd("datapoints", "counters:web.hits");
    await store("counters:web.hits", nowS - 100, 7);
    await store("counters:web.hits", nowS - 80, 3);
    await redis.set("counters:web.hits:60", "10");
    append("counters:web.hits:60", nowS - 7_220, 40);
    append("counters:web.hits:600", nowS - 30 * day + 400, 900);
    const target = createTarget();
    const report = await run(target);
    expect(target.of("counters:web.hits")).toEqual({
      "10s -100": [7],
      "10s -90": "hole",
      "10s -80": [3],
      "60s -7220": [40],
      [`600s ${-30 * day + 400}`]: [900],
    });
    expect(report).toMatchObject({ names: 1, series: 1, points: 4, steps: 5, bad: 0, empty: 0, unfit: [] });
  });

  it("brings timers: what their statistics say of count, sum, squares and bounds", async () => {
    for (const [statistic, value] of Object.entries({
      mean: 16.25,
      count: 2,
      min: 12.5,
      max: 20,
      upper_90: 12.5,
    }))
      await store(`timers:web.time:${statistic}`, nowS - 100, value);
    await store("timers:web.time:stddev", nowS - 100, 5.303300858899107);
    for (const statistic of ["mean", "count", "min", "max", "upper_90", "stddev"])
      append(`timers:web.time:${statistic}:60`, nowS - 140, 12.5);
    const target = createTarget();
    await run(target);
    const { "10s -100": fine, "60s -140": coarse } = target.of("timers:web.time") as Record<string, number[]>;
    expect(fine!.map((each) => Number(each.toFixed(9)))).toEqual([2, 32.5, 556.25, 12.5, 20]);
    expect(coarse).toEqual([1, 12.5, 156.25, 12.5, 12.5]);
  });

  it("brings gauges from disk into every archive, with the bounds of a step", async () => {
    await redis.sadd("datapoints", "gauges:load");
    append("gauges:load", nowS - 3 * day, 9);
    append("gauges:load", nowS - 105, 1);
    append("gauges:load", nowS - 103, 5);
    append("gauges:load", nowS - 101, -2.5);
    const target = createTarget();
    await run(target);
    expect(target.of("gauges:load")).toMatchObject({
      "1s -105": [1, 1, 1],
      "1s -104": "hole",
      "1s -103": [5, 5, 5],
      "10s -110": [-2.5, -2.5, 5],
      "60s -140": [-2.5, -2.5, 5],
      [`60s ${-3 * day - 20}`]: [9, 9, 9],
      [`600s ${-3 * day - 200}`]: [9, 9, 9],
    });
  });

  it("brings the diskless fork: all steps in Redis, with a colon in the members", async () => {
    const colon = (key: string, atS: number, value: number) => redis.zadd(key, atS, `${atS}:${value}`);
    await redis.sadd("datapoints", "counters:a", "gauges:g");
    await redis.lpush("acc-counters:a:60", 1, 2);
    await colon("counters:a", nowS - 100, 7);
    await colon("counters:a:60", nowS - 140, 12.5);
    await colon("gauges:g", nowS - 100, 3);
    await colon("gauges:g:600", nowS - 800, 4);
    const target = createTarget();
    await run(target, { diskRoot: null });
    expect(target.of("counters:a")).toEqual({ "10s -100": [7], "60s -140": [12.5] });
    expect(target.of("gauges:g")).toEqual({
      "10s -100": [3, 3, 3],
      "60s -140": [3, 3, 3],
      "600s -800": [4, 4, 4],
    });
  });

  it("tells idle from unknown by what other metrics have", async () => {
    await store("counters:busy", nowS - 110, 1);
    await store("counters:busy", nowS - 100, 1);
    await store("counters:busy", nowS - 70, 1);
    await store("counters:rare", nowS - 110, 5);
    await store("counters:rare", nowS - 70, 5);
    const target = createTarget();
    await run(target);
    expect(target.of("counters:rare")).toEqual({
      "10s -110": [5],
      "10s -100": "idle",
      "10s -90": "hole",
      "10s -80": "hole",
      "10s -70": [5],
    });
  });

  it("merges steps that no archive has up to the next one that is a multiple, and names what fits nowhere", async () => {
    for (const [agoS, value] of [
      [200, 1],
      [195, 2],
      [190, 4],
      [140, 8],
    ] as const)
      await store("counters:a", nowS - agoS, value);
    append("counters:a:600", nowS - 7_400, 100);
    const target = createTarget();
    const report = await run(target, {
      retentions: parseRetentions("5:720,45:10,600:1000"),
      archives: parseRetention("1s:30m,10s:6h,1m:7d"),
    });
    expect(target.of("counters:a")).toMatchObject({ "10s -200": [3], "10s -190": [4], "10s -140": [8] });
    expect(Object.keys(target.of("counters:a")).every((key) => key.startsWith("10s "))).toBe(true);
    expect(report.unfit.map(({ stepS }) => stepS)).toEqual([45, 600]);
  });

  it("takes a step from the coarser retention where two become the same archive", async () => {
    await store("counters:a", nowS - 140, 1);
    await store("counters:a", nowS - 130, 1);
    append("counters:a:60", nowS - 140, 6);
    await store("counters:a", nowS - 80, 2);
    const target = createTarget();
    await run(target, { archives: parseRetention("1m:7d,10m:60d") });
    expect(target.of("counters:a")).toEqual({ "60s -140": [6], "60s -80": [2] });
  });

  it("counts what has no value, what it cannot read, what is too old and what had not ended", async () => {
    await store("counters:a", nowS - 100, "");
    await store("counters:a", nowS - 90, "many");
    await redis.zadd("counters:a", nowS, "nonsense");
    await store("counters:a", nowS - 80, 1);
    await store("counters:a", nowS, 1);
    append("counters:a:600", nowS - 61 * day, 1);
    const report = await run(createTarget());
    expect(report).toMatchObject({ empty: 1, bad: 2, tooOld: 1, tooNew: 1, points: 3, steps: 1 });
  });

  it("makes names ours, and refuses those that cannot be, or that became another's", async () => {
    for (const name of ["my page", "my_page", "é", "__proto__"])
      await store(`counters:${name}`, nowS - 100, 1);
    const target = createTarget();
    const report = await run(target);
    expect(report).toMatchObject({ names: 4, series: 2, refused: 2 });
    expect([...target.kept.keys()].toSorted()).toEqual([
      "counters:__proto__ 10s -100",
      "counters:my_page 10s -100",
    ]);
  });

  it("changes nothing when it is done again", async () => {
    await store("counters:a", nowS - 100, 7);
    append("gauges:g", nowS - 100, 2);
    await redis.sadd("datapoints", "gauges:g");
    const target = createTarget();
    await run(target);
    const before = new Map(target.kept);
    await run(target);
    expect(target.kept).toEqual(before);
  });

  it("reads and counts without a store, as with one", async () => {
    await store("counters:a", nowS - 100, 7);
    expect(await run(null)).toEqual(await run(createTarget()));
  });

  it("brings a long history in parts, every point once", async () => {
    const lines = 9_000;
    for (let i = 0; i < lines; i++) append("counters:a:60", nowS - 20 - (i + 1) * 60, i);
    for (let i = 0; i < 5_000; i++) append("gauges:g", nowS - 5_000 + i, i);
    await redis.sadd("datapoints", "counters:a", "gauges:g");
    const target = createTarget();
    const report = await run(target);
    expect(report.points).toBe(lines + 5_000);
    const counters = Object.values(target.of("counters:a")) as number[][];
    expect(counters.flat().reduce((sum, each) => sum + each, 0)).toBe((lines * (lines - 1)) / 2);
    const minutes = Object.entries(target.of("gauges:g")).filter(([key]) => key.startsWith("60s "));
    for (const [, step] of minutes.slice(1, -1)) {
      const [last, min, max] = step as number[];
      expect([last, max! - min!]).toEqual([max, 59]);
    }
  });

  it("gives up with the store's own words when it refuses", async () => {
    await store("counters:a", nowS - 100, 7);
    const refusing = { importColumns: () => Promise.reject(new RangeError("no archive has steps of 10 s")) };
    await expect(run(refusing)).rejects.toThrow("no archive has steps of 10 s");
  });
});
