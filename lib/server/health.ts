import { seriesName } from "@/lib/metric/series";
import { describeOffset } from "@/lib/store/clock-offset";
import type { StoreHealth } from "@/lib/store/port";
import type { Runtime } from "./runtime";

export interface Health {
  status: "ok" | "degraded";
  store: StoreHealth;
  lastStep: { startMs: number; ageMs: number } | null;
  /** Flushes that wait for the store. */
  backlog: number;
  streams: number;
  uptimeMs: number;
  /** Whatever works but is not safe, or not as it should be. */
  warnings: string[];
}

const recentMs = 60_000;
/** A store that hangs must not make this hang. */
const answerWithinMs = 1_000;

export async function readHealth(runtime: Runtime, nowMs: number): Promise<Health> {
  const { store, ingest, config } = runtime;
  const health = store.health();
  const lastStepMs = await Promise.race([
    readLastStep(runtime, nowMs).catch(() => null),
    new Promise<null>((resolve) => setTimeout(resolve, answerWithinMs, null)),
  ]);
  const lateMs = Math.max(5_000, 3 * config.flushMs);
  // What just began has stored nothing yet, and is not late for that.
  const dueMs = Math.max(runtime.startedMs, lastStepMs === null ? 0 : lastStepMs + config.flushMs);
  const isLate = nowMs - dueMs > lateMs;
  const backlog = runtime.backlog();
  const warnings = [...health.warnings];
  if (isLate) warnings.push("no step was stored lately");
  if (backlog > 1) warnings.push(`${backlog} flushes wait for the store`);
  const clock = describeOffset(runtime.clockOffsetMs());
  if (clock) warnings.push(clock);
  const dropped = ingest?.stats().dropped ?? 0;
  if (dropped > 0) warnings.push(`the kernel dropped ${dropped} packets: raise net.core.rmem_max`);
  return {
    status: health.state === "ok" && !isLate ? "ok" : "degraded",
    store: health,
    lastStep:
      lastStepMs === null ? null : { startMs: lastStepMs, ageMs: nowMs - lastStepMs - config.flushMs },
    backlog,
    streams: runtime.streams.count(),
    uptimeMs: nowMs - runtime.startedMs,
    warnings,
  };
}

/** Every writer writes a frame to every shard at every step: one series, known or not, shows them all. */
async function readLastStep({ store, config }: Runtime, nowMs: number): Promise<number | null> {
  const { flushMs } = config;
  const untilMs = Math.ceil(nowMs / flushMs) * flushMs;
  const fromMs = untilMs - Math.ceil(recentMs / flushMs) * flushMs;
  const [columns] = await store.read(
    [seriesName("counters", "statboard.samples")],
    { fromMs, untilMs },
    flushMs,
  );
  const last = columns?.coverage.lastIndexOf(1) ?? -1;
  return columns && last >= 0 ? columns.startMs + last * columns.stepMs : null;
}
