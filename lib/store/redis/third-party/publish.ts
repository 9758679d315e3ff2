import type { SeriesName } from "@/lib/metric/series";
import type { Step } from "@/lib/metric/columns";
import type { Listener, MetricStore } from "../../port";
import { askHeard, everyChannel } from "./heard";
import { type Lease, readLeaseNote } from "./lease";
import { type Link, createLink } from "./link";
import { type Connection, addressOf, createReplicas, nodesOf } from "./nodes";
import { createPacker } from "./packer";

export interface PublishOptions {
  store: Pick<MetricStore, "find" | "subscribe">;
  client: Connection;
  lease: Lease;
  mode: "auto" | "all";
  /** The lease of the process that takes in what others publish. */
  subscribeKey: string;
  warn(message: string): void;
  everyMs?: number;
}

export interface PublishStats {
  /** Messages that Redis took. */
  published: number;
  errors: number;
  /** Messages of steps that ended while Redis was away or far behind. */
  dropped: number;
}

export interface Publisher {
  stats(): PublishStats;
  stop(): Promise<void>;
}

/** What is written of a subscription in its lease: this Redis, or another one. */
export const sameRedis = "same";
export const otherRedis = "other";
const keptStarts = 64;
/** New names are followed this much later, so that the step in which they came is still heard. */
const namesMs = 20;

/**
 * Publishes each completed step once, merged, on batsd's channels: `counters:<b>` and
 * `timers:<b>:<statistic>`, as bare numbers; with `all` also gauges and sets. Best effort.
 */
export function startPublisher(options: PublishOptions): Publisher {
  const { store, client, lease, mode, warn } = options;
  const stats: PublishStats = { published: 0, errors: 0, dropped: 0 };
  const replicas = createReplicas(client);
  const warned = new Set<string>();
  let wanted: ReadonlyMap<SeriesName, number> = new Map();
  /** Null: names came or went since. */
  let all: ReadonlyMap<SeriesName, number> | null = null;
  let unsubscribe: (() => void) | null = null;
  let link: Link | null = null;
  let starts: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  let isStopped = false;

  const packer = createPacker((bytes, messages, done) => {
    if (!link?.write(bytes, done)) stats.dropped += messages;
  });

  const listener: Listener = {
    flush: publish,
    correct() {},
    gap() {},
    names: listAgain,
    lost: listAgain,
    health() {},
  };

  function listAgain(): void {
    if (all === null) return;
    all = null;
    schedule(namesMs);
  }

  function warnOnce(message: string): void {
    if (warned.has(message)) return;
    warned.add(message);
    warn(message);
  }

  function publish(step: Step): void {
    if (!lease.holds() || starts.includes(step.startMs) || step.startMs < (starts[0] ?? 0)) return;
    starts = [...starts, step.startMs].sort((a, b) => a - b).slice(-keptStarts);
    for (const columns of step.columns) {
      const channels = wanted.get(columns.series);
      if (channels !== undefined) packer.add(columns, channels);
    }
    packer.finish();
  }

  function openLink(): Link {
    return createLink({
      address: () => addressOf(client),
      replied(lines, errors, firstError) {
        stats.published += lines - errors;
        stats.errors += errors;
        if (errors > 0) warnOnce(`Redis refuses to publish: ${firstError}`);
      },
      failed: (reason) => warnOnce(`nothing is published: ${reason}`),
    });
  }

  async function tick(): Promise<void> {
    if (!(await lease.hold())) return pause();
    if ((await readLeaseNote(client, options.subscribeKey)) === sameRedis) {
      warnOnce("nothing is published while STATBOARD_SUBSCRIBE takes in what is published on the same Redis");
      return pause();
    }
    link ??= openLink();
    const heard = mode === "all" ? null : await askHeard([...nodesOf(client), ...(await replicas.refresh())]);
    if (heard === null || heard.byPattern) return follow(all ?? (await listAll()));
    return heard.series.size === 0 ? pause() : follow(heard.series);
  }

  async function listAll(): Promise<ReadonlyMap<SeriesName, number>> {
    // Names that come while the store is asked make it null again, and are found next time.
    const listed = new Map<SeriesName, number>();
    all = listed;
    for (const { kind, series } of await store.find("**"))
      if (mode === "all" || kind === "counters" || kind === "timers") listed.set(series, everyChannel);
    return listed;
  }

  async function follow(next: ReadonlyMap<SeriesName, number>): Promise<void> {
    const isSame =
      next === wanted ||
      (next.size === wanted.size && [...next.keys()].every((series) => wanted.has(series)));
    if (unsubscribe !== null && isSame) {
      wanted = next;
      return;
    }
    const before = unsubscribe;
    unsubscribe = await store.subscribe(new Set(next.keys()), null, listener);
    wanted = next;
    packer.keep(next);
    before?.();
  }

  function pause(): void {
    unsubscribe?.();
    unsubscribe = null;
    wanted = new Map();
    all = null;
  }

  function schedule(ms: number): void {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void run(), ms);
  }
  async function run(): Promise<void> {
    // The store or Redis is away: the next second tries again.
    turn = turn.then(tick).catch(() => {});
    await turn;
    schedule(all === null && wanted.size > 0 ? namesMs : (options.everyMs ?? 1_000));
  }
  void run();

  return {
    stats: () => ({ ...stats }),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await turn;
      pause();
      link?.close();
      replicas.close();
      await lease.release().catch(() => {});
    },
  };
}
