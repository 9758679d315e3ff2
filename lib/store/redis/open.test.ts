import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { describeBoardStore } from "../board-contract";
import { contractGaugeTtlMs, contractMaxSeries, describeMetricStore } from "../contract";
import { contractRetention, contractSketchRetention } from "../contract.test-support";
import { startRedisCluster, startRedisSentinels, startRedisServer } from "../redis-server.test-support";
import { describeSealing } from "../sealing-contract";
import { connect, mastersOf } from "./connect";
import { openRedis } from "./open";

describe.each([
  ["redis", startRedisServer],
  ["redis behind sentinels", startRedisSentinels],
  ["redis cluster", startRedisCluster],
] as const)("on %s", (name, start) => {
  let server: { url: string; stop(): Promise<void> };
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  const open = (keyPrefix = `${randomUUID()}:`) =>
    openRedis(
      {
        redisUrl: server.url,
        dataDir: "",
        workerUrl: new URL("file:///unused"),
        seals: false,
        flushMs: 1_000,
        retention: contractRetention,
        sketchRetention: contractSketchRetention,
        gaugeTtlMs: contractGaugeTtlMs,
        maxSeries: contractMaxSeries,
        keyPrefix,
      },
      server.url,
    );

  describeMetricStore(name, async () => (await open()).metrics);

  describeSealing(name, () => open());

  describeBoardStore(name, async () => {
    const prefix = `${randomUUID()}:`;
    const { boards, metrics } = await open(prefix);
    return {
      boards,
      pass: (ms) => letLivesPass(server.url, prefix, ms),
      close: () => metrics.close(),
    };
  });
});

/** Redis' clock cannot be moved, but what is left of its keys' lives can. */
async function letLivesPass(url: string, prefix: string, ms: number): Promise<void> {
  const client = await connect(url);
  for (const node of mastersOf(client)) {
    for (const key of await node.keys(`${prefix}*`)) {
      const leftMs = await node.pttl(key);
      if (leftMs >= 0) await node.pexpire(key, Math.max(0, leftMs - ms));
    }
  }
  client.disconnect();
}
