import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import systeminformation from "systeminformation";
import {
  type CpuTicks,
  type DiskBytes,
  type Traffic,
  readCpuTicks,
  readDiskBytes,
  readTraffic,
} from "./proc";

/** What only ever grows; rates are made from two of them. Null: this system does not tell. */
export interface HostCounters {
  cpu: CpuTicks | null;
  traffic: Traffic | null;
  disk: DiskBytes | null;
}

/**
 * On Linux read straight from /proc: systeminformation starts a shell for each of these, and waits for it,
 * which costs more each second than everything else the program does.
 */
export const readCounters: () => Promise<HostCounters> =
  process.platform === "linux" ? readProc : readElsewhere;

/** How often that may be done: elsewhere the library starts processes. */
export const measureEveryMs = process.platform === "linux" ? 1_000 : 5_000;

async function readProc(): Promise<HostCounters> {
  const [stat, dev, route, diskstats] = await Promise.all(
    ["/proc/stat", "/proc/net/dev", "/proc/net/route", "/proc/diskstats"].map((path) =>
      readFile(path, "latin1").catch(() => ""),
    ),
  );
  return {
    cpu: stat ? readCpuTicks(stat) : null,
    traffic: dev ? readTraffic(dev, route ?? "") : null,
    disk: diskstats ? readDiskBytes(diskstats) : null,
  };
}

async function readElsewhere(): Promise<HostCounters> {
  const [network, files] = await Promise.all([
    systeminformation.networkStats().catch(() => []),
    systeminformation.fsStats().catch(() => null),
  ]);
  const cpu: CpuTicks = { user: 0, system: 0, iowait: 0, steal: 0, idle: 0 };
  for (const { times } of cpus()) {
    cpu.user += times.user + times.nice;
    cpu.system += times.sys + times.irq;
    cpu.idle += times.idle;
  }
  return {
    cpu,
    traffic: network.reduce<Traffic>(
      (sum, each) => ({
        inBytes: sum.inBytes + each.rx_bytes,
        outBytes: sum.outBytes + each.tx_bytes,
      }),
      { inBytes: 0, outBytes: 0 },
    ),
    disk: files ? { readBytes: files.rx, writeBytes: files.wx } : null,
  };
}
