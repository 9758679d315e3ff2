/** Time spent since the machine started, in any unit. */
export interface CpuTicks {
  user: number;
  system: number;
  iowait: number;
  steal: number;
  idle: number;
}

/** The first line of /proc/stat; interrupts count as system, nice as user. */
export function readCpuTicks(stat: string): CpuTicks | null {
  const fields = /^cpu +(.+)$/m.exec(stat)?.[1]?.split(" ").map(Number);
  if (!fields || fields.length < 4 || fields.some(Number.isNaN)) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
  return { user: user + nice, system: system + irq + softirq, iowait, steal, idle };
}

export interface Traffic {
  inBytes: number;
  outBytes: number;
}

/**
 * /proc/net/dev, summed over the interfaces that /proc/net/route sends foreign traffic through: a bridge
 * and its ports would count the same bytes twice. Without such a route, over all but the loopback.
 */
export function readTraffic(dev: string, route: string): Traffic {
  const outward = new Set<string>();
  for (const line of route.split("\n").slice(1)) {
    const [name, destination] = line.split("\t");
    if (name && destination === "00000000") outward.add(name);
  }
  const total: Traffic = { inBytes: 0, outBytes: 0 };
  for (const line of dev.split("\n").slice(2)) {
    const [name, fields] = line.split(":").map((part) => part.trim());
    if (!name || !fields || (outward.size > 0 ? !outward.has(name) : name === "lo")) continue;
    const counts = fields.split(/\s+/).map(Number);
    total.inBytes += counts[0] ?? 0;
    total.outBytes += counts[8] ?? 0;
  }
  return total;
}

export interface DiskBytes {
  readBytes: number;
  writeBytes: number;
}

const sectorBytes = 512;
/** Whole disks: their partitions, and what is mapped onto them, would count the same bytes twice. */
const wholeDisk = /^((sd|vd|xvd|hd)[a-z]+|nvme\d+n\d+|mmcblk\d+)$/;

/** /proc/diskstats, summed over whole disks. */
export function readDiskBytes(diskstats: string): DiskBytes {
  const total: DiskBytes = { readBytes: 0, writeBytes: 0 };
  for (const line of diskstats.split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (!wholeDisk.test(fields[2] ?? "")) continue;
    total.readBytes += Number(fields[5]) * sectorBytes;
    total.writeBytes += Number(fields[9]) * sectorBytes;
  }
  return total;
}
