import { Cluster } from "ioredis";
import { systemClock } from "@/lib/metric/clock";
import type { OpenOptions, Stores } from "../open-options";
import { createRedisBoards } from "./boards";
import { createChannels } from "./channels";
import { connect } from "./connect";
import { createKeys } from "./keys";
import { createRedisStore } from "./metrics";

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
  return { metrics, boards: createRedisBoards({ client, channels, keys }) };
}
