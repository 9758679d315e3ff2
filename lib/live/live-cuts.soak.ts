import { beforeAll, vi } from "vitest";
import { parseRetention } from "@/lib/metric/retention";
import { createWorld, type World } from "@/lib/query/stream-world.test-support";
import type { Browser } from "@/lib/query/stream-browser.test-support";
import { rest } from "@/lib/query/stream.test-support";
import { type Round, soak } from "@/lib/soak.test-support";
import { planArchives } from "@/lib/store/archives";
import { openDisk } from "@/lib/store/embedded/lmdb-disk";
import { createTempDirs } from "@/lib/store/temp-dir.test-support";
import { bundle } from "@/lib/store/worker.test-support";
import type { FeedRequest } from "./feeds";

const minute = 60_000;
const hour = 60 * minute;
const longestAwayMs = 30 * minute;
/** The store's own timer seals by the real clock: this one is ahead of it. An hour ends within a cut. */
const startMs = Date.UTC(2033, 5, 1, 11, 52);
const sealEveryMs = 20_000;
const waitMs = { timeout: 15_000, interval: 20 };
/** A writer may stand still until all shards have sealed the block it was in. */
const fine = { retention: parseRetention("100ms:5m,1s:30m,10s:6h,1m:7d"), longestStopMs: 80_000 };
const usual = { retention: parseRetention("1s:30m,10s:6h,1m:7d"), longestStopMs: 11 * minute };
/** A longer cut is too many steps of a tenth of a second. */
const longestFineMs = 2 * minute;

const requests: FeedRequest[] = [
  { target: "counters:web.*", rangeMs: 2 * minute, stepMs: null },
  { target: "sumSeries(counters:web.*)", rangeMs: 30 * minute, stepMs: 3_000 },
  { target: "isNonNull(counters:web.b0)", rangeMs: 2 * minute, stepMs: null },
  { target: "movingSum(counters:web.b1, 5)", rangeMs: 5 * minute, stepMs: 1_000 },
  { target: "gauges:free", rangeMs: 5 * minute, stepMs: null },
  { target: "gauges:free:max", rangeMs: 30 * minute, stepMs: 10_000 },
  { target: "timers:login:p95", rangeMs: 2 * minute, stepMs: null },
  { target: "timers:login:count", rangeMs: 6 * hour, stepMs: minute },
  { target: "sets:users", rangeMs: 30 * minute, stepMs: 30_000 },
  { target: "timeShift(counters:web.b0, '20s')", rangeMs: 5 * minute, stepMs: null },
  { target: "counters:web.b0:rate", rangeMs: 24 * hour, stepMs: hour },
];

let workerUrl: URL;
const makeDir = createTempDirs("live-cuts");

beforeAll(async () => {
  ({ worker: workerUrl } = await bundle({ worker: "lib/store/worker.ts" }));
});

soak(
  "live-cuts: a page cut off for a second to half an hour ends equal to one opened afterwards",
  500,
  async ({ random }) => {
    const pick = (most: number) => Math.floor(random() * most);
    const awayMs = Array.from({ length: 1 + pick(2) }, () => 1_000 * (longestAwayMs / 1_000) ** random());
    const { retention, longestStopMs } = Math.max(...awayMs) < longestFineMs ? fine : usual;
    const archives = planArchives(retention, retention);
    const disk = openDisk({ dataDir: makeDir(), workerUrl, archives, gaugeTtlMs: 20_000 });
    const stored = { disk, saved: await disk.load(), archives };
    const world = await createWorld({ startMs, random, retention, longestStopMs, stored });
    const seal = () => disk.seal(world.nowMs());
    const pass = (ms: number, page?: Browser) => stepFor(world, ms, { browser: page, seal });
    const browser = world.browser();
    for (const request of requests) if (random() < 0.6) browser.follow(request);
    await pass(1_000 + pick(30_000));
    browser.describe(world.serveAt(pick(2)));
    for (const ms of awayMs) {
      await pass(pick(5_000), browser);
      browser.cut();
      await pass(ms);
      comeBack(world, browser, random);
    }
    await pass(pick(5_000), browser);
    await world.calmDown();
    await seal();
    await vi.waitFor(async () => {
      await rest();
      browser.receive();
      await world.expectFresh(browser);
    }, waitMs);
    browser.cut();
    await world.close();
  },
);

/** By itself, to any process; or, having given up, with a new description of perhaps other targets. */
function comeBack(world: World, browser: Browser, random: Round["random"]): void {
  const serve = world.serveAt(Math.floor(random() * 2));
  if (random() < 0.5) return browser.reconnect(serve);
  for (const request of requests) {
    const change = random();
    if (change < 0.1) browser.follow(request);
    else if (change < 0.2) browser.release(request);
  }
  browser.describe(serve);
}

/** Sealing goes on meanwhile, as it does every second by the real clock. */
async function stepFor(
  world: World,
  ms: number,
  { browser, seal }: { browser: Browser | undefined; seal(): Promise<void> },
): Promise<void> {
  const untilMs = world.nowMs() + ms;
  for (let sealedMs = world.nowMs(); world.nowMs() < untilMs;) {
    await world.step();
    browser?.receive();
    if (world.nowMs() - sealedMs < sealEveryMs) continue;
    sealedMs = world.nowMs();
    await seal();
  }
}
