import type { LocksLike } from "./tab-messages";

/** The tab that has it keeps the stream for all. */
export const leaderLock = "statboard.leader";

/** Each tab has its own for as long as it lives: whoever gets it learns that the tab is gone, killed or not. */
export function lockOfTab(id: string): string {
  return `statboard.tab.${id}`;
}

/** Waits for a lock, calls back when it is had, and keeps it. Returns how to give it up, had or not. */
export function takeLock(locks: LocksLike, name: string, onHeld: () => void): () => void {
  const waiting = new AbortController();
  let release = () => {};
  let isGiven = false;
  const hold = () =>
    new Promise<void>((resolve) => {
      release = resolve;
      if (isGiven) resolve();
      else onHeld();
    });
  // It rejects only when we gave up waiting.
  locks.request(name, { signal: waiting.signal }, hold).catch(() => {});
  return () => {
    isGiven = true;
    release();
    waiting.abort();
  };
}
