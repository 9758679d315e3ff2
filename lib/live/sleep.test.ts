import { afterEach, beforeEach, expect, test } from "vitest";
import type { Feed } from "./feeds";
import type { LiveSource } from "./source";
import {
  createTestPage,
  requestOf,
  snapshotOf,
  startStreamServer,
  type StreamServer,
  until,
} from "./stream-server.test-support";

// The computer's clocks are the test's: asleep, the wall clock goes on and the monotonic one stands.

const hourMs = 3_600_000;
const dayMs = 1_700_000_000_000;
let server: StreamServer;
let source: LiveSource;
let feed: Feed;
let awakeMs: number;
let sleptMs: number;
let wrongMs: number;
let isVisible: boolean;
let timers: Set<{ dueMs: number; run(): void }>;

const trueMs = () => dayMs + awakeMs + sleptMs;

beforeEach(async () => {
  server = await startStreamServer();
  server.nowMs = trueMs;
  awakeMs = sleptMs = wrongMs = 0;
  isVisible = true;
  timers = new Set();
  source = createTestPage(server, {
    clock: { now: () => trueMs() + wrongMs, monotonic: () => awakeMs },
    isVisible: () => isVisible,
    setTimer(run, ms) {
      const timer = { dueMs: awakeMs + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
});

afterEach(() => {
  source.sleep();
  server.stop();
});

test("a computer that slept for 8 hours opens a stream as soon as it wakes, and draws what it brings at once", async () => {
  await openPage();
  sleptMs = 8 * hourMs;
  let changes = 0;
  source.onData(() => changes++);
  pass(1_000);
  await until(() => server.streams.length === 2);
  expect(server.streams[1]!.url).toContain(`?after=${dayMs}.${dayMs}`);
  expect(source.nowMs()).toBe(trueMs());
  const startMs = dayMs + 8 * hourMs - 5_000;
  server.streams[1]!.send(snapshotOf({ a: [[startMs, [1, 2, 3]]] }), `${startMs + 3_000}.${startMs + 3_000}`);
  await until(() => source.lastEndMs() === startMs + 3_000);
  expect(changes).toBe(1);
  expect(feed.series[0]!.window.values).toEqual([1, 2, 3]);
  expect(source.getStatus()).toMatchObject({ state: "live", lagMs: null });
  await until(() => server.streams[0]!.closed);
});

test("a hidden tab whose stream died meanwhile looks at it when it is shown, not when a timer fires", async () => {
  await openPage();
  isVisible = false;
  source.wake();
  awakeMs += 8 * hourMs;
  isVisible = true;
  source.wake();
  await until(() => server.streams.length === 2);
  expect(server.streams[1]!.url).toContain("?after=");
});

test("a hidden tab whose stream is alive has nothing to fetch when it is shown", async () => {
  await openPage();
  isVisible = false;
  source.wake();
  for (let i = 1; i <= 3; i++) {
    awakeMs += hourMs;
    const end = dayMs + i * hourMs;
    server.streams[0]!.send({ event: "flush", data: { rev: "r", end, values: [i] } });
    await until(() => source.lastEndMs() === end);
  }
  isVisible = true;
  source.wake();
  expect(server.posts).toHaveLength(1);
  expect(server.streams[0]!.closed).toBe(false);
});

test.each([-94_000, 94_000])(
  "a clock %i ms wrong shows the right now, the right lag, and says so",
  async (by) => {
    wrongMs = by;
    await openPage();
    expect(source.nowMs()).toBe(trueMs());
    expect(source.getStatus().clockOffMs).toBe(by);
    const end = dayMs + 5_000;
    awakeMs = 5_120;
    server.streams[0]!.send({ event: "flush", data: { rev: "r", end, values: [4] } });
    await until(() => source.lastEndMs() === end);
    awakeMs = 5_180;
    const painted = source.noteDrawing();
    awakeMs = 5_200;
    painted();
    pass(1_000);
    expect(source.getStatus().lagMs).toBe(200);
  },
);

test("steps that came while nobody looked are no lag", async () => {
  await openPage();
  isVisible = false;
  source.wake();
  server.streams[0]!.send({ event: "flush", data: { rev: "r", end: dayMs + 1_000, values: [4] } });
  await until(() => source.lastEndMs() === dayMs + 1_000);
  isVisible = true;
  awakeMs = hourMs;
  source.wake();
  source.noteDrawing()();
  expect(source.getStatus().lagMs).toBeNull();
});

/** A page whose stream has brought one step. */
async function openPage(): Promise<void> {
  feed = source.follow(requestOf("a")).feed;
  pass(0);
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[dayMs - 1_000, [1]]] }), `${dayMs}.${dayMs}`);
  await until(() => feed.loaded);
}

function pass(ms: number): void {
  awakeMs += ms;
  const due = [...timers].filter(({ dueMs }) => dueMs <= awakeMs);
  for (const timer of due) timers.delete(timer);
  for (const { run } of due) run();
}
