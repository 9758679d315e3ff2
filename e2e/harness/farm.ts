import { type RedisServer, startRedisServer } from "@/lib/store/redis-server.test-support";
import { type Program, startProgram } from "./program";

/** Processes that share one real redis-server: each does one thing. */
export interface Farm {
  redis: RedisServer;
  /** They take nothing in. */
  webs: Program[];
  /** They serve no page. */
  writers: Program[];
  remove(): Promise<void>;
}

/** None of them measures the host, and none but the writers listens for samples. */
const doorsOff = {
  STATBOARD_HOST_METRICS: "off",
  STATBOARD_GRAPHITE: "off",
  STATBOARD_PICKLE: "off",
  STATBOARD_ADMIN: "off",
};

export async function startFarm({ webs, writers }: { webs: number; writers: number }): Promise<Farm> {
  const redis = await startRedisServer();
  const farm: Farm = {
    redis,
    webs: [],
    writers: [],
    async remove() {
      await Promise.all([...farm.webs, ...farm.writers].map((each) => each.remove()));
      await redis.stop();
    },
  };
  // The first one builds the pages when that is due.
  for (let i = 0; i < webs; i++)
    farm.webs.push(
      await startProgram({ redisUrl: redis.url, env: { ...doorsOff, STATBOARD_INGEST: "off" } }),
    );
  for (let i = 0; i < writers; i++)
    farm.writers.push(
      await startProgram({ redisUrl: redis.url, env: { ...doorsOff, STATBOARD_WEB: "off" } }),
    );
  return farm;
}
