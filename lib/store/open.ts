import { openEmbedded } from "./embedded/open";
import type { OpenOptions, Stores } from "./open-options";
import { openRedis } from "./redis/open";

/** Opens both stores; rejects with an Error of one clear sentence when that cannot be. */
export function openStores(options: OpenOptions): Promise<Stores> {
  return options.redisUrl === null ? openEmbedded(options) : openRedis(options, options.redisUrl);
}
