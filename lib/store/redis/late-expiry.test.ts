import { expect, it } from "vitest";
import { contractRetention, contractSketchRetention, counter, flushOf } from "../contract.test-support";
import { startRedisServer } from "../redis-server.test-support";
import { placeOf } from "../shards";
import { connect } from "./connect";
import { createKeys } from "./keys";
import { openRedis } from "./open";

const hourMs = 3_600_000;

it("a block that only late frames made goes with its archive's time, like any other", async () => {
  const server = await startRedisServer();
  const limits = { flushMs: 1_000, gaugeTtlMs: 60_000, maxSeries: 100, seals: false };
  const kept = { retention: contractRetention, sketchRetention: contractSketchRetention };
  const workerUrl = new URL("file:///unused");
  const { metrics, seal } = await openRedis(
    { ...limits, ...kept, redisUrl: server.url, dataDir: "", workerUrl, keyPrefix: "" },
    server.url,
  );
  const client = await connect(server.url);
  const startMs = Math.ceil(Date.now() / hourMs) * hourMs;
  const nowMs = startMs + hourMs + 320_000;
  await metrics.append(flushOf("a", 1, startMs, [["counters:hits", counter(1)]]));
  await metrics.append(flushOf("a", 2, startMs + hourMs + 310_000, []));
  await seal(nowMs);
  await metrics.append(flushOf("b", 1, startMs + 3_300_000, [["counters:hits", counter(2)]]));
  await seal(nowMs);
  const { shard } = placeOf("counters:hits");
  const block = createKeys("").block("scalars", { shard, stepMs: 1_000, startMs: startMs + 3_300_000 });
  expect(await client.exists(block)).toBe(1);
  const goesMs = Date.now() + Number(await client.pttl(block));
  expect(Math.abs(goesMs - (startMs + hourMs + 1_800_000))).toBeLessThan(5_000);
  client.disconnect();
  await metrics.close();
  await server.stop();
});
