import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "@/lib/metric/clock";
import type { Sample } from "@/lib/metric/sample";

const resolutionMs = 50;

/** What this process uses, since it was last read. */
export function createProcessMeter(clock: Clock): { read(): Sample[]; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  let usage = process.cpuUsage();
  let atMs = clock.monotonic();

  return {
    read() {
      const spent = process.cpuUsage(usage);
      const elapsedMs = clock.monotonic() - atMs;
      usage = process.cpuUsage();
      atMs = clock.monotonic();
      // The histogram holds whole intervals, the resolution included; empty, it says 0.
      const delayMs = Math.max(0, delays.max / 1e6 - resolutionMs);
      delays.reset();
      const { rss, heapUsed } = process.memoryUsage();
      return [
        gauge("statboard.process.cpu", (spent.user + spent.system) / 10 / elapsedMs),
        gauge("statboard.process.memory", rss),
        gauge("statboard.process.heap", heapUsed),
        gauge("statboard.process.delay", delayMs),
      ];
    },
    stop: () => delays.disable(),
  };
}

function gauge(bucket: string, value: number): Sample {
  return { kind: "gauges", bucket, value, delta: false };
}
