import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Flush } from "@/lib/metric/flush";
import type { Value } from "@/lib/metric/value";
import { createEmbeddedStore } from "../../embedded/metrics";
import { type RedisServer, startRedisServer } from "../../redis-server.test-support";
import { counter, flushOf, gauge, recentStart } from "../../contract.test-support";
import { connect } from "../connect";
import { createLease } from "./lease";
import type { Connection } from "./nodes";
import { type PublishOptions, type Publisher, sameRedis, startPublisher } from "./publish";

// Real Redis and a real store; whoever listens is an ordinary Redis client, as the page of 2015 was.

let redis: RedisServer;
let client: Connection;
let store: ReturnType<typeof createStore>;
let startMs: number;
let sequence: number;
const running: Publisher[] = [];
const listeners: Redis[] = [];

beforeAll(async () => {
  redis = await startRedisServer(["--repl-diskless-sync-delay", "0"]);
});
afterAll(() => redis.stop());

beforeEach(async () => {
  client = await connect(redis.url);
  await client.flushall();
  store = createStore();
  startMs = recentStart(60);
  sequence = 0;
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  for (const each of listeners.splice(0)) each.disconnect();
  await store.close();
  client.disconnect();
});

const timer = (...samples: number[]): Value => ({
  kind: "timers",
  count: samples.length,
  sum: samples.reduce((a, b) => a + b, 0),
  sumOfSquares: samples.reduce((a, b) => a + b * b, 0),
  min: Math.min(...samples),
  max: Math.max(...samples),
  sketch: new Map(),
});

function createStore() {
  return createEmbeddedStore({
    disk: null,
    flushMs: 1_000,
    gaugeTtlMs: 60_000,
    maxSeries: 1_000,
    clock: { now: Date.now, monotonic: () => performance.now() },
  });
}

function publisher(mode: "auto" | "all", over: Partial<PublishOptions> = {}, holder = "one"): Publisher {
  const lease = createLease({
    client,
    key: "lease:publish",
    holder,
    note: mode,
    leaseMs: 5_000,
    monotonic: () => performance.now(),
  });
  const started = startPublisher({
    store,
    client,
    lease,
    mode,
    subscribeKey: "lease:subscribe",
    warn: () => {},
    everyMs: 20,
    ...over,
  });
  running.push(started);
  return started;
}

async function listen(...names: string[]) {
  const heard: [string, string][] = [];
  const ear = new Redis(redis.url, { autoResubscribe: true });
  ear.on("error", () => {});
  listeners.push(ear);
  ear.on("message", (channel: string, text: string) => heard.push([channel, text]));
  ear.on("pmessage", (_: string, channel: string, text: string) => heard.push([channel, text]));
  const globs = names.filter((name) => name.includes("*"));
  const plain = names.filter((name) => !name.includes("*"));
  if (globs.length > 0) await ear.psubscribe(...globs);
  if (plain.length > 0) await ear.subscribe(...plain);
  return heard;
}

/** One step of one writer, one second after the last. */
async function step(values: Record<string, Value>, writer = "w", at = (startMs += 1_000)): Promise<number> {
  const flush: Flush = flushOf(writer, ++sequence, at, Object.entries(values));
  await store.append(flush);
  return at;
}

/** Steps of these values, until somebody hears: what is published before it is known who listens is lost. */
async function stepUntilHeard(heard: unknown[], values: Record<string, Value>): Promise<void> {
  const before = heard.length;
  await expect
    .poll(
      async () => {
        await step(values);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return heard.length;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(before);
}

const settle = (ms = 150) => new Promise((resolve) => setTimeout(resolve, ms));

const everything = {
  "counters:web.hits": counter(7),
  "timers:web.time": timer(20, 12.5),
  "gauges:web.load": gauge(3),
};

describe("publishing", () => {
  it("of what is heard only: the channels somebody subscribed to", async () => {
    await step(everything);
    const heard = await listen(
      "counters:web.hits",
      "timers:web.time:mean",
      "gauges:web.load",
      "counters:nope",
    );
    publisher("auto");
    await stepUntilHeard(heard, everything);
    await settle();
    const kinds = new Set(heard.map((each) => each.join(" ")));
    expect([...kinds].toSorted()).toEqual(["counters:web.hits 7", "timers:web.time:mean 16.25"]);
  });

  it("of all counters and timers, never gauges, while anybody listens by a pattern", async () => {
    await step(everything);
    const heard = await listen("*");
    publisher("auto");
    await stepUntilHeard(heard, everything);
    await settle();
    heard.length = 0;
    await step(everything);
    await expect.poll(() => heard.length).toBe(7);
    await settle();
    expect(heard.toSorted()).toEqual([
      ["counters:web.hits", "7"],
      ["timers:web.time:count", "2"],
      ["timers:web.time:max", "20.0"],
      ["timers:web.time:mean", "16.25"],
      ["timers:web.time:min", "12.5"],
      ["timers:web.time:stddev", "5.303300858899107"],
      ["timers:web.time:upper_90", "12.5"],
    ]);
  });

  it("of nothing while nobody listens, and nothing of idle series", async () => {
    const quiet = publisher("auto");
    await settle(100);
    for (let i = 0; i < 5; i++) await step(everything);
    await settle();
    expect(quiet.stats()).toEqual({ published: 0, errors: 0, dropped: 0 });
    const heard = await listen("counters:*", "timers:*");
    await stepUntilHeard(heard, everything);
    await settle();
    heard.length = 0;
    for (let i = 0; i < 5; i++) await step({});
    await settle();
    expect(heard).toEqual([]);
  });

  it("of a new name, soon after it came", async () => {
    const heard = await listen("counters:*");
    publisher("auto", { everyMs: 100 });
    await stepUntilHeard(heard, { "counters:a": counter(1) });
    await settle();
    heard.length = 0;
    await step({ "counters:b": counter(5) }, "w");
    await settle(300);
    await step({ "counters:b": counter(6) }, "w");
    await expect.poll(() => heard).toContainEqual(["counters:b", "6"]);
  });

  it("of gauges and sets too with `all`, whoever listens", async () => {
    publisher("all");
    const heard = await listen("gauges:web.load");
    await stepUntilHeard(heard, everything);
    expect(heard[0]).toEqual(["gauges:web.load", "3"]);
  });

  it("of each step once and merged, and of no correction", async () => {
    const heard = await listen("counters:a");
    publisher("auto");
    await stepUntilHeard(heard, { "counters:a": counter(1) });
    await settle();
    heard.length = 0;
    const at = await step({ "counters:a": counter(2) });
    await settle(20);
    sequence += 1;
    await store.append(flushOf("v", 1, at + 1_000, [["counters:a", counter(10)]]));
    await store.append(flushOf("w", sequence, at + 1_000, [["counters:a", counter(20)]]));
    startMs = at + 1_000;
    await expect.poll(() => heard.length).toBe(2);
    await store.append(flushOf("late", 1, at, [["counters:a", counter(100)]]));
    await settle(400);
    expect(heard).toEqual([
      ["counters:a", "2"],
      ["counters:a", "30"],
    ]);
  });

  it("by one process of several, and by the next when that one stops", async () => {
    const heard = await listen("counters:a");
    const one = publisher("auto", {}, "one");
    await stepUntilHeard(heard, { "counters:a": counter(1) });
    const two = publisher("auto", {}, "two");
    await settle(100);
    heard.length = 0;
    for (let i = 0; i < 5; i++) await step({ "counters:a": counter(i) });
    await settle(100);
    expect(heard.map(([, text]) => text)).toEqual(["0", "1", "2", "3", "4"]);
    expect(two.stats().published).toBe(0);
    await one.stop();
    await stepUntilHeard(heard, { "counters:a": counter(9) });
    expect(two.stats().published).toBeGreaterThan(0);
  });

  it("not at all while what is published on this Redis is taken in", async () => {
    const warnings: string[] = [];
    await client.set("lease:subscribe", `someone ${sameRedis}`);
    const heard = await listen("counters:*");
    publisher("all", { warn: (message) => void warnings.push(message) });
    await settle(100);
    for (let i = 0; i < 5; i++) await step(everything);
    await settle();
    expect(heard).toEqual([]);
    expect(warnings).toEqual([
      "nothing is published while STATBOARD_SUBSCRIBE takes in what is published on the same Redis",
    ]);
    await client.del("lease:subscribe");
    await stepUntilHeard(heard, everything);
  });

  it("again after Redis was killed and came back", async () => {
    const heard = await listen("counters:a");
    const warnings: string[] = [];
    const own = publisher("auto", { warn: (message) => void warnings.push(message) });
    await stepUntilHeard(heard, { "counters:a": counter(1) });
    await redis.kill();
    await settle(100);
    await step({ "counters:a": counter(2) });
    await redis.start();
    await stepUntilHeard(heard, { "counters:a": counter(3) });
    expect(warnings.filter((each) => each.startsWith("nothing is published"))).toHaveLength(1);
    expect(own.stats().published).toBeGreaterThan(1);
  });

  it("with the URL's user and database; what Redis refuses is counted and named once", async () => {
    await client.call(
      "ACL",
      "SETUSER",
      "shy",
      "on",
      ">secret",
      "~*",
      "+@all",
      "resetchannels",
      "&counters:ok",
    );
    const own = await connect(redis.url.replace("//", "//shy:secret@") + "/3");
    const heard = await listen("counters:ok", "counters:no");
    const warnings: string[] = [];
    const values = { "counters:ok": counter(1), "counters:no": counter(2) };
    const started = publisher("auto", { client: own, warn: (message) => void warnings.push(message) });
    await stepUntilHeard(heard, values);
    await step(values);
    await expect.poll(() => started.stats().errors).toBeGreaterThan(1);
    expect(new Set(heard.map(([channel]) => channel))).toEqual(new Set(["counters:ok"]));
    expect(warnings).toEqual([expect.stringMatching(/^Redis refuses to publish: -?NOPERM/)]);
    await started.stop();
    own.disconnect();
  });

  it("to whoever listens on a replica", async () => {
    const replica = await startRedisServer(["--replicaof", `127.0.0.1 ${redis.port}`]);
    const main = redis;
    redis = replica;
    const heard = await listen("counters:far");
    redis = main;
    publisher("auto");
    await stepUntilHeard(heard, { "counters:far": counter(4) });
    expect(heard[0]).toEqual(["counters:far", "4"]);
    await replica.stop();
  });
});
