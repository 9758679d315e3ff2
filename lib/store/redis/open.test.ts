import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { describeBoardStore } from "../board-contract";
import { contractGaugeTtlMs, contractMaxSeries, describeMetricStore } from "../contract";
import { startRedisCluster, startRedisSentinels, startRedisServer } from "../redis-server.test-support";
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
        flushMs: 1_000,
        retention: [],
        gaugeTtlMs: contractGaugeTtlMs,
        maxSeries: contractMaxSeries,
        keyPrefix: `${randomUUID()}:`,
      },
      server.url,
    );

  describeMetricStore(name, async () => (await open()).metrics);

  describeBoardStore(name, async () => {
    const { boards, metrics } = await open();
    return {
      boards,
      pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      close: () => metrics.close(),
    };
  });
});
