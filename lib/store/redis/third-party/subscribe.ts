import type { Lease } from "./lease";
import type { Connection } from "./nodes";

export interface SubscribeOptions {
  /** A connection of its own: it does nothing else. */
  source: Connection;
  patterns: readonly string[];
  /** Null: the store is this process' own, and nobody else subscribes for it. */
  lease: Lease | null;
  /** Between taking the lease and listening: until then every publisher knows of it. */
  settleMs: number;
  hear(channel: string, message: string): void;
  everyMs?: number;
}

export interface Subscriber {
  /** Whether this process is the one that listens. */
  listens(): boolean;
  stop(): Promise<void>;
}

/** Above it channels that matched first are learned anew. */
const maxChannels = 500_000;

/** Listens to what others publish: one process of all that share a store. */
export function startSubscriber(options: SubscribeOptions): Subscriber {
  const { source, patterns, lease, settleMs, hear } = options;
  /** Redis sends a message once for each pattern that matches: the first one counts. */
  const patternOf = new Map<string, string>();
  let heldSinceMs: number | null = null;
  let listens = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  source.on("pmessage", (pattern: string, channel: string, message: string) => {
    if (!listens || (lease !== null && !lease.holds())) return;
    const first = patternOf.get(channel);
    if (first === undefined) {
      if (patternOf.size >= maxChannels) patternOf.clear();
      patternOf.set(channel, pattern);
    } else if (first !== pattern) return;
    hear(channel, message);
  });

  async function tick(): Promise<void> {
    if (lease !== null && !(await lease.hold())) return leave();
    heldSinceMs ??= performance.now();
    if (performance.now() - heldSinceMs < settleMs) return;
    // Said again every time: after an outage nothing is subscribed.
    await source.psubscribe(...patterns);
    listens = true;
  }

  async function leave(): Promise<void> {
    heldSinceMs = null;
    if (!listens) return;
    listens = false;
    patternOf.clear();
    await source.punsubscribe(...patterns);
  }

  async function run(): Promise<void> {
    // Redis is away: the next second tries again.
    turn = tick().catch(() => {});
    await turn;
    if (!isStopped) timer = setTimeout(() => void run(), options.everyMs ?? 1_000);
  }
  void run();

  return {
    listens: () => listens,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await turn;
      await leave().catch(() => {});
      await lease?.release().catch(() => {});
    },
  };
}
