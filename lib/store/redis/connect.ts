import { createHash } from "node:crypto";
import { Redis } from "ioredis";

const connectMs = 5_000;

/** The URL as messages may show it. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//");
}

/**
 * A connection that rejects at once while Redis is away, and comes back by itself. Rejects with one
 * sentence when the first attempt fails.
 */
export async function connect(url: string): Promise<Redis> {
  if (!/^rediss?:\/\/[^,]+$/.test(url)) {
    throw new Error(`REDIS_URL ${withoutPassword(url)} is not redis://host:port or rediss://host:port`);
  }
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectMs,
    commandTimeout: connectMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  let reason = "";
  const note = (error: Error) => void (reason ||= error.message);
  client.on("error", note);
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    throw new Error(`cannot use Redis at ${withoutPassword(url)}: ${reason || (error as Error).message}`, {
      cause: error,
    });
  }
  return client;
}

/** Runs a script by its hash; sends the text when Redis does not know it. */
export async function runScript(
  client: Redis,
  script: string,
  keys: string[],
  args: (string | number | Buffer)[],
): Promise<unknown> {
  const hash = createHash("sha1").update(script).digest("hex");
  try {
    return await client.evalsha(hash, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return client.eval(script, keys.length, ...keys, ...args);
  }
}

/** What is stored, but not safe. */
export async function readWarnings(client: Redis): Promise<string[]> {
  const info = `${await client.info("persistence")}\n${await client.info("memory")}`;
  const warnings: string[] = [];
  if (/^aof_enabled:0/m.test(info)) {
    warnings.push("Redis runs without appendonly: what it holds is lost when it restarts");
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy && policy !== "noeviction") {
    warnings.push(`Redis' maxmemory-policy is ${policy}: it may throw metrics away (use noeviction)`);
  }
  return warnings;
}
