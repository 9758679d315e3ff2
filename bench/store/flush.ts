import type { Redis } from "ioredis";
import { kinds, seriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { measureCpu, nodeCpuMs, percentileOf } from "../measure";
import { type Flusher, createFlusher, makeMixture } from "./mixture";
import { type Part, type Row, bounded, told } from "../report";
import { type SteppedClock, createSteppedClock, withEmbedded, withRedis } from "./rig";
import { createValues } from "./values";

const count = 10_000;

/** CPU of a flush of 10,000 series on both sides. */
export const measureFlush: Part = async ({ isQuick }) => {
  const flushes = isQuick ? 30 : 180;
  const rows: Row[] = [];
  for (const [name, stepMs, isBounded] of [
    ["mixture, every 10 s", 10_000, true],
    ["mixture, every 1 s", 1_000, true],
    ["all kinds, every 10 s", 10_000, false],
  ] as const) {
    const flusher = createFlusher(isBounded ? makeMixture(count) : makeKinds(stepMs));
    await withRedis([], async ({ admin, open }) => {
      const clock = createSteppedClock(startOf(stepMs));
      const retention = [{ stepMs, keptMs: 172_800_000 }];
      const stores = await open({ clock, flushMs: stepMs, retention, sketchRetention: retention });
      rows.push(
        ...(await measureRedis(name, isBounded, {
          admin,
          store: stores.metrics,
          clock,
          stepMs,
          flusher,
          flushes,
        })),
      );
    });
  }
  const stepMs = 1_000;
  const retention = [{ stepMs, keptMs: 172_800_000 }];
  const clock = createSteppedClock(startOf(stepMs));
  await withEmbedded(
    { clock, flushMs: stepMs, retention, sketchRetention: retention },
    async ({ metrics }) => {
      const flusher = createFlusher(makeMixture(count));
      const run = { admin: null, store: metrics, clock, stepMs, flusher, flushes };
      await appendMany(run, 1, 5);
      const cpu = process.cpuUsage();
      const spent = await appendMany(run, 6, flushes);
      const wholeMs = nodeCpuMs(cpu) / flushes;
      const storedMs = spent.reduce((sum, each) => sum + each, 0) / flushes;
      rows.push(
        bounded("embedded, mixture, every 1 s: CPU of both threads until it is stored", storedMs, 3, "ms"),
      );
      rows.push(told("embedded: with making the flush", wholeMs, "ms"));
    },
  );
  return {
    title: `a flush of ${count.toLocaleString("en")} series`,
    rows,
    notes: [
      "CPU of packing a step's values, which the thread that takes samples in does, and of store.append, mean over many flushes; names in use are noted again once in a minute, or in 30 flushes of 10 s, shard after shard. Redis with appendonly, everysec.",
      "All kinds: a quarter each of counters, gauges, timers with 100 samples and sets with 100 visits.",
      "Embedded: the main thread and LMDB's together, until the flush is stored.",
    ],
  };
};

interface Run {
  admin: Redis | null;
  store: MetricStore;
  clock: SteppedClock;
  stepMs: number;
  flusher: Flusher;
  flushes: number;
}

async function measureRedis(name: string, isBounded: boolean, run: Run): Promise<Row[]> {
  await appendMany(run, 1, 6);
  await run.admin!.config("RESETSTAT");
  const nodeMs: number[] = [];
  const { redisMs } = await measureCpu(run.admin, async () => {
    nodeMs.push(...(await appendMany(run, 7, run.flushes)));
  });
  const calls = await countCalls(run.admin!);
  const mean = nodeMs.reduce((sum, each) => sum + each, 0) / nodeMs.length;
  const row = (figure: string, value: number, most: number) =>
    isBounded ? bounded(figure, value, most, "ms") : told(figure, value, "ms");
  const rising = nodeMs.toSorted((a, b) => a - b);
  return [
    row(`${name}: Node`, mean, 3),
    told(
      `${name}: Node, the median and p99 of a flush`,
      `${percentileOf(rising, 50).toFixed(2)} and ${percentileOf(rising, 99).toFixed(2)} ms`,
    ),
    row(`${name}: Redis`, redisMs / run.flushes, 2),
    isBounded
      ? bounded(`${name}: round trips`, calls / run.flushes, 2, "a flush")
      : told(`${name}: round trips`, calls / run.flushes, "a flush"),
  ];
}

/** CPU of packing and storing each flush. */
async function appendMany(
  { store, clock, stepMs, flusher }: Run,
  from: number,
  times: number,
): Promise<number[]> {
  const firstMs = startOf(stepMs);
  const spent: number[] = [];
  for (let i = from; i < from + times; i++) {
    const startMs = firstMs + i * stepMs;
    flusher.draw(startMs);
    clock.set(startMs + stepMs);
    const before = process.cpuUsage();
    await store.append(flusher.pack(startMs, stepMs, i));
    spent.push(nodeCpuMs(before));
  }
  return spent;
}

/** Commands that were sent, not those inside scripts. */
async function countCalls(admin: Redis): Promise<number> {
  const info = await admin.info("commandstats");
  return Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(info)?.[1] ?? Number.NaN);
}

let started: number | null = null;
function startOf(stepMs: number): number {
  started ??= Math.ceil(Date.now() / 60_000) * 60_000;
  return started + 60_000 - (started % stepMs);
}

/** A few values, again and again: it is not drawing samples that is measured. */
function makeKinds(stepMs: number) {
  return Array.from({ length: count }, (_, i) => {
    const kind = kinds[i % 4]!;
    const draw = createValues(kind, i + 1, stepMs / 1_000);
    const values = [draw(), draw(), draw()];
    let turn = 0;
    return {
      series: seriesName(kind, `bench.${kind}.series${i}`),
      next: () => values[turn++ % values.length]!,
    };
  });
}
