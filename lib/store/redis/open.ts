import { Cluster } from "ioredis";
import { systemClock } from "@/lib/metric/clock";
import { measureOffset } from "../clock-offset";
import type { OpenOptions, Stores } from "../open-options";
import { runBatch } from "./batch";
import { createRedisBoards } from "./boards";
import { createChannels } from "./channels";
import { type Client, connect } from "./connect";
import { createKeys } from "./keys";
import { createRedisStore } from "./metrics";

/** Of the node that keeps the leases: all writers follow the same clock. */
async function readTime(client: Client, key: string): Promise<number> {
  const [reply] = await runBatch(client, [{ key, command: "time", args: [] }]);
  const [seconds, micros] = reply as [string, string];
  return Number(seconds) * 1_000 + Number(micros) / 1_000;
}

/** Both ports on one Redis, with one connection for commands and one that hears. */
export async function openRedis(options: OpenOptions, url: string): Promise<Stores> {
  const client = await connect(url);
  // A Cluster's client hears with connections of its own.
  const subscriber =
    client instanceof Cluster
      ? client
      : await connect(url).catch((error: unknown) => {
          client.disconnect();
          throw error;
        });
  const channels = createChannels(subscriber);
  const keys = createKeys(options.keyPrefix ?? "statboard:");
  const clock = options.clock ?? systemClock;
  const metrics = await createRedisStore({ ...options, client, subscriber, channels, keys, clock });
  return {
    metrics,
    boards: createRedisBoards({ client, channels, keys }),
    readClockOffset: () => measureOffset(() => readTime(client, keys.writers), clock),
  };
}
