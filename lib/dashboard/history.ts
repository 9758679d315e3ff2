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
  /** Writes the link of the same board anew: no step of its own, and no end of a gesture. */
  amend(query: string): void;
  endGesture(): void;
  /** Back led to `query`: returns the query to show. A change whose link still waited is what Back takes back. */
  goBack(query: string): string;
  /** Writes what is still waiting, before the page goes. */
  settle(): void;
}

/** Browsers take at least 100 writes in 30 s: so many go at once, and then one in so long. */
const burst = 20;
const writeEveryMs = 500;

/** One finished gesture is one history entry, moves within it replace it; in the long run two writes a second. */
export function createLinkWriter(
  bar: LinkBar,
  time: { now(): number; setTimer(run: () => void, ms: number): () => void },
): LinkWriter {
  const waiting: { query: string; push: boolean }[] = [];
  let gesture: string | null = null;
  /** When the writes made so far are paid for, at one in `writeEveryMs`. */
  let paidMs = Number.NEGATIVE_INFINITY;
  let written = "";
  let cancelTimer: (() => void) | null = null;
  return { write, amend, endGesture, goBack, settle };

  function write(query: string, name: string | null): void {
    const within = name !== null && name === gesture;
    gesture = name;
    const last = waiting[waiting.length - 1];
    if (within && last) last.query = query;
    else waiting.push({ query, push: !within });
    schedule();
  }

  function amend(query: string): void {
    const last = waiting[waiting.length - 1];
    if (last) last.query = query;
    else waiting.push({ query, push: false });
    schedule();
  }

  function endGesture(): void {
    gesture = null;
  }

  function goBack(query: string): string {
    gesture = null;
    const undone = waiting.pop();
    if (!undone?.push) {
      written = query;
      return query;
    }
    bar.push(written);
    return waiting[waiting.length - 1]?.query ?? written;
  }

  function settle(): void {
    while (waiting.length > 0) writeNext();
  }

  function schedule(): void {
    if (waiting.length === 0 || cancelTimer) return;
    const waitMs = paidMs - (burst - 1) * writeEveryMs - time.now();
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
    paidMs = Math.max(paidMs, time.now()) + writeEveryMs;
    written = entry.query;
    if (entry.push) bar.push(entry.query);
    else bar.replace(entry.query);
  }
}
