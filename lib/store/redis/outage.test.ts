import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
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
import { type RedisServer, startRedisServer } from "../redis-server.test-support";
import { openBacklogs } from "../backlog";
import { type Writer, createWriter } from "../writer";
import { connect } from "./connect";
import { createKeys } from "./keys";
import { openRedis } from "./open";

const hits = "counters:hits" as const;
const waitMs = { timeout: 15_000, interval: 20 };
let server: RedisServer;
const opened: Stores[] = [];

beforeEach(async () => {
  server = await startRedisServer();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ metrics }) => metrics.close()));
  await server.stop();
});

async function open(url = server.url): Promise<Stores> {
  const limits = {
    flushMs: 1_000,
    retention: contractRetention,
    sketchRetention: contractSketchRetention,
    gaugeTtlMs: 60_000,
    maxSeries: 100,
  };
  const workerUrl = new URL("file:///unused");
  const stores = await openRedis({ ...limits, redisUrl: url, dataDir: "", workerUrl, seals: false }, url);
  opened.push(stores);
  return stores;
}

async function sumOf({ metrics }: Stores, fromMs: number, steps: number): Promise<number> {
  const [columns] = await metrics.read([hits], { fromMs, untilMs: fromMs + steps * 1_000 }, 1_000);
  return numbersOf(columns!).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
}

it.each([
  ["with its last second lost", false],
  ["empty", true],
])(
  "counts exactly 100,000 when Redis is killed and comes back %s, for readers old and new",
  async (_, isErased) => {
    const writing = await open();
    const reading = await open();
    const warnings: string[] = [];
    const writer = createWriter(writing.metrics, { warn: (message) => void warnings.push(message) });
    const start = recentStart(50);
    const ear = createEar();
    const stop = await reading.metrics.subscribe(new Set([hits]), null, ear.on);
    for (let i = 0; i < 40; i++) {
      if (i === 15) {
        await vi.waitFor(() => expect(ear.flushed.length).toBe(15), waitMs);
        await server.kill();
        if (isErased) server.erase();
        await vi.waitFor(() => expect(reading.metrics.health().state).toBe("away"), waitMs);
      }
      if (i === 30) await server.start();
      writer.push(flushOf("w", i + 1, start + i * 1_000, [[hits, counter(2_500)]]));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await writer.drain(10_000);
    expect(writer.backlog()).toBe(0);
    expect(warnings.length).toBeGreaterThan(0);
    await vi.waitFor(async () => expect(await sumOf(reading, start, 40)).toBe(100_000), waitMs);
    expect(await sumOf(await open(), start, 40)).toBe(100_000);
    const heard = () =>
      [...ear.values.values()].reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
    await vi.waitFor(() => expect(heard()).toBe(100_000), waitMs);
    expect(reading.metrics.health()).toMatchObject({ state: "ok", reason: null });
    expect(ear.health.map(({ state }) => state)).toEqual(["away", "ok"]);
    expect((await reading.metrics.find("hits")).length).toBe(1);
    stop();
  },
  40_000,
);

it("stores what one run could not with the next run, once", async () => {
  const dir = mkdtempSync(join(tmpdir(), "statboard-backlog-"));
  const warn = () => {};
  const start = recentStart(50);
  const push = (writer: Writer, run: string, from: number, until: number) => {
    for (let i = from; i < until; i++)
      writer.push(flushOf(run, i - from + 1, start + i * 1_000, [[hits, counter(1)]]));
  };
  const first = createWriter((await open()).metrics, {
    warn,
    disk: openBacklogs({ dir, warn }),
    maxBacklog: 5,
  });
  push(first, "one", 0, 10);
  await first.drain(2_000);
  await server.kill();
  for (let i = 10; i < 30; i++) first.push(flushOf("one", i + 1, start + i * 1_000, [[hits, counter(1)]]));
  await expect(first.drain(700)).rejects.toThrow("20 flushes");
  expect(first.keep()).toBe(20);
  await server.start();
  const stores = await open();
  const second = createWriter(stores.metrics, { warn, disk: openBacklogs({ dir, warn }) });
  push(second, "two", 30, 40);
  await second.drain(5_000);
  expect(await sumOf(stores, start, 40)).toBe(40);
  rmSync(dir, { recursive: true });
});

it("does not count a flush twice whose answer was lost", async () => {
  const stores = await open();
  const start = recentStart();
  await stores.metrics.append(flushOf("w", 1, start, [[hits, counter(1)]]));
  const lost = stores.metrics.append(flushOf("w", 2, start + 1_000, [[hits, counter(10)]]));
  // Another process of the same writer did what the lost command asked for.
  const twin = await open();
  await twin.metrics.append(flushOf("w", 2, start + 1_000, [[hits, counter(10)]]));
  await lost;
  await stores.metrics.append(flushOf("w", 2, start + 1_000, [[hits, counter(10)]]));
  await stores.metrics.append(flushOf("w", 3, start + 2_000, [[hits, counter(100)]]));
  expect(await sumOf(stores, start, 3)).toBe(111);
  const client = await connect(server.url);
  expect(await client.xlen(createKeys("statboard:").frames(0))).toBe(3);
  client.disconnect();
});

it("tells every process about a rename, and both read the same", async () => {
  const [one, two] = [await open(), await open()];
  const start = recentStart();
  const ear = createEar();
  await one.metrics.append(flushOf("w", 1, start, [["counters:old", counter(4)]]));
  const stop = await two.metrics.subscribe(new Set([hits]), null, ear.on);
  await one.metrics.rename("counters:old", hits);
  await vi.waitFor(() => expect(ear.lost()).toBe(1), waitMs);
  expect(await sumOf(two, start, 1)).toBe(4);
  expect(await sumOf(one, start, 1)).toBe(4);
  stop();
});

it("says in one sentence that Redis is not there, without the password", async () => {
  const url = `redis://me:secret@127.0.0.1:${server.port}`;
  await expect(open(url)).rejects.toThrow(
    /^cannot use Redis at redis:\/\/127\.0\.0\.1:\d+: .*(WRONGPASS|AUTH)/,
  );
  await server.kill();
  await expect(open(url)).rejects.toThrow(/^cannot use Redis at redis:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  await expect(open(`${url},redis://other:1`)).rejects.not.toThrow("secret");
});

it("warns of what makes Redis forget", async () => {
  const unsafe = await startRedisServer(["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"]);
  const stores = await open(unsafe.url);
  expect(stores.metrics.health().warnings.join()).toMatch(/appendonly.*maxmemory-policy is allkeys-lru/);
  await stores.metrics.close();
  await unsafe.stop();
  expect((await open()).metrics.health().warnings).toEqual([]);
});
