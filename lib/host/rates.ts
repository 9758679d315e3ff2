import type { HostCounters } from "./counters";
import type { CpuTicks } from "./proc";

/** Metric name → value, from two readings `elapsedMs` apart. A counter that was set back gives nothing. */
export function describeRates(
  before: HostCounters,
  now: HostCounters,
  elapsedMs: number,
): Map<string, number> {
  const values = new Map<string, number>();
  if (before.cpu && now.cpu) addShares(values, before.cpu, now.cpu);
  if (before.traffic && now.traffic) {
    addRate("host.net.in", before.traffic.inBytes, now.traffic.inBytes);
    addRate("host.net.out", before.traffic.outBytes, now.traffic.outBytes);
  }
  if (before.disk && now.disk) {
    addRate("host.disk.read", before.disk.readBytes, now.disk.readBytes);
    addRate("host.disk.write", before.disk.writeBytes, now.disk.writeBytes);
  }
  return values;

  function addRate(name: string, from: number, to: number): void {
    if (to >= from && elapsedMs > 0) values.set(name, ((to - from) / elapsedMs) * 1_000);
  }
}

const shares = ["user", "system", "iowait", "steal", "idle"] as const;

/** Percent of all cores' time; together they make 100. */
function addShares(values: Map<string, number>, before: CpuTicks, now: CpuTicks): void {
  // The kernel lets iowait go back now and then.
  const spent = shares.map((share) => Math.max(0, now[share] - before[share]));
  const total = spent.reduce((sum, ticks) => sum + ticks, 0);
  if (total === 0) return;
  shares.forEach((share, i) => values.set(`host.cpu.${share}`, (spent[i]! / total) * 100));
}
