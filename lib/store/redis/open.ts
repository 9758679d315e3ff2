import { Cluster } from "ioredis";
import { planArchives } from "../archives";
import { systemClock } from "@/lib/metric/clock";
import { measureOffset } from "../clock-offset";
import type { OpenOptions, Stores } from "../open-options";
import { createRedisBoards } from "./boards";
import { createChannels } from "./channels";
import { connect } from "./connect";
import { createKeys } from "./keys";
import { readTime } from "./time";
import { sealOnce } from "./seal-loop";
import { startSealThread } from "./seal-thread";
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
  const keyPrefix = options.keyPrefix ?? "statboard:";
  const keys = createKeys(keyPrefix);
  const clock = options.clock ?? systemClock;
  const archives = planArchives(options.retention, options.sketchRetention);
  const metrics = await createRedisStore({ ...options, client, subscriber, channels, keys, clock, archives });
  const { gaugeTtlMs } = options;
  const stopSealing =
    options.seals === false ? null : startSealThread(options, { url, keyPrefix, archives, gaugeTtlMs });
  return {
    metrics: { ...metrics, close: () => Promise.all([stopSealing?.(), metrics.close()]).then(() => {}) },
    boards: createRedisBoards({ client, channels, keys }),
    seal: (nowMs) => sealOnce({ client, keys, archives, gaugeTtlMs }, nowMs),
    readClockOffset: () => measureOffset(() => readTime(client, keys.writers), clock),
  };
}
