/** One thing that is tried again later: sooner at first, and not by all pages in the same moment. */
export interface Retry {
  /** Does nothing while one is due already. */
  soon(): void;
  inMs(ms: number): void;
  stop(): void;
  /** It went well: the next one is soon again. */
  reset(): void;
}

const minMs = 500;
const maxMs = 5_000;

export function createRetry(
  timing: { setTimer(run: () => void, ms: number): () => void; random(): number },
  run: () => void,
): Retry {
  let failures = 0;
  let cancel: (() => void) | null = null;
  return {
    soon() {
      const ceilingMs = Math.min(maxMs, minMs * 2 ** failures++);
      inMs(Math.max(minMs, ceilingMs * (0.5 + timing.random() / 2)));
    },
    inMs,
    stop() {
      cancel?.();
      cancel = null;
    },
    reset: () => void (failures = 0),
  };

  function inMs(ms: number): void {
    cancel ??= timing.setTimer(() => {
      cancel = null;
      run();
    }, ms);
  }
}
