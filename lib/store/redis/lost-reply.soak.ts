import { afterAll, beforeAll, expect, vi } from "vitest";
import type { SeriesName } from "@/lib/metric/series";
import { soak } from "@/lib/soak.test-support";
import {
  contractRetention,
  contractSketchRetention,
  counter,
  flushOf,
  numbersOf,
  recentStart,
} from "../contract.test-support";
import type { Stores } from "../open-options";
import { type RedisServer, startRedisServer } from "../redis-server.test-support";
import { createWriter } from "../writer";
import { type CutProxy, startCutProxy } from "./cut-proxy.test-support";
import { openRedis } from "./open";

const hits: SeriesName = "counters:hits";
const flushes = 12;
let server: RedisServer;
let proxy: CutProxy;
let stores: Stores;
let reading: Stores;

beforeAll(async () => {
  server = await startRedisServer();
  proxy = await startCutProxy(server.port);
  [stores, reading] = await Promise.all([open(proxy.url), open(server.url)]);
});
afterAll(async () => {
  await Promise.all([stores.metrics.close(), reading.metrics.close()]);
  await proxy.stop();
  await server.stop();
});

soak("a flush whose answer was lost on its way counts once", 100, async ({ random, seed }) => {
  const writer = `w${seed}`;
  const series: SeriesName = `${hits}.${seed}`;
  const start = recentStart(60);
  const before = proxy.cuts();
  const sender = createWriter(stores.metrics, { warn: () => {} });
  const cutAt = 1 + Math.floor(random() * flushes);
  for (let n = 1; n <= flushes; n++) {
    // The writer's name is in the command that stores, and in no other.
    if (n === cutAt) proxy.cutAfter(writer);
    sender.push(flushOf(writer, n, start + n * 1_000, [[series, counter(n)]]));
    await new Promise((resolve) => setTimeout(resolve, random() * 5));
  }
  await sender.drain(20_000);
  expect(proxy.cuts()).toBe(before + 1);
  await vi.waitFor(() => expect(stores.metrics.health().state).toBe("ok"), { timeout: 10_000, interval: 10 });
  const range = { fromMs: start + 1_000, untilMs: start + (flushes + 1) * 1_000 };
  for (const { metrics } of [stores, reading]) {
    const [columns] = await metrics.read([series], range, 1_000);
    expect(numbersOf(columns!)).toEqual(Array.from({ length: flushes }, (_, i) => i + 1));
  }
});

function open(url: string): Promise<Stores> {
  const limits = {
    flushMs: 1_000,
    retention: contractRetention,
    sketchRetention: contractSketchRetention,
    gaugeTtlMs: 60_000,
    maxSeries: 1_000,
  };
  const workerUrl = new URL("file:///unused");
  return openRedis({ ...limits, redisUrl: url, dataDir: "", workerUrl, seals: false }, url);
}
