import type { Clock } from "@/lib/metric/clock";
import { type Wait, waitByTimer } from "./assemble";

const everyMs = 10_000;
const warnAboveMs = 100;
const sampleCount = 5;

/**
 * Milliseconds to add to this machine's clock to get the store's, which `readTime` asks for: the median of a
 * few questions, each taken to be answered in the middle of its round trip.
 */
export async function measureOffset(readTime: () => Promise<number>, clock: Clock): Promise<number> {
  const offsets: number[] = [];
  for (let i = 0; i < sampleCount; i++) {
    const [askedMs, startMs] = [clock.now(), clock.monotonic()];
    const storeMs = await readTime();
    offsets.push(storeMs - askedMs - (clock.monotonic() - startMs) / 2);
  }
  return offsets.sort((a, b) => a - b)[Math.floor(sampleCount / 2)]!;
}

interface FollowOptions {
  measure(): Promise<number>;
  apply(offsetMs: number): void;
  warn(message: string): void;
  wait?: Wait;
}

/** Measures at once and every 10 s; while that fails the last offset stays. Answers how to stop. */
export function followOffset({ measure, apply, warn, wait = waitByTimer }: FollowOptions): () => void {
  let isStopped = false;
  let isFar = false;
  let cancel = () => {};
  async function run(): Promise<void> {
    const offsetMs = await measure().catch(() => null);
    if (isStopped) return;
    if (offsetMs !== null) {
      apply(offsetMs);
      const fault = describeOffset(offsetMs);
      if (fault && !isFar) warn(fault);
      isFar = fault !== null;
    }
    cancel = wait(everyMs, () => void run());
  }
  void run();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** For people; null while the clocks agree. */
export function describeOffset(offsetMs: number): string | null {
  if (Math.abs(offsetMs) <= warnAboveMs) return null;
  const side = offsetMs > 0 ? "behind" : "ahead of";
  return `this machine's clock is ${Math.round(Math.abs(offsetMs))} ms ${side} the store's, which names the steps: check NTP on both`;
}
