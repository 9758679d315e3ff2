import { createServer, get, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EventSourceLike } from "./connection";
import type { LiveEvent, StreamDescription } from "./frames";
import { createLiveSource, type LiveSource } from "./source";

// A real server on a real socket speaks the wire; the EventSource is the smallest that reads it.

interface Stream {
  url: string;
  description: StreamDescription & { held: string[] };
  closed: boolean;
  send(event: LiveEvent, id?: string): void;
  end(): void;
}

const waitMs = 4_000;
let server: Server;
let base: string;
let posts: (StreamDescription & { held: string[] })[];
let streams: Stream[];
let refuse: boolean;
let source: LiveSource;
let releases: (() => void)[];

beforeEach(async () => {
  posts = [];
  streams = [];
  releases = [];
  refuse = false;
  server = createServer((request, response) => {
    if (refuse) return void request.socket.destroy();
    if (request.method === "POST") {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        posts.push(JSON.parse(body) as (typeof posts)[number]);
        response.writeHead(201, { "content-type": "application/json" });
        response.end(JSON.stringify({ id: "x", url: `/s/${posts.length - 1}`, nowMs: 5_000_000 }));
      });
      return;
    }
    openStream(request.url!, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  source = createLiveSource({
    url: "/api/stream",
    fetch: (url, init) => fetch(base + url, init),
    openEventSource: (url) => openTestEventSource(base + url),
    isOnline: () => true,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: () => 0,
    setTimer(run, ms) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
});

afterEach(() => {
  for (const release of releases) release();
  source.sleep();
  server.closeAllConnections();
  server.close();
});

test("requests made in one tick share one description, and equal ones one feed", async () => {
  const first = follow("a");
  const second = follow("a");
  follow("b");
  await until(() => streams.length === 1);
  expect(first).toBe(second);
  expect(posts).toHaveLength(1);
  expect(posts[0]!.subscriptions.map((each) => each.target)).toEqual(["a", "b"]);
});

test("a snapshot fills windows and flushes, corrections and gaps change them", async () => {
  const feed = follow("a");
  await until(() => streams.length === 1);
  const [stream] = streams;
  stream!.send(snapshot("k1", [[1_000, [1, 2]]]), "3000.3000");
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
  await until(() => streams.length === 1);
  streams[0]!.send(snapshot("k1", [[1_000, [1]]]), "2000.2000");
  await until(() => source.lastEndMs() === 2_000);
  follow("b");
  await until(() => streams.length === 2);
  expect(posts[1]!.held).toEqual(["k1"]);
  expect(streams[1]!.url).toContain("?after=2000.2000");
  expect(streams[0]!.closed).toBe(false);
  streams[1]!.send(snapshot("k1", [], false), "2000.2000");
  await until(() => streams[0]!.closed);
});

test("a stream that is gone for good is opened again with everything held, and nothing is doubled", async () => {
  const feed = follow("a");
  await until(() => streams.length === 1);
  streams[0]!.send(snapshot("k1", [[1_000, [1, 2]]]), "3000.3000");
  await until(() => feed.loaded);
  refuse = true;
  streams[0]!.end();
  await until(() => source.getStatus().state === "reconnecting");
  refuse = false;
  await until(() => streams.length === 2);
  expect(streams[1]!.url).toContain("?after=3000.3000");
  streams[1]!.send(snapshot("k1", [[2_000, [2, 3]]], false), "4000.4000");
  await until(() => source.getStatus().state === "live");
  expect(feed.series[0]!.window.values).toEqual([1, 2, 3]);
});

test("an error of one target stays with its feed", async () => {
  const good = follow("a");
  const bad = follow("b(");
  await until(() => streams.length === 1);
  streams[0]!.send(snapshot("k1", [[1_000, [1]]]));
  streams[0]!.send({ event: "error", data: { key: "k2", code: "bad_target", message: "no" } });
  await until(() => bad.error !== null);
  expect(bad.error).toEqual({ code: "bad_target", message: "no" });
  expect(good.error).toBeNull();
  expect(source.getStatus().state).toBe("live");
});

test("a remount within the grace keeps the stream; the last release ends it", async () => {
  const { release } = source.follow(request("a"));
  await until(() => streams.length === 1);
  streams[0]!.send(snapshot("k1", [[1_000, [1]]]));
  release();
  const again = source.follow(request("a"));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(streams).toHaveLength(1);
  expect(streams[0]!.closed).toBe(false);
  again.release();
  await until(() => streams[0]!.closed);
});

test("names are heard by those who asked, and the server's clock is known", async () => {
  const heard: string[] = [];
  releases.push(source.watchNames((names) => heard.push(...names.map((each) => each.series))));
  await until(() => streams.length === 1);
  expect(posts[0]!.names).toBe(true);
  streams[0]!.send({
    event: "names",
    data: { names: [{ series: "counters:new", firstSeenMs: 1 }] },
  });
  await until(() => heard.length === 1);
  expect(heard).toEqual(["counters:new"]);
  expect(Math.abs(source.nowMs() - 5_000_000)).toBeLessThan(60_000);
});

function request(target: string) {
  return { target, rangeMs: 60_000, stepMs: null };
}

function follow(target: string) {
  const { feed, release } = source.follow(request(target));
  releases.push(release);
  return feed;
}

function snapshot(key: string, runs: [number, number[]][], fresh = true): LiveEvent {
  const series = [{ key, name: "counters:a", stepMs: 1_000 }];
  return { event: "snapshot", data: { rev: "r", series, columns: [runs], fresh } };
}

function openStream(url: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  const description = posts[Number(/\/s\/(\d+)/.exec(url)![1])]!;
  const stream: Stream = {
    url,
    description,
    closed: false,
    send: ({ event, data }, id) =>
      void response.write(`event: ${event}\n${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(data)}\n\n`),
    end: () => response.end(),
  };
  response.on("close", () => (stream.closed = true));
  streams.push(stream);
}

/** Never retries: an ended stream is closed for good. */
function openTestEventSource(url: string): EventSourceLike {
  const listeners = new Map<string, ((event: { data?: unknown; lastEventId?: string }) => void)[]>();
  let readyState = 0;
  let buffer = "";
  let lastEventId = "";
  const emit = (name: string, event: object) => listeners.get(name)?.forEach((listener) => listener(event));
  const fail = () => {
    if (readyState === 2) return;
    readyState = 2;
    emit("error", {});
  };
  const call = get(url, (response) => {
    readyState = 1;
    response.on("data", (chunk: Buffer) => {
      buffer += chunk.toString();
      for (let end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
        const fields = buffer.slice(0, end).split("\n");
        buffer = buffer.slice(end + 2);
        const field = (name: string) =>
          fields.find((each) => each.startsWith(`${name}: `))?.slice(name.length + 2);
        lastEventId = field("id") ?? lastEventId;
        emit(field("event") ?? "message", { data: field("data"), lastEventId });
      }
    });
    response.on("close", fail);
  }).on("error", fail);
  return {
    get readyState() {
      return readyState;
    },
    addEventListener(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    },
    close() {
      readyState = 2;
      call.destroy();
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("it did not come to pass");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
