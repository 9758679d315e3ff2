import type { Clock } from "@/lib/metric/clock";
import type { StatusEvent } from "@/lib/live/frames";
import type { MetricStore } from "@/lib/store/port";

/** What a stream says of itself each second. */
export interface StreamStatus {
  /** A step was sent: its end in epoch milliseconds. */
  sent(endMs: number): void;
  read(): StatusEvent;
}

export function createStreamStatus(
  store: Pick<MetricStore, "health">,
  clock: Pick<Clock, "now">,
  flushMs: number,
): StreamStatus {
  let lag = { ms: 0, endMs: 0 };
  return {
    sent(endMs) {
      lag = { ms: Math.max(0, clock.now() - endMs), endMs };
    },
    read() {
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
