import { packValues } from "@/lib/metric/packed-values";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, vi } from "vitest";
import { parseRetention } from "@/lib/metric/retention";
import type { SeriesName } from "@/lib/metric/series";
import { type Round, soak } from "@/lib/soak.test-support";
import { counter, numbersOf } from "../contract.test-support";
import { type Mirror, createMirror } from "../mirror.test-support";
import type { Stores } from "../open-options";
import { type RedisServer, startRedisServer } from "../redis-server.test-support";
import { bundle } from "../worker.test-support";
import { type Writer, createWriter } from "../writer";
import { openRedis } from "./open";

/** Steps this short make a block of 30 s: shards are sealed twice a second. */
const stepMs = 100;
const pushEveryMs = 20;
const lateByMs = 90_000;
const series = Array.from({ length: 10 }, (_, i): SeriesName => `counters:hits.${i}`);
/** A machine that does much else takes its time. */
const drainMs = 120_000;
const waitMs = { timeout: 30_000, interval: 50 };
const startMs = Math.floor(Date.now() / 60_000) * 60_000 - lateByMs;

let server: RedisServer;
let workerUrl: URL;
let mirror: Mirror;
let reading: Stores;
const opened: Stores[] = [];
const warnings: string[] = [];
const writers: { name: string; sequence: number; writer: Writer }[] = [];
/** By series and step: what was handed to the writers. */
const sent = new Map(series.map((each) => [each, new Map<number, number>()]));

beforeAll(async () => {
  ({ worker: workerUrl } = await bundle({ worker: "lib/store/worker.ts" }));
  server = await startRedisServer();
  for (let i = 0; i < 2; i++) {
    const warn = (message: string) => void warnings.push(`${new Date().toISOString()} ${message}`);
    const writer = createWriter((await open()).metrics, { warn });
    writers.push({ name: randomBytes(6).toString("hex"), sequence: 0, writer });
  }
  reading = await open();
  mirror = await createMirror(reading.metrics, series, { fromMs: startMs, stepMs });
});
afterAll(async () => {
  mirror.stop();
  await Promise.all(opened.map(({ metrics }) => metrics.close()));
  await server.stop();
});

soak(
  "Redis killed under load and started again has every counter's total, and so have its readers",
  100,
  async (round) => {
    await pushFor(500 + round.random() * 2_500, round);
    const dying = server.kill();
    await pushFor(round.random() * 1_500, round);
    await dying;
    await server.start();
    await pushFor(round.random() * 500, round);
    for (const { writer } of writers)
      await writer.drain(drainMs).catch((error: Error) => {
        throw new Error([error.message, ...warnings.slice(-6)].join("\n"));
      });
    for (const { writer } of writers) expect(writer.backlog()).toBe(0);

    const range = { fromMs: startMs, untilMs: Date.now() + 1_000 };
    const read = async ({ metrics }: Stores) => {
      const columns = await metrics.read(series, range, stepMs);
      expect(columns[0]!.stepMs).toBe(stepMs);
      return columns.map((each) => toSteps(startMs, numbersOf(each)));
    };
    const expected = series.map((each) => sorted(sent.get(each)!));
    // Late frames are read once they are sealed.
    await vi.waitFor(async () => expect(await read(reading)).toEqual(expected), waitMs);
    await vi.waitFor(
      () => expect(series.map((each) => sorted(mirror.valuesOf(each)))).toEqual(expected),
      waitMs,
    );
    const fresh = await answered(() => open(false));
    expect(await answered(() => read(fresh))).toEqual(expected);
    const [coarse] = await answered(() => fresh.metrics.read(series.slice(0, 1), range, 10_000));
    expect(sum(numbersOf(coarse!))).toBe(sum(expected[0]!.map(([, value]) => value)));
    await opened.pop()!.metrics.close();
    expect(reading.metrics.health()).toMatchObject({ state: "ok", reason: null });
  },
);

/** Both writers push a flush of their own again and again, one in five for a step long gone. */
async function pushFor(ms: number, { random }: Round): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    for (const each of writers) {
      const lateMs = random() < 0.2 ? Math.floor(random() * lateByMs) : 0;
      const at = Math.max(startMs, Math.floor((Date.now() - lateMs) / stepMs) * stepMs);
      const values = series
        .filter(() => random() < 0.7)
        .map((name) => [name, counter(1 + Math.floor(random() * 100))] as const);
      for (const [name, value] of values) {
        const steps = sent.get(name)!;
        steps.set(at, (steps.get(at) ?? 0) + (value.kind === "counters" ? value.sum : 0));
      }
      each.writer.push({
        writer: each.name,
        sequence: ++each.sequence,
        startMs: at,
        stepMs,
        values: packValues(values),
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pushEveryMs));
  }
}

/** Asks again when the machine kept Redis from answering in time; whatever else goes wrong is a failure. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Error && error.message === "Command timed out")) throw error;
    }
}

async function open(seals = true): Promise<Stores> {
  const stores = await openRedis(
    {
      redisUrl: server.url,
      dataDir: "",
      workerUrl,
      flushMs: stepMs,
      retention: parseRetention("100ms:1h,1s:6h,10s:1d"),
      sketchRetention: parseRetention("100ms:1h,1s:6h,10s:1d"),
      gaugeTtlMs: 60_000,
      maxSeries: 1_000,
      seals,
    },
    server.url,
  );
  opened.push(stores);
  return stores;
}

function toSteps(fromMs: number, values: number[]): [number, number][] {
  return values.flatMap((value, i): [number, number][] =>
    Number.isNaN(value) ? [] : [[fromMs + i * stepMs, value]],
  );
}

function sorted(steps: Map<number, number>): [number, number][] {
  return [...steps].sort((a, b) => a[0] - b[0]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
}
