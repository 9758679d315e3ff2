import { Redis } from "ioredis";
import { parseRedisAddress, printRedisAddress } from "../address";

/** A batsd's own Redis, read only: any version from 2.8 on. */
export interface BatsdSource {
  /** Members of `datapoints`, and keys that look like metrics; some at a time, some of them twice. */
  names(): AsyncGenerator<string[]>;
  /** A zset's members, oldest first; none when the key is something else, or is not there. */
  members(key: string): AsyncGenerator<string[]>;
  close(): void;
}

const atOnce = 1_000;
const membersAtOnce = 10_000;

/** Rejects with one sentence when Redis is not to be had. */
export async function openBatsdSource(url: string): Promise<BatsdSource> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 5, retryStrategy: waitAWhile });
  let reason = "";
  client.on("error", (error: Error) => (reason ||= error.message));
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    throw new Error(
      `cannot use Redis at ${printRedisAddress(parseRedisAddress(url))}: ${reason || (error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  return {
    async *names() {
      for (let cursor = "0"; ;) {
        const [next, members] = await client.sscan("datapoints", cursor, "COUNT", atOnce);
        yield members;
        cursor = next;
        if (cursor === "0") break;
      }
      for (const kind of ["counters", "gauges", "timers"]) {
        for (let cursor = "0"; ;) {
          const [next, keys] = await client.scan(cursor, "MATCH", `${kind}:*`, "COUNT", atOnce);
          yield keys;
          cursor = next;
          if (cursor === "0") break;
        }
      }
    },
    async *members(key) {
      for (let offset = 0; ; offset += membersAtOnce) {
        const members = await client
          .zrangebyscore(key, "-inf", "+inf", "LIMIT", offset, membersAtOnce)
          .catch((error: Error) => {
            // Accumulators have names like zsets.
            if (error.message.startsWith("WRONGTYPE")) return [];
            throw error;
          });
        if (members.length > 0) yield members;
        if (members.length < membersAtOnce) return;
      }
    },
    close: () => client.disconnect(),
  };
}

function waitAWhile(times: number): number | null {
  return times > 10 ? null : Math.min(times * 100, 1_000);
}
