import { parseRetention } from "@/lib/metric/retention";
import { createWorld } from "@/lib/query/stream-world.test-support";
import { soak } from "@/lib/soak.test-support";
import type { FeedRequest } from "./feeds";

const retention = parseRetention("100ms:5m,1s:30m,10s:6h");
const startMs = Date.UTC(2033, 5, 1, 11, 59, 40);
const minute = 60_000;

const requests: FeedRequest[] = [
  { target: "counters:web.*", rangeMs: minute, stepMs: null },
  { target: "sumSeries(counters:web.*)", rangeMs: minute, stepMs: 300 },
  { target: "counters:web.b0:rate", rangeMs: 5 * minute, stepMs: 1_000 },
  { target: "isNonNull(counters:web.b0)", rangeMs: minute, stepMs: null },
  { target: "movingSum(counters:web.b1, 5)", rangeMs: minute, stepMs: null },
  { target: "gauges:free", rangeMs: minute, stepMs: null },
  { target: "gauges:free:max", rangeMs: 5 * minute, stepMs: 2_000 },
  { target: "derivative(gauges:free)", rangeMs: minute, stepMs: 500 },
  { target: "timers:login:p95", rangeMs: minute, stepMs: null },
  { target: "timers:login:stddev", rangeMs: minute, stepMs: 700 },
  { target: "timers:login:count", rangeMs: 20 * minute, stepMs: 10_000 },
  { target: "sets:users", rangeMs: 10 * minute, stepMs: 5_000 },
  { target: "timeShift(counters:web.b0, '2s')", rangeMs: minute, stepMs: null },
];

if (!process.env.SEED)
  soak(
    "live-joins: a page that opens at any moment ends equal to one opened afterwards",
    10_000,
    async ({ random }) => {
      const pick = (most: number) => Math.floor(random() * most);
      const world = await createWorld({ startMs, random, retention, longestStopMs: 5_000 });
      const joinAt = pick(120);
      const browser = world.browser();
      for (const request of requests) if (random() < 0.5) browser.follow(request);
      for (let i = 0; i < joinAt; i++) await world.step();
      browser.describe(world.serveAt(pick(2)));
      for (let i = pick(60); i > 0; i--) {
        await world.step();
        browser.receive();
      }
      await world.calmDown();
      browser.receive();
      await world.expectFresh(browser);
    },
  );
