import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { EventSourceLike } from "./connection";
import { type FeedRequest, keyOf } from "./feeds";
import type { AnnotationEvent, DescriptionChange, LiveEvent, StreamDescription } from "./frames";
import { createLiveSource, type LiveSourceOptions } from "./source";

// A real server on a real socket speaks the wire; the EventSource is the smallest that reads it.

export interface TestStream {
  url: string;
  description: StreamDescription & { held: string[] };
  closed: boolean;
  send(event: LiveEvent, id?: string): void;
  end(): void;
}

export interface StreamServer {
  base: string;
  posts: (StreamDescription & { held: string[] })[];
  streams: TestStream[];
  /** Hears of each stream as it opens, and again when its description changed. */
  onStream(stream: TestStream): void;
  /** Bodies of PATCH; null: it is refused. */
  patches: DescriptionChange[] | null;
  open(): TestStream[];
  /** Every connection is cut, as by a server that is down. */
  refuse: boolean;
  /** Streams are taken and nothing comes through, as behind a proxy that buffers. */
  buffers: boolean;
  /** Descriptions are taken and never answered. */
  hangs: boolean;
  /** What POST says the time is. */
  nowMs(): number;
  answerQuery(params: URLSearchParams): { status: number; body: object };
  /** What GET /api/events answers with. */
  events: AnnotationEvent[];
  stop(): void;
}

export async function startStreamServer(): Promise<StreamServer> {
  const test: StreamServer = {
    base: "",
    posts: [],
    streams: [],
    onStream() {},
    patches: null,
    open: () => test.streams.filter(({ closed }) => !closed),
    refuse: false,
    buffers: false,
    hangs: false,
    nowMs: () => 5_000_000,
    answerQuery: () => ({ status: 200, body: { series: [] } }),
    events: [],
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer((request, response) => {
    if (test.refuse) return void request.socket.destroy();
    if (request.method === "POST") return void takePost(test, request, response);
    if (request.method === "PATCH") return void takePatch(test, request, response);
    if (!request.url!.startsWith("/api/")) return openStream(test, request.url!, response);
    const { status, body } = request.url!.startsWith("/api/events")
      ? { status: 200, body: { events: test.events } }
      : test.answerQuery(new URL(request.url!, "http://test").searchParams);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  test.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return test;
}

async function takePost(
  test: StreamServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  test.posts.push((await readBody(request)) as StreamServer["posts"][number]);
  if (test.hangs) return;
  response.writeHead(201, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: "x", url: `/s/${test.posts.length - 1}`, nowMs: test.nowMs() }));
}

async function takePatch(
  test: StreamServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const change = (await readBody(request)) as DescriptionChange;
  test.patches?.push(change);
  response.writeHead(test.patches ? 204 : 404).end();
  if (!test.patches) return;
  const description = test.posts[Number(/\/s\/(\d+)/.exec(request.url!)![1])]!;
  const { add, remove } = change;
  const kept = description.subscriptions.filter(({ key }) => !remove.includes(key));
  description.subscriptions = [...kept, ...add];
  for (const stream of test.open()) if (stream.description === description) test.onStream(stream);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return JSON.parse(body);
}

function openStream(test: StreamServer, url: string, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (!test.buffers) response.flushHeaders();
  const stream: TestStream = {
    url,
    description: test.posts[Number(/\/s\/(\d+)/.exec(url)![1])]!,
    closed: false,
    send: ({ event, data }, id) =>
      void response.write(`event: ${event}\n${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(data)}\n\n`),
    end: () => response.end(),
  };
  response.on("close", () => (stream.closed = true));
  test.streams.push(stream);
  test.onStream(stream);
}

/** What a page's source is given, where only the network is real. */
export function pageOptions(server: StreamServer): LiveSourceOptions {
  return {
    url: "/api/stream",
    queryUrl: "/api/query",
    eventsUrl: "/api/events",
    fetch: (url, init) => fetch(server.base + url, init),
    openEventSource: (url) => openTestEventSource(server.base + url),
    isOnline: () => true,
    isVisible: () => true,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: () => 0,
    setTimer(run, ms) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    tabs: null,
  };
}

export function createTestPage(server: StreamServer, options: Partial<LiveSourceOptions> = {}) {
  return createLiveSource({ ...pageOptions(server), ...options });
}

export function requestOf(target: string): FeedRequest {
  return { target, rangeMs: 60_000, stepMs: null };
}

/** A snapshot of one series for each target, and of those without. */
export function snapshotOf(
  runs: Record<string, [number, number[]][]>,
  fresh = true,
  without: string[] = [],
): LiveEvent & { event: "snapshot" } {
  const lines = Object.entries(runs).map(([target, columns]) => ({
    key: keyOf(requestOf(target)),
    target,
    columns,
  }));
  lines.sort((a, b) => (a.key < b.key ? -1 : 1));
  const series = lines.map(({ key, target }) => ({ key, name: `counters:${target}`, stepMs: 1_000 }));
  const keys = [...lines.map(({ key }) => key), ...without.map((target) => keyOf(requestOf(target)))];
  const columns = lines.map((each) => each.columns);
  return { event: "snapshot", data: { rev: "r", keys, series, columns, fresh } };
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

const waitMs = 4_000;

export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error("it did not come to pass");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
