import { Redis } from "ioredis";
import { afterEach, expect, it, vi } from "vitest";
import {
  contractRetention,
  contractSketchRetention,
  counter,
  createEar,
  flushOf,
  numbersOf,
  recentStart,
} from "../contract.test-support";
import type { Stores } from "../open-options";
import { type RedisGroup, startRedisCluster, startRedisSentinels } from "../redis-server.test-support";
import { type Writer, createWriter } from "../writer";
import { openRedis } from "./open";

// Their shards are on all nodes of a Cluster.
const series = Array.from({ length: 24 }, (_, i) => `counters:c${i}` as const);
const waitMs = { timeout: 15_000, interval: 50 };
let group: RedisGroup;
const opened: Stores[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ metrics }) => metrics.close()));
  await group.stop();
});

async function open(): Promise<Stores> {
  const limits = { flushMs: 1_000, gaugeTtlMs: 60_000, maxSeries: 100, seals: false };
  const kept = { retention: contractRetention, sketchRetention: contractSketchRetention };
  const workerUrl = new URL("file:///unused");
  const options = { ...limits, ...kept, redisUrl: group.url, dataDir: "", workerUrl };
  const stores = await openRedis(options, group.url);
  opened.push(stores);
  return stores;
}

/** Ten flushes a second, each with one of every counter, until stopped; resolves with how many there were. */
function keepWriting(writer: Writer, startMs: number) {
  let count = 0;
  const timer = setInterval(() => {
    const values = series.map((each): [string, ReturnType<typeof counter>] => [each, counter(1)]);
    writer.push(flushOf("w", ++count, startMs + count * 1_000, values));
  }, 100);
  return {
    count: () => count,
    async stop() {
      clearInterval(timer);
      await writer.drain(10_000);
      return count;
    },
  };
}

const sum = (values: Iterable<number>) => [...values].reduce((all, each) => all + (each || 0), 0);

async function totalsIn({ metrics }: Stores, startMs: number): Promise<number[]> {
  const columns = await metrics.read(series, { fromMs: startMs, untilMs: startMs + 300_000 }, 1_000);
  return columns.map((each) => sum(numbersOf(each)));
}

it.each([
  ["a Cluster loses a master", startRedisCluster, /^(Redis does not answer|the Redis Cluster is down)/],
  ["sentinels choose another master", startRedisSentinels, /^(Redis does not answer|no sentinel)/],
] as const)(
  "counts everything once when %s under load",
  async (_, start, reason) => {
    group = await start();
    const [writing, reading] = [await open(), await open()];
    const warnings: string[] = [];
    const writer = createWriter(writing.metrics, { warn: (message) => void warnings.push(message) });
    const ear = createEar();
    await reading.metrics.subscribe(new Set(series), null, ear.on);
    const startMs = recentStart(400);
    const load = keepWriting(writer, startMs);
    await vi.waitFor(() => expect(ear.flushed.length).toBeGreaterThan(8), waitMs);
    await group.servers[0]!.kill();
    for (const { metrics } of [writing, reading])
      await vi.waitFor(
        () =>
          expect(metrics.health()).toMatchObject({ state: "away", reason: expect.stringMatching(reason) }),
        waitMs,
      );
    for (const { metrics } of [writing, reading])
      await vi.waitFor(() => expect(metrics.health()).toMatchObject({ state: "ok", reason: null }), waitMs);
    const heard = ear.flushed.length;
    await vi.waitFor(() => expect(ear.flushed.length).toBeGreaterThan(heard + 10), waitMs);
    const count = await load.stop();
    expect(writer.backlog()).toBe(0);
    const all = series.map(() => count);
    await vi.waitFor(async () => expect(await totalsIn(reading, startMs)).toEqual(all), waitMs);
    expect(await totalsIn(await open(), startMs)).toEqual(all);
    await vi.waitFor(() => expect(sum(ear.values.values())).toBe(count * series.length), waitMs);
    expect(
      ear.health.map(({ state }) => state).filter((state, i, states) => state !== states[i - 1]),
    ).toEqual(["away", "ok"]);
    expect(warnings.join()).not.toContain("lost");
  },
  40_000,
);

it("hears every shard again after a planned switch between a Cluster's nodes", async () => {
  group = await startRedisCluster();
  const stores = await open();
  const writer = createWriter(stores.metrics, { warn: () => {} });
  const ear = createEar();
  await stores.metrics.subscribe(new Set(series), null, ear.on);
  const startMs = recentStart(400);
  const load = keepWriting(writer, startMs);
  await vi.waitFor(() => expect(ear.flushed.length).toBeGreaterThan(5), waitMs);
  const replica = new Redis(group.servers[4]!.port, "127.0.0.1");
  await replica.cluster("FAILOVER");
  await vi.waitFor(async () => expect(await replica.info("replication")).toContain("role:master"), waitMs);
  replica.disconnect();
  const heard = ear.flushed.length;
  await vi.waitFor(() => expect(ear.flushed.length).toBeGreaterThan(heard + 15), waitMs);
  const count = await load.stop();
  await vi.waitFor(() => expect(sum(ear.values.values())).toBe(count * series.length), waitMs);
  expect(await totalsIn(stores, startMs)).toEqual(series.map(() => count));
}, 40_000);
