import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { parseRetention } from "@/lib/metric/retention";
import { blockStartOf, planArchives } from "../archives";
import { counter, flushOf } from "../contract.test-support";
import type { Stores } from "../open-options";
import { type RedisServer, startRedisServer } from "../redis-server.test-support";
import { placeOf } from "../shards";
import { type Client, connect } from "./connect";
import { createKeys } from "./keys";
import { openRedis } from "./open";
import { startSealing } from "./seal-loop";

const retention = parseRetention("1s:5m,10s:1d");
const archives = planArchives(retention, retention);
const gaugeTtlMs = 60_000;
const keys = createKeys("statboard:");

let server: RedisServer;
let client: Client;
let stores: Stores;
beforeAll(async () => {
  server = await startRedisServer();
  client = await connect(server.url);
  stores = await openRedis(
    {
      redisUrl: server.url,
      dataDir: "",
      workerUrl: new URL("file:///unused"),
      seals: false,
      flushMs: 1_000,
      retention,
      sketchRetention: retention,
      gaugeTtlMs,
      maxSeries: 100,
    },
    server.url,
  );
});
afterAll(async () => {
  await stores.metrics.close();
  client.disconnect();
  await server.stop();
});

it("seals by Redis' own clock, and lets blocks go whose time is over when the coarser one is made", async () => {
  const startMs = blockStartOf(10_000, Date.now() - 7_200_000);
  for (const [i, each] of [startMs, startMs + 1_000, startMs + 3_600_000].entries())
    await stores.metrics.append(flushOf("w", i + 1, each, [["counters:hits", counter(1)]]));
  const warnings: string[] = [];
  const stop = startSealing({ client, keys, archives, gaugeTtlMs }, (message) => warnings.push(message));
  const { shard } = placeOf("counters:hits");
  const finer = keys.block("scalars", { shard, stepMs: 1_000, startMs });
  const coarser = keys.block("scalars", { shard, stepMs: 10_000, startMs });
  await vi.waitFor(async () => expect(await client.exists(coarser)).toBe(1), 20_000);
  await vi.waitFor(async () => expect(await client.pttl(finer)).toBeGreaterThan(0), 20_000);
  await stop();
  expect(await client.pttl(finer)).toBeLessThanOrEqual(60_000);
  expect(warnings).toEqual([]);
});
