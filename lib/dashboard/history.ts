/** Where links go; the browser's history in the page. */
export interface LinkBar {
  push(query: string): void;
  replace(query: string): void;
}

export interface LinkWriter {
  /**
   * Writes the link of the board after a change. Changes of one gesture (the same non-null name, until
   * `endGesture`) share one history entry.
   */
  write(query: string, gesture: string | null): void;
  endGesture(): void;
  /** Writes what is still waiting: before the page goes, or Back is answered. */
  settle(): void;
}

/** Browsers refuse more than about three writes a second; two leave room for others. */
const writeEveryMs = 500;

/** One finished gesture is one history entry, moves within it replace it, at most two writes a second. */
export function createLinkWriter(
  bar: LinkBar,
  time: { now(): number; setTimer(run: () => void, ms: number): () => void },
): LinkWriter {
  const waiting: { query: string; push: boolean }[] = [];
  let gesture: string | null = null;
  let lastWriteMs = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;
  return { write, endGesture, settle };

  function write(query: string, name: string | null): void {
    const within = name !== null && name === gesture;
    gesture = name;
    const last = waiting[waiting.length - 1];
    if (within && last) last.query = query;
    else waiting.push({ query, push: !within });
    schedule();
  }

  function endGesture(): void {
    gesture = null;
  }

  function settle(): void {
    while (waiting.length > 0) writeNext();
  }

  function schedule(): void {
    if (waiting.length === 0 || cancelTimer) return;
    const waitMs = lastWriteMs + writeEveryMs - time.now();
    if (waitMs <= 0) {
      writeNext();
      return schedule();
    }
    cancelTimer = time.setTimer(() => {
      cancelTimer = null;
      schedule();
    }, waitMs);
  }

  function writeNext(): void {
    const entry = waiting.shift();
    if (!entry) return;
    if (waiting.length === 0) {
      cancelTimer?.();
      cancelTimer = null;
    }
    lastWriteMs = time.now();
    if (entry.push) bar.push(entry.query);
    else bar.replace(entry.query);
  }
}
