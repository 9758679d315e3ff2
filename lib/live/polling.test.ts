import { afterEach, beforeEach, expect, test } from "vitest";
import type { LiveSource, LiveSourceOptions } from "./source";
import {
  createTestPage,
  requestOf,
  snapshotOf,
  startStreamServer,
  type StreamServer,
  until,
} from "./stream-server.test-support";

// Timers are the test's own: `pass` runs what is due.

let server: StreamServer;
let source: LiveSource;
let asked: URLSearchParams[];
let steps: number[];
let nowMs: number;
let timers: { dueMs: number; run(): void }[];

beforeEach(async () => {
  server = await startStreamServer();
  asked = [];
  steps = [1, 2, 3];
  nowMs = 0;
  timers = [];
  server.answerQuery = (params) => {
    asked.push(params);
    const targets = params.getAll("target");
    if (targets.includes("b("))
      return { status: 400, body: { error: { code: "bad_target", message: "character 2: no" } } };
    const line = (target: string) => ({
      target,
      name: `counters:${target}`,
      startMs: 1_000,
      stepMs: 1_000,
      values: steps,
    });
    return { status: 200, body: { series: targets.map(line) } };
  };
});

afterEach(() => {
  source.sleep();
  server.stop();
});

test("a page that polls hears of marked events too", async () => {
  source = openPage({ openEventSource: null });
  source.follow(requestOf("a"));
  server.events = [{ id: "e", atMs: 1_500, title: "deploy", text: "", tags: [] }];
  pass(0);
  await until(() => source.events().length === 1);
  expect(source.events()[0]!.title).toBe("deploy");
});

test("without EventSource the page asks every two seconds, and only for what may have changed", async () => {
  source = openPage({ openEventSource: null });
  const { feed } = source.follow(requestOf("a"));
  pass(0);
  await until(() => feed.loaded);
  expect(feed.series[0]!.window.values).toEqual([1, 2, 3]);
  expect(asked[0]!.get("range")).toBe("60000ms");
  expect(source.getStatus()).toMatchObject({ state: "live", way: "polling" });
  steps = [1, 2, 9, 4];
  await passUntil(() => feed.series[0]!.window.values.length === 4);
  expect(feed.series[0]!.window.values).toEqual([1, 2, 9, 4]);
  expect(Object.fromEntries(asked[1]!)).toMatchObject({ step: "1000ms", from: String(4_000 - 12_000) });
  expect(server.posts).toHaveLength(0);
});

test("a faulty target fails alone", async () => {
  source = openPage({ openEventSource: null });
  const [good, bad] = ["a", "b("].map((target) => source.follow(requestOf(target)).feed);
  pass(0);
  await until(() => bad!.error !== null);
  expect(bad!.error).toEqual({ code: "bad_target", message: "character 2: no" });
  expect(good!.series[0]!.window.values).toEqual([1, 2, 3]);
});

test("three streams that never begin, and the page polls; a stream that begins after a minute takes over", async () => {
  source = openPage();
  server.buffers = true;
  const { feed } = source.follow(requestOf("a"));
  for (let i = 1; i <= 3; i++) {
    await passUntil(() => server.streams.length === i);
    await passUntil(() => server.streams[i - 1]!.closed);
  }
  await passUntil(() => source.getStatus().way === "polling" && feed.loaded);
  expect(server.streams).toHaveLength(3);
  server.buffers = false;
  await passUntil(() => server.streams.length === 4);
  server.streams[3]!.send(snapshotOf({ a: [[4_000, [4]]] }, false), "5000.5000");
  await until(() => source.getStatus().way === "stream");
  expect(feed.series[0]!.window.values).toEqual([1, 2, 3, 4]);
  const before = asked.length;
  for (let i = 0; i < 3; i++) pass(2_000);
  expect(asked).toHaveLength(before);
});

test("a server that never answers is given up after ten seconds, and asked again", async () => {
  source = openPage();
  server.hangs = true;
  const { feed } = source.follow(requestOf("a"));
  await passUntil(() => server.posts.length === 1);
  const askedMs = nowMs;
  await passUntil(() => server.posts.length === 2);
  expect(nowMs - askedMs).toBeGreaterThanOrEqual(10_000);
  server.hangs = false;
  await passUntil(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000");
  await until(() => feed.loaded);
});

test("a server that is away while the page polls is said to be gone, and asked again", async () => {
  source = openPage({ openEventSource: null });
  const { feed } = source.follow(requestOf("a"));
  pass(0);
  await until(() => feed.loaded);
  server.refuse = true;
  await passUntil(() => source.getStatus().state === "reconnecting");
  server.refuse = false;
  await passUntil(() => source.getStatus().state === "live");
  expect(source.getStatus().way).toBe("polling");
});

function openPage(options: Partial<LiveSourceOptions> = {}): LiveSource {
  return createTestPage(server, {
    clock: { now: () => 1_000_000 + nowMs, monotonic: () => nowMs },
    setTimer(run, ms) {
      const timer = { dueMs: nowMs + ms, run };
      timers.push(timer);
      return () => void (timers = timers.filter((each) => each !== timer));
    },
    ...options,
  });
}

function pass(ms: number): void {
  nowMs += ms;
  const due = timers.filter(({ dueMs }) => dueMs <= nowMs);
  timers = timers.filter(({ dueMs }) => dueMs > nowMs);
  for (const { run } of due) run();
}

/** A tenth of a second passes for each turn in which the network may answer. */
async function passUntil(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns++) {
    if (turns > 3_000) throw new Error("it did not come to pass");
    pass(100);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
