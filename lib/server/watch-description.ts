import type { BoardStore } from "@/lib/store/port";
import { findDescription, type StoredDescription } from "./descriptions";

const retryMs = 1_000;

export interface DescriptionListener {
  changed(description: StoredDescription): void;
  /** It was deleted. */
  gone(): void;
}

/**
 * Tells what became of a description since `known`, until the returned function is called. It is read
 * again once the watch holds, so that no change falls between the two; a store that is away is asked again.
 */
export function watchDescription(
  boards: BoardStore,
  { id, known }: { id: string; known: StoredDescription },
  on: DescriptionListener,
): () => void {
  let { changes } = known;
  let stopped = false;
  let stopWatching: (() => void) | null = null;
  let reading = false;
  let asked = false;
  let timer: NodeJS.Timeout | undefined;

  void open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    stopWatching?.();
  };

  async function open(): Promise<void> {
    try {
      const stop = await boards.watch(id, () => void read());
      if (stopped) return stop();
      stopWatching = stop;
      await read();
    } catch {
      again(open);
    }
  }

  /** One at a time; what is called out meanwhile is read once more. */
  async function read(): Promise<void> {
    asked = true;
    if (reading) return;
    reading = true;
    try {
      while (asked && !stopped) {
        asked = false;
        const found = await findDescription(boards, id);
        if (stopped) break;
        if (found === null) on.gone();
        else if (found.changes !== changes) {
          changes = found.changes;
          on.changed(found);
        }
      }
    } catch {
      again(read);
    } finally {
      reading = false;
    }
  }

  function again(run: () => Promise<void>): void {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), retryMs).unref();
  }
}
