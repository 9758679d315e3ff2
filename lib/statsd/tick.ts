import type { Clock } from "@/lib/metric/clock";

export interface Steps {
  /** Epoch milliseconds, steady within a step whatever the wall clock does. */
  nowMs(): number;
  /** Closes every step that has ended; returns the milliseconds until the open one ends. */
  advance(): number;
  /** Closes the open step before its end: the last one. */
  finish(): void;
}

/** A longer sleep is reported as a gap rather than as steps in which nothing happened. */
const maxMissedSteps = 60;

/**
 * Names steps. Time runs on the monotonic clock and follows small differences to the wall clock by at most a
 * hundredth of a step each step. A difference above a step re-anchors it: ahead, the steps between are never
 * closed (a gap); back, steps closed before are closed again, and what they then hold is a correction.
 */
export function createSteps(clock: Clock, stepMs: number, close: (startMs: number) => void): Steps {
  let offsetMs = clock.now() - clock.monotonic();
  let openMs = startOf(nowMs());

  return { nowMs, advance, finish: () => close(openMs) };

  function nowMs(): number {
    return clock.monotonic() + offsetMs;
  }

  function advance(): number {
    const aheadMs = clock.now() - nowMs();
    const missedSteps = (nowMs() - openMs) / stepMs - 1;
    if (Math.abs(aheadMs) > stepMs || missedSteps > maxMissedSteps) {
      closeAndOpen(clock.now());
      offsetMs += aheadMs;
    } else if (missedSteps >= 0) {
      closeEnded();
      offsetMs += Math.max(-stepMs / 100, Math.min(aheadMs, stepMs / 100));
      closeEnded();
    }
    return openMs + stepMs - nowMs();
  }

  function closeEnded(): void {
    while (nowMs() >= openMs + stepMs) closeAndOpen(openMs + stepMs);
  }

  function closeAndOpen(nextMs: number): void {
    const closingMs = openMs;
    openMs = startOf(nextMs);
    close(closingMs);
  }

  function startOf(atMs: number): number {
    return Math.floor(atMs / stepMs) * stepMs;
  }
}
