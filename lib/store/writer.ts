import type { Flush } from "@/lib/metric/flush";
import { type Wait, waitByTimer } from "./assemble";
import type { MetricStore } from "./port";

const retryMs = 500;

interface WriterOptions {
  warn(message: string): void;
  wait?: Wait;
  /** Flushes kept while the store is away; beyond it the oldest is dropped, and said so. */
  maxBacklog?: number;
}

export interface Writer {
  push(flush: Flush): void;
  /** Flushes not stored yet. */
  backlog(): number;
  /** Resolves when all is stored; an Error when that takes longer. */
  drain(timeoutMs: number): Promise<void>;
}

/** Hands flushes to the store one by one, in order, and again until each is stored. */
export function createWriter(
  store: Pick<MetricStore, "append" | "takesWhileAway">,
  options: WriterOptions,
): Writer {
  const { warn, wait = waitByTimer, maxBacklog = 3_600 } = options;
  const queue: Flush[] = [];
  const whenEmpty = new Set<() => void>();
  let isBusy = false;
  let isAway = false;
  let dropped = 0;

  async function sendAll(): Promise<void> {
    isBusy = true;
    for (let flush = queue[0]; flush; flush = queue[0]) {
      try {
        await store.append(flush);
      } catch (error) {
        if (!isAway) {
          warn(`the store is away, flushes wait: ${error instanceof Error ? error.message : error}`);
          queue.slice(1).forEach(show);
        }
        isAway = true;
        wait(retryMs, () => void sendAll());
        return;
      }
      if (queue[0] === flush) queue.shift();
      if (isAway) warn(`the store is back, ${queue.length} flushes follow, ${dropped} were dropped`);
      isAway = false;
    }
    isBusy = false;
    for (const done of whenEmpty) done();
  }

  /** It waits for its turn to be stored, but is seen at once. */
  function show(flush: Flush): void {
    if (store.takesWhileAway) store.append(flush).catch(() => {});
  }

  return {
    push(flush) {
      queue.push(flush);
      if (queue.length > maxBacklog) {
        queue.shift();
        dropped++;
      }
      if (!isBusy) void sendAll();
      else if (isAway) show(flush);
    },
    backlog: () => queue.length,
    drain(timeoutMs) {
      if (queue.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const cancel = wait(timeoutMs, () => {
          whenEmpty.delete(done);
          reject(new Error(`${queue.length} flushes could not be stored in ${timeoutMs} ms`));
        });
        const done = () => {
          cancel();
          whenEmpty.delete(done);
          resolve();
        };
        whenEmpty.add(done);
      });
    },
  };
}
