import { Redis } from "ioredis";
import { expect, it, vi } from "vitest";
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
import {
  type RedisGroup,
  type RedisServer,
  startRedisCluster,
  startRedisSentinels,
} from "../redis-server.test-support";
import { type Writer, createWriter } from "../writer";
import { openRedis } from "./open";

// Their shards are on all nodes of a Cluster.
const series = Array.from({ length: 24 }, (_, i) => `counters:c${i}` as const);
const waitMs = { timeout: 15_000, interval: 50 };

type Finish = (done: () => Promise<void>) => void;

/** Servers of the test's own, so that tests can run at once. */
async function setUp(start: () => Promise<RedisGroup>, onTestFinished: Finish) {
  const group = await start();
  const opened: Stores[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map(({ metrics }) => metrics.close()));
    await group.stop();
  });
  const limits = { flushMs: 1_000, gaugeTtlMs: 60_000, maxSeries: 100, seals: false };
  const kept = { retention: contractRetention, sketchRetention: contractSketchRetention };
  const workerUrl = new URL("file:///unused");
  const options = { ...limits, ...kept, redisUrl: group.url, dataDir: "", workerUrl };
  async function open(): Promise<Stores> {
    const stores = await openRedis(options, group.url);
    opened.push(stores);
    return stores;
  }
  return { group, open };
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

/** The master goes on without the replica, which will lack what comes now. */
async function cutReplication(master: RedisServer, replica: RedisServer): Promise<void> {
  const [from, to] = [master, replica].map(({ port }) => new Redis(port, "127.0.0.1"));
  await from!.acl("SETUSER", "default", "-psync", "-replconf");
  await from!.call("client", "KILL", "TYPE", "replica");
  await vi.waitFor(
    async () => expect(await to!.info("replication")).toContain("master_link_status:down"),
    waitMs,
  );
  for (const client of [from!, to!]) client.disconnect();
}

const sum = (values: Iterable<number>) => [...values].reduce((all, each) => all + (each || 0), 0);

async function totalsIn({ metrics }: Stores, startMs: number): Promise<number[]> {
  const columns = await metrics.read(series, { fromMs: startMs, untilMs: startMs + 300_000 }, 1_000);
  return columns.map((each) => sum(numbersOf(each)));
}

it.concurrent.for([
  ["a Cluster loses a master", startRedisCluster, 3, /^(Redis does not answer|the Redis Cluster is down)/],
  ["sentinels choose another master", startRedisSentinels, 1, /^(Redis does not answer|no sentinel)/],
] as const)(
  "counts everything once when %s under load, and the last half second is lost with it",
  { timeout: 40_000 },
  async ([, start, replicaAt, reason], { onTestFinished }) => {
    const { group, open } = await setUp(start, onTestFinished);
    const [writing, reading] = [await open(), await open()];
    const warnings: string[] = [];
    const writer = createWriter(writing.metrics, { warn: (message) => void warnings.push(message) });
    const ear = createEar();
    await reading.metrics.subscribe(new Set(series), null, ear.on);
    let watched = 0;
    await reading.boards.watch("b", () => void watched++);
    const startMs = recentStart(400);
    const load = keepWriting(writer, startMs);
    await vi.waitFor(() => expect(ear.flushed.length).toBeGreaterThan(8), waitMs);
    const [master, replica] = [group.servers[0]!, group.servers[replicaAt]!];
    await cutReplication(master, replica);
    const missed = load.count();
    await vi.waitFor(() => expect(load.count()).toBeGreaterThan(missed + 6), waitMs);
    await master.kill();
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
    // What may have been missed in the outage is told like a change.
    const told = watched;
    expect(told).toBeGreaterThan(0);
    await writing.boards.putLink("l", "?");
    await writing.boards.putBoard({ id: "b", title: "", version: 1, text: "", changedMs: 0 });
    await writing.metrics.append(flushOf("other", 1, startMs, [["counters:newcomer", counter(1)]]));
    await vi.waitFor(() => expect(watched).toBe(told + 1), waitMs);
    await vi.waitFor(() => expect(ear.names.map(({ bucket }) => bucket)).toContain("newcomer"), waitMs);
  },
);

it.concurrent("hears every shard again after a planned switch between a Cluster's nodes", async ({
  onTestFinished,
}) => {
  const { group, open } = await setUp(startRedisCluster, onTestFinished);
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
