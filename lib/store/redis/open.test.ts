import { contractRetention, contractSketchRetention } from "../contract.test-support";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import { describeBoardStore } from "../board-contract";
import { contractGaugeTtlMs, contractMaxSeries, describeMetricStore } from "../contract";
import { describeSealing } from "../sealing-contract";
import { type RedisServer, startRedisServer } from "../redis-server.test-support";
import { openRedis } from "./open";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedisServer();
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

describeMetricStore("redis", async () => (await open()).metrics);

describeSealing("redis", () => open());

describeBoardStore("redis", async () => {
  const { boards, metrics } = await open();
  return {
    boards,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: () => metrics.close(),
  };
});
