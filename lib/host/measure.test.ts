import { expect, it } from "vitest";
import { systemClock } from "@/lib/metric/clock";
import type { Sample } from "@/lib/metric/sample";
import { startHostMetrics } from "./measure";
import { describeRates } from "./rates";
import { readCpuTicks, readDiskBytes, readTraffic } from "./proc";

it("measures this host and this process, in whole figures that make sense", async () => {
  const latest = new Map<string, number>();
  const host = startHostMetrics({
    add(samples) {
      for (const sample of samples) if (sample.kind === "gauges") latest.set(sample.bucket, sample.value);
    },
    program: () => [{ kind: "gauges", bucket: "statboard.streams", value: 3, delta: false }],
    clock: systemClock,
  });
  await expect.poll(() => latest.has("host.cpu.user"), { timeout: 10_000 }).toBe(true);
  host.stop();
  const shares = ["user", "system", "iowait", "steal", "idle"].map((name) => latest.get(`host.cpu.${name}`)!);
  expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(100);
  expect(latest.get("host.mem.used")!).toBeGreaterThan(0);
  expect(latest.get("host.mem.used")!).toBeLessThan(latest.get("host.mem.total")!);
  expect(latest.get("statboard.process.memory")!).toBeGreaterThan(1_000_000);
  expect(latest.get("statboard.streams")).toBe(3);
}, 15_000);

it("goes on when the program or the taker throws, and leaves out what is no number", async () => {
  const taken: Sample[][] = [];
  let calls = 0;
  const host = startHostMetrics({
    add(samples) {
      taken.push(samples);
      throw new Error("taker");
    },
    program() {
      calls++;
      if (calls === 1) throw new Error("program");
      return [{ kind: "gauges", bucket: "statboard.age", value: Number.NaN, delta: false }];
    },
    clock: systemClock,
  });
  await expect.poll(() => calls, { timeout: 10_000 }).toBe(2);
  host.stop();
  expect(taken.flat().length).toBeGreaterThan(0);
  expect(taken.flat().map((sample) => sample.bucket)).not.toContain("statboard.age");
}, 15_000);

it("reads processor ticks, and gives nothing for what is no /proc/stat", () => {
  const ticks = readCpuTicks("cpu  100 5 50 1000 20 1 2 3 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
  expect(ticks).toEqual({ user: 105, system: 53, iowait: 20, steal: 3, idle: 1000 });
  expect(readCpuTicks("")).toBeNull();
  expect(readCpuTicks("cpu  1 x 3 4")).toBeNull();
});

it("counts the traffic of the interface that leads outside, and no bridge twice", () => {
  const dev = `Inter-| Receive | Transmit
 face |bytes packets|bytes
    lo: 900 1 0 0 0 0 0 0 900 1 0 0 0 0 0 0
  eth0: 100 1 0 0 0 0 0 0 10 1 0 0 0 0 0 0
 docker0: 50 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0
`;
  const route = "Iface\tDestination\tGateway\neth0\t00000000\t0102A8C0\ndocker0\t000011AC\t00000000\n";
  expect(readTraffic(dev, route)).toEqual({ inBytes: 100, outBytes: 10 });
  expect(readTraffic(dev, "")).toEqual({ inBytes: 150, outBytes: 15 });
});

it("counts whole disks only", () => {
  const row = (name: string) => `   8  0 ${name} 1 0 10 0 1 0 20 0 0 0 0\n`;
  const table = ["sda", "sda1", "nvme0n1", "nvme0n1p2", "loop0", "dm-0"].map(row).join("");
  expect(readDiskBytes(table)).toEqual({ readBytes: 20 * 512, writeBytes: 40 * 512 });
});

it("makes rates per second, and nothing of a counter that was set back", () => {
  const cpu = { user: 0, system: 0, iowait: 5, steal: 0, idle: 0 };
  const rates = describeRates(
    { cpu, traffic: { inBytes: 1_000, outBytes: 1_000 }, disk: null },
    {
      cpu: { ...cpu, user: 30, idle: 70, iowait: 4 },
      traffic: { inBytes: 2_000, outBytes: 10 },
      disk: null,
    },
    500,
  );
  expect(rates.get("host.net.in")).toBe(2_000);
  expect(rates.has("host.net.out")).toBe(false);
  expect(rates.get("host.cpu.user")).toBe(30);
  expect(rates.get("host.cpu.iowait")).toBe(0);
});
