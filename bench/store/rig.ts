import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { Clock } from "@/lib/metric/clock";
import { type Retention, parseRetention } from "@/lib/metric/retention";
import { openEmbedded } from "@/lib/store/embedded/open";
import type { OpenOptions, Stores } from "@/lib/store/open-options";
import { createKeys } from "@/lib/store/redis/keys";
import { openRedis } from "@/lib/store/redis/open";
import { type RedisServer, startRedisServer } from "@/lib/store/redis-server.test-support";
import { shardCount } from "@/lib/store/shards";

/** What the figures are for. */
export const benchRetention = parseRetention("10s:2d");
export const workerUrl = new URL("./store-worker.mjs", import.meta.url);

/** A clock that the bench moves, so that hours of steps pass in seconds. */
export interface SteppedClock extends Clock {
  set(ms: number): void;
}

export function createSteppedClock(startMs: number): SteppedClock {
  let nowMs = startMs;
  return { now: () => nowMs, monotonic: () => nowMs, set: (ms) => void (nowMs = ms) };
}

export interface RedisRig {
  server: RedisServer;
  /** A connection beside the store's, for looking and for trimming. */
  admin: Redis;
  open(options?: Partial<OpenOptions>): Promise<Stores>;
}

/** A redis-server of its own, as the docs ask for it unless `extra` says otherwise; gone afterwards. */
export async function withRedis<T>(extra: readonly string[], run: (rig: RedisRig) => Promise<T>): Promise<T> {
  const server = await startRedisServer(extra);
  const admin = new Redis(server.url);
  const opened: Stores[] = [];
  try {
    return await run({
      server,
      admin,
      async open(options = {}) {
        const stores = await openRedis({ ...defaults(), ...options }, server.url);
        opened.push(stores);
        return stores;
      },
    });
  } finally {
    for (const { metrics } of opened) await metrics.close();
    admin.disconnect();
    await server.stop();
  }
}

/** An embedded store in a folder of its own; both are gone afterwards. */
export async function withEmbedded<T>(
  options: Partial<OpenOptions>,
  run: (stores: Stores, dataDir: string) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), "statboard-bench-"));
  const stores = await openEmbedded({ ...defaults(), ...options, dataDir });
  try {
    return await run(stores, dataDir);
  } finally {
    await stores.metrics.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Frames of sealed blocks go at once, not one block later. */
export async function trimFrames(admin: Redis, prefix?: string): Promise<void> {
  const keys = createKeys(prefix ?? "statboard:");
  for (let shard = 0; shard < shardCount; shard++) await admin.xtrim(keys.frames(shard), "MAXLEN", 0);
}

function defaults(): OpenOptions {
  const retention: Retention = benchRetention;
  return {
    redisUrl: null,
    dataDir: "",
    workerUrl,
    flushMs: retention[0]!.stepMs,
    retention,
    sketchRetention: retention,
    gaugeTtlMs: 600_000,
    maxSeries: 1_000_000,
    seals: false,
  };
}
