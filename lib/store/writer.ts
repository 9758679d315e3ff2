import type { Flush } from "@/lib/metric/flush";
import { type Wait, waitByTimer } from "./assemble";
import type { Backlog } from "./backlog";
import type { MetricStore } from "./port";

const retryMs = 500;

interface WriterOptions {
  warn(message: string): void;
  wait?: Wait;
  /** Flushes kept in memory while the store is away; beyond it the oldest is dropped, and said so. */
  maxBacklog?: number;
  /**
   * Where flushes beyond `maxBacklog` wait instead, and what earlier runs have left. That is of other
   * writers, whose numbers are their own: it goes out when nothing of this run waits.
   */
  disk?: { own: Backlog; left: Backlog } | undefined;
}

export interface Writer {
  push(flush: Flush): void;
  /** Flushes not stored yet. */
  backlog(): number;
  /** Resolves when all is stored; an Error when that takes longer. */
  drain(timeoutMs: number): Promise<void>;
  /** Puts on disk what still waits in memory, for the next run, and stops. Answers how many are on disk. */
  keep(): number;
}

/** Hands flushes to the store one by one, in order, and again until each is stored. */
export function createWriter(
  store: Pick<MetricStore, "append" | "takesWhileAway">,
  options: WriterOptions,
): Writer {
  const { warn, wait = waitByTimer, disk, maxBacklog = disk ? 60 : 3_600 } = options;
  const queue: Flush[] = [];
  const whenEmpty = new Set<() => void>();
  let isBusy = false;
  let isAway = false;
  let isKept = false;
  let dropped = 0;

  const onDisk = () => (disk ? disk.own.size() + disk.left.size() : 0);
  const count = () => queue.length + onDisk();
  const memory = { first: () => queue[0] ?? null, shift: () => queue.shift() };
  const sources = disk ? [memory, disk.own, disk.left] : [memory];
  function first() {
    for (const from of sources) {
      const flush = from.first();
      if (flush) return { flush, from };
    }
    return null;
  }

  async function sendAll(): Promise<void> {
    isBusy = true;
    for (let next = first(); next; next = first()) {
      const { flush, from } = next;
      try {
        await store.append(flush);
      } catch (error) {
        if (!isAway) {
          warn(`the store is away, flushes wait: ${error instanceof Error ? error.message : error}`);
          queue.slice(1).forEach(show);
        }
        isAway = true;
        if (isKept) return;
        wait(retryMs, () => void sendAll());
        return;
      }
      if (isKept) return;
      if (from.first() === flush) from.shift();
      if (isAway) warn(`the store is back, ${count()} flushes follow, ${dropped} were dropped`);
      isAway = false;
    }
    isBusy = false;
    for (const done of whenEmpty) done();
  }

  if (onDisk() > 0) void sendAll();
  /** It waits for its turn to be stored, but is seen at once. */
  function show(flush: Flush): void {
    if (store.takesWhileAway) store.append(flush).catch(() => {});
  }

  return {
    push(flush) {
      if (disk && (queue.length >= maxBacklog || disk.own.size() > 0)) {
        if (!disk.own.push(flush)) dropped++;
      } else queue.push(flush);
      if (queue.length > maxBacklog) {
        queue.shift();
        dropped++;
      }
      if (!isBusy) void sendAll();
      else if (isAway) show(flush);
    },
    backlog: count,
    drain(timeoutMs) {
      if (count() === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const cancel = wait(timeoutMs, () => {
          whenEmpty.delete(done);
          reject(new Error(`${count()} flushes could not be stored in ${timeoutMs} ms`));
        });
        const done = () => {
          cancel();
          whenEmpty.delete(done);
          resolve();
        };
        whenEmpty.add(done);
      });
    },
    keep() {
      isKept = true;
      if (!disk) return 0;
      const waiting = queue.splice(0);
      const lost = waiting.length - disk.own.unshift(waiting);
      if (lost > 0) warn(`${lost} flushes are lost: the disk did not take them`);
      return onDisk();
    },
  };
}
