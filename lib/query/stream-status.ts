import type { Clock } from "@/lib/metric/clock";
import type { StatusEvent } from "@/lib/live/frames";
import type { MetricStore } from "@/lib/store/port";

/** What a stream says of itself each second. */
export interface StreamStatus {
  /** A step was sent: its end in epoch milliseconds. */
  sent(endMs: number): void;
  /** Whether a second has passed, or nearly, since it was read. */
  isDue(): boolean;
  read(): StatusEvent;
}

const dueMs = 900;

export function createStreamStatus(
  store: Pick<MetricStore, "health">,
  clock: Clock,
  flushMs: number,
): StreamStatus {
  let lag = { ms: 0, endMs: 0 };
  let readMs = -Infinity;
  return {
    sent(endMs) {
      lag = { ms: Math.max(0, clock.now() - endMs), endMs };
    },
    isDue: () => clock.monotonic() - readMs >= dueMs,
    read() {
      readMs = clock.monotonic();
      const nowMs = clock.now();
      const { state, reason } = store.health();
      // A step that should have come and did not is lag too.
      const overdueMs = lag.endMs === 0 ? 0 : nowMs - lag.endMs - flushMs;
      const lagMs = Math.max(lag.ms, overdueMs);
      return state === "away"
        ? { state: "away", lagMs, nowMs, reason: reason ?? "" }
        : { state: "live", lagMs, nowMs };
    },
  };
}
