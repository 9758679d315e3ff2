/** How long a step waits for writers that hold a lease, from the arrival of its first frame. */
export const lateMs = 250;

/** Calls back once after a time; the answer calls that off. */
export type Wait = (ms: number, done: () => void) => () => void;

export const waitByTimer: Wait = (ms, done) => {
  const timer = setTimeout(done, ms);
  return () => clearTimeout(timer);
};

interface AssembleOptions {
  wait: Wait;
  /** Whether the frames of all leased writers are in. */
  isWhole(startMs: number): boolean;
  /** Called once for each step, when it is whole or has waited long enough. */
  complete(startMs: number): void;
}

/** Decides when a step is complete. */
export interface Assembler {
  /** The first frame of a step arrived, or another one of a step that waits. */
  arrived(startMs: number): void;
  isWaiting(startMs: number): boolean;
  /** Forgets the steps that wait. */
  stop(): void;
}

export function createAssembler({ wait, isWhole, complete }: AssembleOptions): Assembler {
  const waiting = new Map<number, () => void>();
  function finish(startMs: number): void {
    waiting.get(startMs)?.();
    waiting.delete(startMs);
    complete(startMs);
  }
  return {
    arrived(startMs) {
      if (isWhole(startMs)) finish(startMs);
      else if (!waiting.has(startMs))
        waiting.set(
          startMs,
          wait(lateMs, () => finish(startMs)),
        );
    },
    isWaiting: (startMs) => waiting.has(startMs),
    stop() {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
}
