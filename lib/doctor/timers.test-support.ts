import type { Every } from "@/lib/live/event-stream";

/** Timers of a clock that stands still until it is advanced. Milliseconds from 0. */
export function createTimers() {
  const timers = new Set<{ dueMs: number; ms: number; run(): void }>();
  let nowMs = 0;
  const every: Every = (ms, run) => {
    const timer = { dueMs: nowMs + ms, ms, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  return {
    every,
    now: () => nowMs,
    running: () => timers.size,
    advance(byMs: number) {
      const untilMs = nowMs + byMs;
      for (;;) {
        const next = [...timers].toSorted((a, b) => a.dueMs - b.dueMs)[0];
        if (!next || next.dueMs > untilMs) break;
        nowMs = next.dueMs;
        next.dueMs += next.ms;
        next.run();
      }
      nowMs = untilMs;
    },
  };
}
