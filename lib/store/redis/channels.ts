import type { Redis } from "ioredis";

type Hear = (message: string) => void;

/** The process' one subscriber connection. */
export interface Channels {
  /** Resolves when the subscription holds. The first listener of a channel opens it, the last closes it. */
  listen(channel: string, hear: Hear): Promise<() => void>;
  /** Subscribes again to everything, after an outage. */
  restore(): Promise<void>;
}

export function createChannels(client: Redis): Channels {
  const listeners = new Map<string, Set<Hear>>();
  client.on("message", (channel: string, message: string) => {
    for (const hear of listeners.get(channel) ?? []) hear(message);
  });
  return {
    async listen(channel, hear) {
      const here = listeners.get(channel) ?? new Set();
      listeners.set(channel, here.add(hear));
      const stop = () => {
        here.delete(hear);
        if (here.size > 0 || listeners.get(channel) !== here) return;
        listeners.delete(channel);
        // Away: nothing is subscribed then, and `restore` does not ask for it again.
        client.unsubscribe(channel).catch(() => {});
      };
      try {
        await client.subscribe(channel);
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
    async restore() {
      if (listeners.size > 0) await client.subscribe(...listeners.keys());
    },
  };
}
