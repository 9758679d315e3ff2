import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { systemClock } from "@/lib/metric/clock";
import { contractRetention, contractSketchRetention } from "./contract.test-support";
import { followOffset, measureOffset } from "./clock-offset";
import { openRedis } from "./redis/open";
import { startRedisServer } from "./redis-server.test-support";

/** A store whose clock is ahead, behind a line that takes `ways[i]` there and back. */
function createLine(aheadMs: number, ways: [thereMs: number, backMs: number][]) {
  let [nowMs, i] = [1_000_000, 0];
  const readTime = async () => {
    const [thereMs, backMs] = ways[i++ % ways.length]!;
    nowMs += thereMs;
    const storeMs = nowMs + aheadMs;
    nowMs += backMs;
    return storeMs;
  };
  return { readTime, clock: { now: () => nowMs, monotonic: () => nowMs } };
}

it("finds the offset to within half a round trip, whichever way is the slow one", async () => {
  const way = fc.tuple(fc.nat(300), fc.nat(300));
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -5_000, max: 5_000 }),
      fc.array(way, { minLength: 5, maxLength: 5 }),
      async (aheadMs, ways) => {
        const { readTime, clock } = createLine(aheadMs, ways);
        const worst = Math.max(...ways.map(([there, back]) => there + back)) / 2;
        expect(Math.abs((await measureOffset(readTime, clock)) - aheadMs)).toBeLessThanOrEqual(worst);
      },
    ),
  );
});

it("is not misled by two slow answers of five", async () => {
  const { readTime, clock } = createLine(50, [
    [900, 0],
    [1, 1],
    [0, 900],
    [1, 1],
    [1, 1],
  ]);
  expect(await measureOffset(readTime, clock)).toBe(50);
});

it("follows every 10 s, warns once above 100 ms, and keeps the last offset while the store is away", async () => {
  const offsets: (number | Error)[] = [20, -130.4, -140, new Error("away"), 90, 101];
  const applied: number[] = [];
  const warnings: string[] = [];
  const waits: [number, () => void][] = [];
  const stop = followOffset({
    async measure() {
      const next = offsets.shift()!;
      if (next instanceof Error) throw next;
      return next;
    },
    apply: (offsetMs) => void applied.push(offsetMs),
    warn: (message) => void warnings.push(message),
    wait(ms, done) {
      waits.push([ms, done]);
      return () => waits.splice(0);
    },
  });
  for (let round = 1; offsets.length > 0; round++) {
    await vi.waitFor(() => expect(waits.length).toBe(1));
    const [[ms, done]] = waits.splice(0) as [[number, () => void]];
    expect(ms).toBe(10_000);
    done();
  }
  await vi.waitFor(() => expect(applied).toEqual([20, -130.4, -140, 90, 101]));
  expect(warnings).toEqual([
    expect.stringMatching(/^this machine's clock is 130 ms ahead of the store's/),
    expect.stringMatching(/^this machine's clock is 101 ms behind the store's/),
  ]);
  await vi.waitFor(() => expect(waits.length).toBe(1));
  stop();
  expect(waits).toEqual([]);
});

it("measures a real Redis", async () => {
  const server = await startRedisServer();
  const limits = { flushMs: 1_000, gaugeTtlMs: 1_000, maxSeries: 1, seals: false };
  const kept = { retention: contractRetention, sketchRetention: contractSketchRetention };
  const clock = { now: () => systemClock.now() - 3_000, monotonic: systemClock.monotonic };
  const options = {
    ...limits,
    ...kept,
    redisUrl: server.url,
    dataDir: "",
    workerUrl: new URL("file:///unused"),
    clock,
  };
  const { metrics, readClockOffset } = await openRedis(options, server.url);
  const offsetMs = await readClockOffset!();
  expect(Math.abs(offsetMs - 3_000)).toBeLessThan(50);
  await metrics.close();
  await server.stop();
});
