import { randomBytes } from "node:crypto";
import type { MetricStore } from "../../port";
import { connect } from "../connect";
import { createLease, readLeaseNote } from "./lease";
import { type Connection, areSame } from "./nodes";
import { type PublishStats, type Publisher, otherRedis, sameRedis, startPublisher } from "./publish";
import { type Subscriber, startSubscriber } from "./subscribe";

export interface ThirdPartyOptions {
  store: Pick<MetricStore, "find" | "subscribe">;
  /** The store's Redis; null with an embedded store, which publishes nothing. */
  redisUrl: string | null;
  keyPrefix?: string;
  publish: "auto" | "all" | "off";
  subscribe: { url: string; patterns: readonly string[] } | null;
  hear(channel: string, message: string): void;
  warn(message: string): void;
  everyMs?: number;
}

export interface ThirdParty {
  /** Null: this process does not publish. */
  published(): PublishStats | null;
  listens(): boolean;
  stop(): Promise<void>;
}

const leaseMs = 5_000;

/** batsd's channels, both ways. Rejects with one sentence that begins with the variable at fault. */
export async function startThirdParty(options: ThirdPartyOptions): Promise<ThirdParty> {
  const { store, redisUrl, subscribe, hear, warn, everyMs = 1_000 } = options;
  const open: Connection[] = [];
  const dial = async (url: string, variable: string): Promise<Connection> => {
    const connection = await connect(url).catch((error: Error) => {
      throw new Error(`${variable}: ${error.message}`, { cause: error });
    });
    connection.on("error", () => {});
    open.push(connection);
    return connection;
  };
  const prefix = options.keyPrefix ?? "statboard:";
  const keys = { publish: `${prefix}lease:publish`, subscribe: `${prefix}lease:subscribe` };
  const holder = randomBytes(8).toString("hex");
  const lease = (client: Connection, key: string, note: string) =>
    createLease({ client, key, holder, note, leaseMs, monotonic: () => performance.now() });
  let publisher: Publisher | null = null;
  let subscriber: Subscriber | null = null;
  try {
    const isNeeded = redisUrl !== null && (options.publish !== "off" || subscribe !== null);
    const client = isNeeded ? await dial(redisUrl, "REDIS_URL") : null;
    const source = subscribe && (await dial(subscribe.url, "STATBOARD_SUBSCRIBE_URL"));
    const isSame = client !== null && source !== null && (await areSame(client, source));
    const publish = client === null ? "off" : await decidePublish(client);
    if (client !== null && publish !== "off")
      publisher = startPublisher({
        store,
        client,
        lease: lease(client, keys.publish, publish),
        mode: publish,
        subscribeKey: keys.subscribe,
        warn,
        everyMs,
      });
    if (subscribe && source)
      subscriber = startSubscriber({
        source,
        patterns: subscribe.patterns,
        lease: client && lease(client, keys.subscribe, isSame ? sameRedis : otherRedis),
        settleMs: isSame ? 2.5 * everyMs : 0,
        hear,
        everyMs,
      });

    /** What is published must never come back as taken in. */
    async function decidePublish(redis: Connection): Promise<ThirdPartyOptions["publish"]> {
      if (isSame && options.publish === "all")
        throw new Error(
          "STATBOARD_PUBLISH: all would be taken in again by STATBOARD_SUBSCRIBE, on the same Redis",
        );
      if (isSame && (await readLeaseNote(redis, keys.publish)) === "all")
        throw new Error("STATBOARD_SUBSCRIBE: another process publishes all on the same Redis");
      if (options.publish === "all" && (await readLeaseNote(redis, keys.subscribe)) === sameRedis)
        throw new Error("STATBOARD_PUBLISH: another process takes in what is published on the same Redis");
      if (isSame && options.publish === "auto")
        warn("nothing is published: STATBOARD_SUBSCRIBE takes in what is published on the same Redis");
      return isSame ? "off" : options.publish;
    }
  } catch (error) {
    for (const connection of open) connection.disconnect();
    throw error;
  }
  return {
    published: () => publisher?.stats() ?? null,
    listens: () => subscriber?.listens() ?? false,
    async stop() {
      await subscriber?.stop();
      await publisher?.stop();
      for (const connection of open) connection.disconnect();
    },
  };
}
