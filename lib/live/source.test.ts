import { afterEach, beforeEach, expect, test } from "vitest";
import { keyOf } from "./feeds";
import type { LiveSource } from "./source";
import {
  createTestPage,
  requestOf,
  snapshotOf,
  startStreamServer,
  type StreamServer,
  until,
} from "./stream-server.test-support";

let server: StreamServer;
let source: LiveSource;
let releases: (() => void)[];

beforeEach(async () => {
  releases = [];
  server = await startStreamServer();
  source = createTestPage(server);
});

afterEach(() => {
  for (const release of releases) release();
  source.sleep();
  server.stop();
});

test("requests made in one tick share one description, and equal ones one feed", async () => {
  const first = follow("a");
  const second = follow("a");
  follow("b");
  await until(() => server.streams.length === 1);
  expect(first).toBe(second);
  expect(server.posts).toHaveLength(1);
  expect(server.posts[0]!.subscriptions.map((each) => each.target)).toEqual(["a", "b"]);
});

test("a snapshot fills windows and flushes, corrections and gaps change them", async () => {
  const feed = follow("a");
  await until(() => server.streams.length === 1);
  const [stream] = server.streams;
  stream!.send(snapshotOf({ a: [[1_000, [1, 2]]] }), "3000.3000");
  stream!.send({ event: "flush", data: { rev: "r", end: 4_000, values: [3] } }, "4000.4000");
  stream!.send({ event: "flush", data: { rev: "other", end: 5_000, values: [9] } });
  stream!.send({ event: "correct", data: { rev: "r", points: [[0, 1_000, 7]] } });
  stream!.send({ event: "gap", data: { start: 2_000, end: 3_000 } });
  await until(() => feed.series[0]?.window.values[1] === null);
  expect(feed.series[0]!.window.values).toEqual([7, null, 3]);
  expect(source.lastEndMs()).toBe(4_000);
  expect(feed.loaded).toBe(true);
});

test("another target opens a stream that resumes what is held; the old one ends after its first event", async () => {
  follow("a");
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000");
  await until(() => source.lastEndMs() === 2_000);
  follow("b");
  await until(() => server.streams.length === 2);
  expect(server.posts[1]!.held).toEqual([keyOf(requestOf("a"))]);
  expect(server.streams[1]!.url).toContain("?after=2000.2000");
  expect(server.streams[0]!.closed).toBe(false);
  server.streams[1]!.send(snapshotOf({ a: [] }, false), "2000.2000");
  await until(() => server.streams[0]!.closed);
});

test("another target is added to the running stream, and one that is released is taken from it", async () => {
  server.patches = [];
  const a = follow("a");
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000.7");
  await until(() => a.loaded);
  const b = source.follow(requestOf("b"));
  const none = follow("none");
  await until(() => server.patches!.length === 1);
  expect(server.patches[0]!.add.map(({ target }) => target)).toEqual(["b", "none"]);
  server.streams[0]!.send(snapshotOf({ a: [], b: [[1_000, [5]]] }, false, ["none"]));
  await until(() => b.feed.loaded && none.loaded);
  expect([a, b.feed, none].map((feed) => feed.series[0]?.window.values)).toEqual([[1], [5], undefined]);
  b.release();
  await until(() => server.patches!.length === 2);
  expect(server.patches[1]).toEqual({ add: [], remove: [keyOf(requestOf("b"))] });
  expect(server.posts).toHaveLength(1);
  expect(server.streams).toHaveLength(1);
});

test("what is followed while a change is under way is the next change", async () => {
  server.patches = [];
  const a = follow("a");
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000.7");
  await until(() => a.loaded);
  follow("b");
  await new Promise((resolve) => setTimeout(resolve, 1));
  follow("c");
  await until(() => server.patches!.flatMap(({ add }) => add).length === 2);
  expect(server.patches.flatMap(({ add }) => add.map(({ target }) => target))).toEqual(["b", "c"]);
});

test("a stream that is gone for good is opened again with everything held, and nothing is doubled", async () => {
  const feed = follow("a");
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1, 2]]] }), "3000.3000");
  await until(() => feed.loaded);
  server.refuse = true;
  server.streams[0]!.end();
  await until(() => source.getStatus().state === "reconnecting");
  server.refuse = false;
  await until(() => server.streams.length === 2);
  expect(server.streams[1]!.url).toContain("?after=3000.3000");
  server.streams[1]!.send(snapshotOf({ a: [[2_000, [2, 3]]] }, false), "4000.4000");
  await until(() => source.getStatus().state === "live");
  expect(feed.series[0]!.window.values).toEqual([1, 2, 3]);
});

test("marked events are known once, by their times, however often they come", async () => {
  let told = 0;
  releases.push(source.onEvents(() => told++));
  follow("a");
  await until(() => server.streams.length === 1);
  const [stream] = server.streams;
  stream!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000");
  const event = (id: string, atMs: number) => ({ id, atMs, title: id, text: "", tags: [] });
  for (const data of [event("later", 9), event("first", 5), event("later", 9)])
    stream!.send({ event: "event", data });
  stream!.send({ event: "flush", data: { rev: "r", end: 3_000, values: [3] } }, "3000.3000");
  await until(() => source.lastEndMs() === 3_000);
  expect(source.events().map(({ id }) => id)).toEqual(["first", "later"]);
  expect(told).toBe(2);
});

test("an error of one target stays with its feed", async () => {
  const good = follow("a");
  const bad = follow("b(");
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }));
  server.streams[0]!.send({
    event: "error",
    data: { key: keyOf(requestOf("b(")), code: "bad_target", message: "no" },
  });
  await until(() => bad.error !== null);
  expect(bad.error).toEqual({ code: "bad_target", message: "no" });
  expect(good.error).toBeNull();
  expect(source.getStatus().state).toBe("live");
});

test("a remount within the grace keeps the stream; the last release ends it", async () => {
  const { release } = source.follow(requestOf("a"));
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }));
  release();
  const again = source.follow(requestOf("a"));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(server.streams).toHaveLength(1);
  expect(server.streams[0]!.closed).toBe(false);
  again.release();
  await until(() => server.streams[0]!.closed);
});

test("names are heard by those who asked, and the server's clock is known", async () => {
  const heard: string[] = [];
  releases.push(source.watchNames((names) => heard.push(...names.map((each) => each.series))));
  await until(() => server.streams.length === 1);
  expect(server.posts[0]!.names).toBe(true);
  server.streams[0]!.send({
    event: "names",
    data: { names: [{ series: "counters:new", firstSeenMs: 1 }] },
  });
  await until(() => heard.length === 1);
  expect(heard).toEqual(["counters:new"]);
  expect(Math.abs(source.nowMs() - 5_000_000)).toBeLessThan(60_000);
});

function follow(target: string) {
  const { feed, release } = source.follow(requestOf(target));
  releases.push(release);
  return feed;
}
