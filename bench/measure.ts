import type { Redis } from "ioredis";

/** CPU of this process, all threads, in milliseconds. */
export function nodeCpuMs(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

/** CPU of a redis-server, all threads but not its children, in milliseconds. */
export async function redisCpuMs(admin: Redis): Promise<number> {
  const info = await admin.info("cpu");
  const read = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, "m").exec(info)?.[1] ?? Number.NaN);
  return (read("used_cpu_user") + read("used_cpu_sys")) * 1_000;
}

/** What Redis says it uses, once it has thrown away what is to be thrown away. */
export async function redisMemory(admin: Redis): Promise<number> {
  await admin.call("MEMORY", "PURGE");
  const info = await admin.info("memory");
  return Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? Number.NaN);
}

/** CPU of both sides of what `run` does. */
export async function measureCpu(
  admin: Redis | null,
  run: () => Promise<void>,
): Promise<{ nodeMs: number; redisMs: number }> {
  const redisBefore = admin ? await redisCpuMs(admin) : 0;
  const before = process.cpuUsage();
  await run();
  const nodeMs = nodeCpuMs(before);
  return { nodeMs, redisMs: admin ? (await redisCpuMs(admin)) - redisBefore : 0 };
}

/** Milliseconds of wall clock that each of `times` runs took, rising; a few before them do not count. */
export async function timeRuns(times: number, run: (i: number) => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < Math.min(5, times); i++) await run(i);
  const tookMs: number[] = [];
  for (let i = 0; i < times; i++) {
    const startedMs = performance.now();
    await run(i);
    tookMs.push(performance.now() - startedMs);
  }
  return tookMs.sort((a, b) => a - b);
}

/** The nearest rank, of values that rise. */
export function percentileOf(rising: readonly number[], percent: number): number {
  return rising[Math.max(0, Math.ceil((percent / 100) * rising.length) - 1)] ?? Number.NaN;
}

/** The slope of a straight line through the logarithms: 1 is growth in a straight line. */
export function fitExponent(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const mean = (of: 0 | 1) => logs.reduce((sum, each) => sum + each[of], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
