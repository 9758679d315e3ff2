import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { describeBoardStore } from "../board-contract";
import { contractGaugeTtlMs, contractMaxSeries, describeMetricStore } from "../contract";
import { contractRetention, contractSketchRetention } from "../contract.test-support";
import { startRedisCluster, startRedisSentinels, startRedisServer } from "../redis-server.test-support";
import { describeSealing } from "../sealing-contract";
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

  const open = () =>
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
        keyPrefix: `${randomUUID()}:`,
      },
      server.url,
    );

  describeMetricStore(name, async () => (await open()).metrics);

  describeSealing(name, () => open());

  describeBoardStore(name, async () => {
    const { boards, metrics } = await open();
    return {
      boards,
      pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      close: () => metrics.close(),
    };
  });
});
