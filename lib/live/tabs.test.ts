import { afterEach, beforeEach, expect, test } from "vitest";
import type { Feed } from "./feeds";
import type { LiveEvent } from "./frames";
import type { LiveSource } from "./source";
import {
  createTestPage,
  requestOf,
  snapshotOf,
  startStreamServer,
  type StreamServer,
  until,
} from "./stream-server.test-support";
import { openTestBrowser } from "./tabs.test-support";

interface Tab {
  source: LiveSource;
  feed(target: string): Feed;
  /** As a switch to another tab does it. */
  show(isVisible: boolean): void;
}

let server: StreamServer;
let browser: ReturnType<typeof openTestBrowser>;
let tabs: Tab[];

beforeEach(async () => {
  server = await startStreamServer();
  browser = openTestBrowser();
  tabs = [];
});

afterEach(() => {
  for (const { source } of tabs) source.sleep();
  server.stop();
});

test("many tabs share one stream, and equal requests one subscription", async () => {
  const feeds = Array.from({ length: 5 }, () => openTab().feed("a"));
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000");
  await until(() => feeds.every(({ loaded }) => loaded));
  server.streams[0]!.send(flush(3_000, 2), "3000.3000");
  await until(() => feeds.every((feed) => valuesOf(feed).length === 2));
  expect(feeds.map(valuesOf)).toEqual(feeds.map(() => [1, 2]));
  expect(server.streams).toHaveLength(1);
  expect(server.streams[0]!.description.subscriptions).toHaveLength(1);
  await until(() => tabs.every(({ source }) => source.getStatus().tabs === 5));
  expect(tabs.map(({ source }) => source.getStatus().state)).toEqual(tabs.map(() => "live"));
});

test("a tab that joins is given what the leader holds, without a word to the server", async () => {
  await openLeader();
  const joined = openTab().feed("a");
  await until(() => joined.loaded);
  expect(valuesOf(joined)).toEqual([1]);
  expect(tabs[1]!.source.lastEndMs()).toBe(2_000);
  expect(server.posts).toHaveLength(1);
});

test("an event marked now is known to all tabs, and to one that joins later", async () => {
  await openLeader();
  const other = openTab().feed("a");
  await until(() => other.loaded);
  const data = { id: "e", atMs: 1_500, title: "deploy", text: "", tags: [] };
  server.streams[0]!.send({ event: "event", data });
  await until(() => tabs.every(({ source }) => source.events().length === 1));
  const late = openTab().feed("a");
  await until(() => late.loaded);
  expect(tabs[2]!.source.events()).toEqual([data]);
});

test("what only another tab follows is added to the stream, with what all hold resumed", async () => {
  const first = await openLeader();
  const other = openTab().feed("b");
  await until(() => server.streams.length === 2);
  const [, next] = server.streams;
  expect(next!.url).toContain("?after=2000.2000");
  expect(next!.description.subscriptions.map(({ target }) => target)).toEqual(["a", "b"]);
  expect(next!.description.held).toHaveLength(1);
  next!.send(snapshotOf({ a: [], b: [[1_000, [7]]] }, false));
  await until(() => other.loaded);
  expect([valuesOf(first), valuesOf(other)]).toEqual([[1], [7]]);
  await until(() => server.open().length === 1);
});

test("a target that another tab follows already is given by the leader at once", async () => {
  await openLeader();
  const other = openTab();
  other.feed("b");
  await until(() => server.streams.length === 2);
  server.streams[1]!.send(snapshotOf({ a: [], b: [[1_000, [7]]] }, false), "2000.2000");
  await until(() => server.open().length === 1);
  const late = other.feed("a");
  await until(() => late.loaded);
  expect(valuesOf(late)).toEqual([1]);
  expect(server.posts).toHaveLength(2);
});

test("what other tabs follow is added to the running stream, and every tab gets its own", async () => {
  server.patches = [];
  const first = await openLeader();
  const other = openTab();
  const feeds = [other.feed("b"), other.feed("a")];
  await until(() => server.patches!.length === 1);
  expect(server.patches[0]!.add.map(({ target }) => target)).toEqual(["b"]);
  server.streams[0]!.send(snapshotOf({ a: [], b: [[1_000, [7]]] }, false));
  await until(() => feeds.every(({ loaded }) => loaded));
  expect([first, ...feeds].map(valuesOf)).toEqual([[1], [7], [1]]);
  expect(server.streams).toHaveLength(1);
});

test("a snapshot of what another tab added is not taken for the windows that are still on their way", async () => {
  server.patches = [];
  await openLeader();
  const [second, third] = [openTab(), openTab()];
  const before = [second.feed("b"), third.feed("b")];
  await until(() => server.patches!.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [], b: [[1_000, [7]]] }, false));
  await until(() => before.every(({ loaded }) => loaded));
  second.feed("c");
  await until(() => server.patches!.length === 2);
  const late = third.feed("a");
  server.streams[0]!.send(snapshotOf({ a: [], b: [], c: [[1_000, [9]]] }, false));
  await until(() => late.loaded);
  expect(valuesOf(late)).toEqual([1]);
});

test("when the leader is gone the next one resumes, and nobody loses or doubles a step", async () => {
  await openLeader();
  const feeds = [openTab().feed("a"), openTab().feed("a")];
  await until(() => feeds.every(({ loaded }) => loaded));
  tabs[0]!.source.sleep();
  await until(() => server.streams.length === 2);
  expect(server.streams[1]!.url).toContain("?after=2000.2000");
  server.streams[1]!.send(snapshotOf({ a: [[1_000, [1, 2]]] }, false), "3000.3000");
  await until(() => feeds.every((feed) => valuesOf(feed).length === 2));
  server.streams[1]!.send(flush(4_000, 3), "4000.4000");
  await until(() => feeds.every((feed) => valuesOf(feed).length === 3));
  expect(feeds.map(valuesOf)).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect(server.open()).toHaveLength(1);
  await until(() => tabs.slice(1).every(({ source }) => source.getStatus().tabs === 2));
});

test("a hidden leader hands over to a visible tab, and its stream ends only when the next has begun", async () => {
  await openLeader();
  const joined = openTab().feed("a");
  await until(() => joined.loaded);
  tabs[0]!.show(false);
  await until(() => server.streams.length === 2);
  expect(server.open()).toHaveLength(2);
  server.streams[0]!.send(flush(3_000, 2), "3000.3000");
  await until(() => valuesOf(joined).length === 2);
  server.streams[1]!.send(snapshotOf({ a: [[2_000, [2]]] }, false), "3000.3000");
  await until(() => server.streams[0]!.closed);
  server.streams[1]!.send(flush(4_000, 3), "4000.4000");
  const first = tabs[0]!.feed("a");
  await until(() => valuesOf(first).length === 3);
  expect([valuesOf(first), valuesOf(joined)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test("hidden tabs alone open nothing, and the one that is shown brings all up to date", async () => {
  const first = openTab({ isVisible: false });
  const second = openTab({ isVisible: false });
  const feeds = [first.feed("a"), second.feed("a")];
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(server.posts).toHaveLength(0);
  second.show(true);
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000");
  await until(() => feeds.every((feed) => valuesOf(feed).length === 1));
  expect(server.open()).toHaveLength(1);
});

test("a tab that slept misses frames and is given everything when it comes back", async () => {
  await openLeader();
  const sleeper = openTab();
  const feed = sleeper.feed("a");
  await until(() => feed.loaded);
  sleeper.source.sleep();
  server.streams[0]!.send(flush(3_000, 2), "3000.3000");
  server.streams[0]!.send(flush(4_000, 3), "4000.4000");
  await until(() => tabs[0]!.source.lastEndMs() === 4_000);
  expect(valuesOf(feed)).toEqual([1]);
  let changes = 0;
  sleeper.source.onData(() => changes++);
  sleeper.source.wake();
  await until(() => valuesOf(feed).length === 3);
  expect(changes).toBe(1);
});

test("a tab whose leader is stuck goes on by itself, and comes back when the leader does", async () => {
  const stuck = browser.makeTab();
  const releaseLead = new Promise<void>((resolve) => setTimeout(resolve, 1_500));
  void stuck.locks.request("statboard.leader", { signal: new AbortController().signal }, () => releaseLead);
  const feed = openTab().feed("a");
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000");
  await until(() => feed.loaded);
  await releaseLead;
  const joined = openTab().feed("a");
  await until(() => joined.loaded);
  expect(valuesOf(joined)).toEqual([1]);
  expect(server.streams).toHaveLength(1);
});

test("names are heard in every tab that asked for them", async () => {
  await openLeader();
  const heard: string[] = [];
  openTab().source.watchNames((names) => heard.push(...names.map(({ series }) => series)));
  await until(() => server.streams.length === 2);
  expect(server.streams[1]!.description.names).toBe(true);
  server.streams[1]!.send({ event: "names", data: { names: [{ series: "counters:new", firstSeenMs: 1 }] } });
  await until(() => heard.length === 1);
});

test("an error of a target reaches the tabs that follow it, those that join later too", async () => {
  await openLeader();
  const joined = openTab().feed("a");
  await until(() => joined.loaded);
  const key = server.posts[0]!.subscriptions[0]!.key;
  server.streams[0]!.send({ event: "error", data: { key, code: "too_slow", message: "cut" } });
  await until(() => joined.error?.code === "too_slow");
  const late = openTab().feed("a");
  await until(() => late.error?.code === "too_slow");
  expect(valuesOf(late)).toEqual([1]);
});

test("every tab says it when the link is gone, and when it is back", async () => {
  await openLeader();
  const joined = openTab().feed("a");
  await until(() => joined.loaded);
  server.refuse = true;
  server.streams[0]!.end();
  await until(() => tabs.every(({ source }) => source.getStatus().state === "reconnecting"));
  server.refuse = false;
  await until(() => server.streams.length === 2);
  server.streams[1]!.send(snapshotOf({ a: [[2_000, [2]]] }, false), "3000.3000");
  await until(() => tabs.every(({ source }) => source.getStatus().state === "live"));
  expect(valuesOf(joined)).toEqual([1, 2]);
});

test("a tab that asks for more than one stream may carry has one of its own", async () => {
  await openLeader();
  const large = openTab();
  for (let i = 0; i < 1_000; i++) large.source.follow(requestOf(`many.${i}`));
  await until(() => server.streams.length === 2);
  expect(server.streams[1]!.description.subscriptions).toHaveLength(1_000);
  expect(server.streams[0]!.closed).toBe(false);
});

function openTab({ isVisible = true } = {}): Tab {
  let visible = isVisible;
  const source = createTestPage(server, { tabs: browser.makeTab(), isVisible: () => visible });
  const tab: Tab = {
    source,
    feed: (target) => source.follow(requestOf(target)).feed,
    show(next) {
      visible = next;
      source.wake();
    },
  };
  tabs.push(tab);
  return tab;
}

/** A tab that leads and holds one step of `a`. */
async function openLeader(): Promise<Feed> {
  const feed = openTab().feed("a");
  await until(() => server.streams.length === 1);
  server.streams[0]!.send(snapshotOf({ a: [[1_000, [1]]] }), "2000.2000");
  await until(() => feed.loaded);
  return feed;
}

function flush(end: number, value: number): LiveEvent {
  return { event: "flush", data: { rev: "r", end, values: [value] } };
}

function valuesOf(feed: Feed): readonly (number | null)[] {
  return feed.series[0]?.window.values ?? [];
}
