import type { LocksLike, TabPlatform } from "./tab-messages";

/** Locks as browsers have them: exclusive, in the order in which they were asked for. */
export function createTestLocks(): LocksLike {
  const queues = new Map<string, { run(): Promise<void>; reject(reason: unknown): void }[]>();
  const serve = async (name: string) => {
    const queue = queues.get(name)!;
    while (queue.length > 0) {
      await queue[0]!.run();
      queue.shift();
    }
    queues.delete(name);
  };
  return {
    request: (name, { signal }, hold) =>
      new Promise<void>((resolve, reject) => {
        let isHeld = false;
        const waiting = {
          reject,
          async run() {
            isHeld = true;
            if (signal.aborted) return;
            await hold();
            resolve();
          },
        };
        signal.addEventListener("abort", () => {
          if (!isHeld) reject(signal.reason);
        });
        const queue = queues.get(name);
        if (queue) queue.push(waiting);
        else {
          queues.set(name, [waiting]);
          queueMicrotask(() => void serve(name));
        }
      }),
  };
}

let browsers = 0;

/** Tabs of one browser: its locks, and a channel of the runtime's own. */
export function openTestBrowser(): { makeTab(): TabPlatform } {
  const locks = createTestLocks();
  const name = `statboard-test-${process.pid}-${++browsers}`;
  let tabs = 0;
  return {
    makeTab: () => ({
      id: `tab${++tabs}`,
      locks,
      openChannel: () => new BroadcastChannel(name) as ReturnType<TabPlatform["openChannel"]>,
    }),
  };
}
