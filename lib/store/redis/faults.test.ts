import { afterAll, beforeAll, beforeEach } from "vitest";
import { contractRetention, contractSketchRetention } from "../contract.test-support";
import { describeCorruption } from "../corruption-contract";
import type { Stores } from "../open-options";
import { type RedisServer, startRedisServer } from "../redis-server.test-support";
import { connect } from "./connect";
import { createKeys } from "./keys";
import { openRedis } from "./open";
import { createRedisShelf } from "./shelf";

let server: RedisServer;
beforeAll(async () => void (server = await startRedisServer()));
beforeEach(async () => {
  const client = await connect(server.url);
  await client.flushall();
  client.disconnect();
});
afterAll(() => server.stop());

const open = (): Promise<Stores> =>
  openRedis(
    {
      redisUrl: server.url,
      dataDir: "",
      workerUrl: new URL("file:///unused"),
      flushMs: 1_000,
      retention: contractRetention,
      sketchRetention: contractSketchRetention,
      gaugeTtlMs: 60_000,
      maxSeries: 1_000,
      seals: false,
    },
    server.url,
  );

const hourMs = 3_600_000;
// Nobody seals but the test.
describeCorruption("redis", Math.floor(Date.now() / hourMs) * hourMs - 4 * hourMs, async () => {
  const stores = await open();
  return {
    ...stores,
    async spoil(change) {
      await stores.metrics.close();
      const client = await connect(server.url);
      const fence = Number(await client.get(createKeys("statboard:").sealerFence));
      const shelf = createRedisShelf({
        client,
        keys: createKeys("statboard:"),
        flushMs: 1_000,
        fence,
        warn: () => {},
      });
      await change(shelf);
      client.disconnect();
      return open();
    },
  };
});
