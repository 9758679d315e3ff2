import { loadavg } from "node:os";
import systeminformation from "systeminformation";
import type { Clock } from "@/lib/metric/clock";
import type { Sample } from "@/lib/metric/sample";
import { type HostCounters, measureEveryMs, readCounters } from "./counters";
import { createProcessMeter } from "./process";
import { describeRates } from "./rates";

/** Measured this long before a second ends, so that the values arrive in the second they describe. */
const leadMs = 100;

export interface HostMetricsOptions {
  add(samples: Sample[]): void;
  /** What only the server knows of the program itself. */
  program(): Sample[];
  clock: Clock;
}

/** Measures the host and this process every second: METRICS.md. What cannot be read is left out. */
export function startHostMetrics({ add, program, clock }: HostMetricsOptions): { stop(): void } {
  const processMeter = createProcessMeter(clock);
  let before: { counters: HostCounters; atMs: number } | null = null;
  let measuredMs = -Infinity;
  let busy = false;
  let stopped = false;
  let timer = setTimeout(tick, untilNext());
  void measureHost().catch(ignore);

  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      processMeter.stop();
    },
  };

  function tick(): void {
    timer = setTimeout(tick, untilNext());
    addNow(() => [...processMeter.read(), ...program()]);
    // A reading that takes longer than a second must not pile up.
    if (busy || clock.monotonic() - measuredMs < measureEveryMs - leadMs) return;
    busy = true;
    void measureHost()
      .then((values) => addNow(() => [...values].map(([bucket, value]) => gauge(bucket, value))))
      .catch(ignore)
      .finally(() => {
        busy = false;
      });
  }

  function addNow(make: () => Sample[]): void {
    if (stopped) return;
    try {
      add(make().filter((sample) => !("value" in sample) || Number.isFinite(sample.value)));
    } catch {
      // A figure that is missing for a second must never end the program.
    }
  }

  async function measureHost(): Promise<Map<string, number>> {
    const [counters, memory] = await Promise.all([readCounters(), systeminformation.mem()]);
    measuredMs = clock.monotonic();
    const values = before
      ? describeRates(before.counters, counters, measuredMs - before.atMs)
      : new Map<string, number>();
    before = { counters, atMs: measuredMs };
    values.set("host.mem.total", memory.total);
    values.set("host.mem.used", memory.active);
    values.set("host.mem.available", memory.available);
    values.set("host.mem.free", memory.free);
    values.set("host.mem.cached", memory.buffcache);
    values.set("host.swap.used", memory.swapused);
    // Windows has no load, and says 0.
    if (process.platform !== "win32") values.set("host.load", loadavg()[0] ?? Number.NaN);
    return values;
  }

  function untilNext(): number {
    const waitMs = 1_000 - ((clock.now() + leadMs) % 1_000);
    // A timer may fire a little early: not twice for the same second.
    return waitMs < leadMs / 2 ? waitMs + 1_000 : waitMs;
  }
}

function gauge(bucket: string, value: number): Sample {
  return { kind: "gauges", bucket, value, delta: false };
}

function ignore(): void {}
