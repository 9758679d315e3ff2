import type { Clock } from "@/lib/metric/clock";

/** Milliseconds that never go back, and that go on while the computer sleeps. */
export interface SteadyClock {
  nowMs(): number;
  /** How much of it was told by jumps of the wall clock: sleep, or a clock that was set. */
  jumpedMs(): number;
}

/** A slower wall clock is being steered, not set. */
const jumpMs = 2_000;

/** Browsers stop their monotonic clock while the computer sleeps; the wall clock tells for how long. */
export function createSteadyClock(clock: Clock): SteadyClock {
  let differenceMs = clock.now() - clock.monotonic();
  let jumpedMs = 0;
  return {
    nowMs() {
      look();
      return clock.monotonic() + jumpedMs;
    },
    jumpedMs() {
      look();
      return jumpedMs;
    },
  };

  function look(): void {
    const now = clock.now() - clock.monotonic();
    if (now - differenceMs > jumpMs) jumpedMs += now - differenceMs;
    if (Math.abs(now - differenceMs) > jumpMs) differenceMs = now;
  }
}
