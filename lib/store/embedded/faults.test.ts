import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { SeriesName } from "@/lib/metric/series";
import { counter, createEar, flushOf, numbersOf, recentStart } from "../contract.test-support";
import { describeCorruption } from "../corruption-contract";
import { createTempDirs } from "../temp-dir.test-support";
import { bundle } from "../worker.test-support";
import { killedOptions } from "./killed-plan.test-support";
import { openLmdbShelf } from "./lmdb-shelf";
import { openEmbedded } from "./open";

const hits: SeriesName = "counters:hits";
const waitMs = { timeout: 10_000, interval: 20 };
let urls: Record<"store-worker" | "fatal-worker", URL>;
let dataDir = "";
const makeDir = createTempDirs("faults");

beforeAll(async () => {
  urls = await bundle({
    "store-worker": "lib/store/worker.ts",
    "fatal-worker": "lib/store/embedded/fatal-worker.test-support.ts",
  });
});
beforeEach(() => {
  dataDir = makeDir();
});

const open = (worker: keyof typeof urls, now = Date.now) =>
  openEmbedded(killedOptions(dataDir, urls[worker], now));

it("starts its thread again when that dies, and loses nothing that was stored", async () => {
  const { metrics, boards, seal } = await open("fatal-worker");
  const start = Math.floor(Date.now() / 300_000) * 300_000 - 900_000;
  const ear = createEar();
  const stop = await metrics.subscribe(new Set([hits]), null, ear.on);
  const read = async () =>
    numbersOf((await metrics.read([hits], { fromMs: start, untilMs: start + 3_000 }, 1_000))[0]!);
  await metrics.append(flushOf("a", 1, start, [[hits, counter(1)]]));
  await seal(Date.now());
  await boards.putLink("die", "saved or not").catch(() => {});
  const second = flushOf("a", 2, start + 1_000, [[hits, counter(2)]]);
  await vi.waitFor(() => expect(metrics.append(second)).rejects.toThrow("struck down"), waitMs);
  expect(metrics.health()).toMatchObject({ state: "away", reason: expect.stringContaining("struck down") });
  await vi.waitFor(() => metrics.append(second), waitMs);
  expect(metrics.health().state).toBe("ok");
  await vi.waitFor(() => expect(ear.lost()).toBe(1), waitMs);
  await seal(Date.now());
  expect(await read()).toEqual([1, 2, Number.NaN]);
  await metrics.append(flushOf("a", 3, recentStart(), [[hits, counter(3)]]));
  stop();
  await metrics.close();
});

const hourMs = 3_600_000;
// The thread seals by the real clock: what is ahead of it is left to the test.
describeCorruption("embedded", Math.ceil(Date.now() / hourMs) * hourMs, async (nowMs) => {
  const stores = await open("store-worker", () => nowMs);
  return {
    ...stores,
    async spoil(change) {
      await stores.metrics.close();
      const shelf = openLmdbShelf(dataDir, { marks: () => {}, note: () => {} });
      await change(shelf);
      await shelf.root.close();
      return open("store-worker", () => nowMs);
    },
  };
});
