import { Cluster } from "ioredis";
import type { Client } from "./connect";

type Hear = (message: string) => void;

/** What this process hears. */
export interface Channels {
  /**
   * Resolves when the subscription holds. The first listener of a channel opens it, the last closes it.
   * `restored` runs when it holds again after an outage, in which messages may have been missed.
   */
  listen(channel: string, hear: Hear, restored?: () => void): Promise<() => void>;
  /** The same for a channel with a shard's hash tag, which on a Cluster is heard where the shard is. */
  listenShard(channel: string, hear: Hear): Promise<() => void>;
  /** Subscribes again to everything, after an outage. */
  restore(): Promise<void>;
}

export function createChannels(client: Client): Channels {
  const plain = createListeners(
    (channels) => client.subscribe(...channels),
    (channel) => client.unsubscribe(channel),
  );
  client.on("message", plain.hear);
  if (!(client instanceof Cluster))
    return { listen: plain.listen, listenShard: plain.listen, restore: plain.restore };

  const sharded = createListeners(
    // One command for each: channels of different slots are on different nodes.
    (channels) => Promise.all(channels.map((channel) => client.ssubscribe(channel))),
    (channel) => client.sunsubscribe(channel),
  );
  client.on("smessage", sharded.hear);
  return {
    listen: plain.listen,
    listenShard: sharded.listen,
    restore: async () => void (await Promise.all([plain.restore(), sharded.restore()])),
  };
}

function createListeners(
  open: (channels: string[]) => Promise<unknown>,
  close: (channel: string) => Promise<unknown>,
) {
  const listeners = new Map<string, Set<Hear>>();
  const restorers = new Set<() => void>();
  return {
    hear(channel: string, message: string): void {
      for (const hear of listeners.get(channel) ?? []) hear(message);
    },
    async listen(channel: string, hear: Hear, restored?: () => void): Promise<() => void> {
      const here = listeners.get(channel) ?? new Set();
      listeners.set(channel, here.add(hear));
      const stop = () => {
        here.delete(hear);
        if (restored) restorers.delete(restored);
        if (here.size > 0 || listeners.get(channel) !== here) return;
        listeners.delete(channel);
        // Away: nothing is subscribed then, and `restore` does not ask for it again.
        close(channel).catch(() => {});
      };
      try {
        await open([channel]);
      } catch (error) {
        stop();
        throw error;
      }
      if (restored) restorers.add(restored);
      return stop;
    },
    async restore(): Promise<void> {
      if (listeners.size > 0) await open([...listeners.keys()]);
      for (const restored of restorers) restored();
    },
  };
}
