import type { Connection } from "./nodes";

/** One of several processes does a thing: the one that holds the lease. */
export interface Lease {
  /** Takes it, or renews it. False: another process has it. Rejects while Redis is away. */
  hold(): Promise<boolean>;
  /** By this process' own clock, counted from before it was last taken. */
  holds(): boolean;
  release(): Promise<void>;
}

interface LeaseOptions {
  client: Connection;
  key: string;
  /** This process' name, new at each start. */
  holder: string;
  /** What others may read of the one who holds it. */
  note: string;
  leaseMs: number;
  monotonic(): number;
}

const holdScript = `
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 1
`;

const releaseScript = `
local held = redis.call('GET', KEYS[1])
if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

export function createLease({ client, key, holder, note, leaseMs, monotonic }: LeaseOptions): Lease {
  let untilMs = -Infinity;
  return {
    async hold() {
      const askedMs = monotonic();
      const isHeld = (await client.eval(holdScript, 1, key, holder, note, leaseMs)) === 1;
      untilMs = isHeld ? askedMs + leaseMs : -Infinity;
      return isHeld;
    },
    holds: () => monotonic() < untilMs,
    async release() {
      if (untilMs === -Infinity) return;
      untilMs = -Infinity;
      await client.eval(releaseScript, 1, key, holder);
    },
  };
}

/** What the holder of a lease says of itself; null when nobody holds it. */
export async function readLeaseNote(client: Connection, key: string): Promise<string | null> {
  const held = await client.get(key);
  return held === null ? null : held.slice(held.indexOf(" ") + 1);
}
