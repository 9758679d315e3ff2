import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEmbeddedStore } from "../../embedded/metrics";
import { counter, flushOf, recentStart } from "../../contract.test-support";
import { type RedisServer, startRedisServer } from "../../redis-server.test-support";
import { type ThirdParty, type ThirdPartyOptions, startThirdParty } from "./start";

let redis: RedisServer;
let batsd: Redis;
const running: ThirdParty[] = [];

beforeAll(async () => {
  redis = await startRedisServer();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  batsd = new Redis(redis.url);
  batsd.on("error", () => {});
  await batsd.flushall();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  batsd.disconnect();
});

const store = createEmbeddedStore({
  disk: null,
  flushMs: 1_000,
  gaugeTtlMs: 60_000,
  maxSeries: 100,
  clock: { now: Date.now, monotonic: () => performance.now() },
});
afterAll(() => store.close());

async function start(over: Partial<ThirdPartyOptions> = {}) {
  const heard: string[] = [];
  const warnings: string[] = [];
  const party = await startThirdParty({
    store,
    redisUrl: redis.url,
    publish: "auto",
    subscribe: { url: redis.url, patterns: ["counters:*", "timers:*"] },
    hear: (channel, message) => void heard.push(`${channel} ${message}`),
    warn: (message) => void warnings.push(message),
    everyMs: 20,
    ...over,
  });
  running.push(party);
  return { party, heard, warnings };
}

const listening = (party: ThirdParty) => expect.poll(() => party.listens(), { timeout: 10_000 }).toBe(true);
const settle = () => new Promise((resolve) => setTimeout(resolve, 150));

describe("STATBOARD_SUBSCRIBE", () => {
  it("hears what is published, on the channels asked for", async () => {
    const { party, heard } = await start();
    await listening(party);
    await batsd.publish("counters:web.hits", "7");
    await batsd.publish("timers:web.time:mean", "16.25");
    await batsd.publish("gauges:web.load", "1");
    await batsd.publish("counters:first", "");
    await expect.poll(() => heard.length).toBe(3);
    expect(heard).toEqual(["counters:web.hits 7", "timers:web.time:mean 16.25", "counters:first "]);
  });

  it("hears a message once, however many of the patterns match", async () => {
    const patterns = ["counters:web.*", "counters:*", "counters:web.hits"];
    const { party, heard } = await start({ subscribe: { url: redis.url, patterns } });
    await listening(party);
    for (let i = 0; i < 3; i++) await batsd.publish("counters:web.hits", String(i));
    await batsd.publish("counters:b", "9");
    await expect.poll(() => heard.length).toBeGreaterThan(3);
    await settle();
    expect(heard).toEqual([
      "counters:web.hits 0",
      "counters:web.hits 1",
      "counters:web.hits 2",
      "counters:b 9",
    ]);
  });

  it("listens in one process of all that share a store, and in the next when that one stops", async () => {
    const one = await start();
    await listening(one.party);
    const two = await start();
    await settle();
    await batsd.publish("counters:a", "1");
    await settle();
    expect([one.heard.length, two.heard.length]).toEqual([1, 0]);
    await one.party.stop();
    await listening(two.party);
    await batsd.publish("counters:a", "2");
    await expect.poll(() => two.heard).toEqual(["counters:a 2"]);
    expect(one.heard).toHaveLength(1);
  });

  it("needs no Redis of its own: two embedded stores both hear", async () => {
    const [one, two] = [await start({ redisUrl: null }), await start({ redisUrl: null })];
    await listening(one.party);
    await listening(two.party);
    await batsd.publish("counters:a", "1");
    await expect.poll(() => [one.heard.length, two.heard.length]).toEqual([1, 1]);
    expect(one.party.published()).toBeNull();
  });

  it("goes on after Redis was killed and came back", async () => {
    const { party, heard } = await start();
    await listening(party);
    await redis.kill();
    await settle();
    await redis.start();
    await expect
      .poll(async () => {
        await batsd.publish("counters:a", "1").catch(() => {});
        return heard.length;
      })
      .toBeGreaterThan(0);
  });

  it("says which variable names a Redis that is not there", async () => {
    const nowhere = { url: "redis://127.0.0.1:1", patterns: ["counters:*"] };
    await expect(start({ subscribe: nowhere })).rejects.toThrow(
      /^STATBOARD_SUBSCRIBE_URL: cannot use Redis at /,
    );
  });
});

describe("on one Redis", () => {
  it("publishing is switched off, with a warning, whatever the two addresses look like", async () => {
    const url = redis.url.replace("127.0.0.1", "localhost") + "/5";
    const { party, warnings } = await start({ subscribe: { url, patterns: ["counters:*"] } });
    expect(party.published()).toBeNull();
    expect(warnings).toEqual([
      "nothing is published: STATBOARD_SUBSCRIBE takes in what is published on the same Redis",
    ]);
  });

  it("publishing all is refused at start, in this process and in another", async () => {
    await expect(start({ publish: "all" })).rejects.toThrow(
      "STATBOARD_PUBLISH: all would be taken in again by STATBOARD_SUBSCRIBE, on the same Redis",
    );
    const one = await start();
    await listening(one.party);
    await expect(start({ publish: "all", subscribe: null })).rejects.toThrow(
      "STATBOARD_PUBLISH: another process takes in what is published on the same Redis",
    );
    await one.party.stop();
    await start({ publish: "all", subscribe: null });
    await settle();
    await expect(start()).rejects.toThrow(
      "STATBOARD_SUBSCRIBE: another process publishes all on the same Redis",
    );
  });

  it("nothing that another process publishes comes back", async () => {
    const publishing = await start({ subscribe: null });
    const ear = new Redis(redis.url);
    await ear.subscribe("counters:loop");
    let sequence = 0;
    const startMs = recentStart(60);
    const step = () =>
      store.append(flushOf("w", ++sequence, startMs + sequence * 1_000, [["counters:loop", counter(1)]]));
    await expect
      .poll(async () => {
        await step();
        return publishing.party.published()!.published;
      })
      .toBeGreaterThan(0);
    const taking = await start();
    await listening(taking.party);
    const before = publishing.party.published()!.published;
    for (let i = 0; i < 10; i++) await step();
    await settle();
    expect(publishing.party.published()!.published).toBe(before);
    expect(taking.heard).toEqual([]);
    ear.disconnect();
  });

  it("is not the other one: what is taken in from there is published here", async () => {
    const other = await startRedisServer();
    const { party, warnings } = await start({ subscribe: { url: other.url, patterns: ["counters:*"] } });
    expect(party.published()).not.toBeNull();
    expect(warnings).toEqual([]);
    await other.stop();
  });
});
