import { afterEach, beforeEach, expect, it } from "vitest";
import * as buckets from "@/app/api/buckets/route";
import * as health from "@/app/api/health/route";
import * as ingestRoute from "@/app/api/ingest/route";
import * as query from "@/app/api/query/route";
import * as stream from "@/app/api/stream/route";
import * as streamById from "@/app/api/stream/[id]/route";
import * as metrics from "@/app/metrics/route";
import * as realtime from "@/app/realtime-analytics/route";
import type { SnapshotEvent } from "@/lib/live/frames";
import { systemClock } from "@/lib/metric/clock";
import type { SeriesName } from "@/lib/metric/series";
import { counter } from "@/lib/query/stream-rig";
import { type Ingest, startIngest } from "@/lib/statsd/ingest";
import { createEmbeddedStore } from "@/lib/store/embedded/metrics";
import { createRecordStore } from "@/lib/store/records";
import { createAttempts } from "./attempts";
import { readConfig } from "./config";
import { type Runtime, setRuntime } from "./runtime";
import { createStreamRegistry } from "./streams";

let runtime: Runtime;
let ingest: Ingest;
const open: { cancel(): Promise<void> }[] = [];

async function start(): Promise<void> {
  const { config, faults } = readConfig({});
  if (!config) throw new Error(faults.join("; "));
  const store = await createEmbeddedStore({ ...config, disk: null, clock: systemClock });
  const boards = createRecordStore({ now: Date.now, saved: [], save: async () => {}, close: async () => {} });
  ingest = await startIngest(
    {
      mode: "inline",
      workerUrl: null,
      statsd: null,
      flushMs: config.flushMs,
      writer: "test",
      selfMetrics: false,
    },
    { flush: (flush) => void store.append(flush), warn: () => {} },
  );
  runtime = {
    config,
    store,
    boards,
    ingest,
    streams: createStreamRegistry({
      maxStreams: config.maxStreams,
      maxPerAddress: config.maxStreamsPerAddress,
    }),
    attempts: createAttempts(),
    backlog: () => 0,
    startedMs: Date.now(),
  };
  setRuntime(runtime);
}

beforeEach(() => start());
afterEach(async () => {
  for (const each of open.splice(0)) await each.cancel();
  await ingest.stop();
  await runtime.store.close();
  await runtime.boards.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  new Request(`http://localhost${path}`, { headers });
const post = (path: string, body: string, type: string, headers: Record<string, string> = {}) =>
  new Request(`http://localhost${path}`, {
    method: "POST",
    body,
    headers: { "content-type": type, ...headers },
  });
const postStream = (body: unknown) =>
  stream.POST(post("/api/stream", JSON.stringify(body), "application/json"));
const byId = (id: string) => ({ params: Promise.resolve({ id }) });

/** A flush of one counter in the step that has just ended. */
async function append(name: SeriesName, sum: number, writer = "other"): Promise<number> {
  const startMs = Math.floor(Date.now() / 1_000) * 1_000 - 1_000;
  await runtime.store.append({
    writer,
    sequence: 1,
    startMs,
    stepMs: 1_000,
    values: new Map([[name, counter(sum)]]),
  });
  return startMs;
}

interface Event {
  event: string;
  data: unknown;
  id: string | null;
}

/** Reads events until one is wanted; comments and retry are passed over. */
function readEvents(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  open.push(reader);
  let text = "";
  return async function next(isWanted: (event: Event) => boolean): Promise<Event> {
    for (;;) {
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null;
        if (field("event") === null) continue;
        const event = { event: field("event")!, data: JSON.parse(field("data")!), id: field("id") };
        if (isWanted(event)) return event;
      }
      const { done, value } = await reader.read();
      if (done) throw new Error("the stream ended");
      text += value;
    }
  };
}

it("streams a target: a snapshot first, then flushes with an id", async () => {
  const startMs = await append("counters:web.hits", 4);
  const response = await stream.GET(get("/api/stream?target=counters:web.hits&range=5m"));
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const next = readEvents(response);
  const first = await next(() => true);
  expect(first).toMatchObject({
    event: "snapshot",
    data: { series: [{ key: "0", name: "counters:web.hits", stepMs: 1_000 }], fresh: true },
  });
  const [from, values] = (first.data as SnapshotEvent).columns[0]![0]!;
  expect(values[(startMs - from) / 1_000]).toBe(4);
  const flush = await next(({ event }) => event === "flush");
  expect(flush.id).toMatch(/^\d+\.\d+$/);
});

it("serves a description by its id, until it is deleted", async () => {
  await append("counters:a", 1);
  const subscription = { key: "k", target: "counters:a", rangeMs: 60_000, stepMs: null };
  const made = await postStream({ subscriptions: [subscription], names: true });
  expect(made.status).toBe(201);
  const { id, url, nowMs } = (await made.json()) as { id: string; url: string; nowMs: number };
  expect(url).toBe(`/api/stream/${id}`);
  expect(Math.abs(nowMs - Date.now())).toBeLessThan(60_000);
  const next = readEvents(await streamById.GET(get(url), byId(id)));
  expect(await next(() => true)).toMatchObject({ event: "snapshot", data: { series: [{ key: "k" }] } });
  expect(runtime.streams.count()).toBe(1);
  expect((await streamById.HEAD(get(url), byId(id))).status).toBe(200);
  expect((await streamById.DELETE(get(url), byId(id))).status).toBe(204);
  expect((await streamById.GET(get(url), byId(id))).status).toBe(404);
});

it.each([["../../etc/passwd"], ["AAAAAAAAAAAAAAAAAAAAAA"], [""], ["__proto__"]])(
  "knows no stream %j",
  async (id) => {
    const response = await streamById.GET(get("/api/stream/x"), byId(id));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
  },
);

it.each([
  ["{", "not JSON"],
  ["{}", "subscriptions"],
  [
    JSON.stringify({ subscriptions: [{ key: "a", target: "b", rangeMs: 1, stepMs: null }] }),
    "subscriptions.0.rangeMs",
  ],
  [
    JSON.stringify({
      subscriptions: ["a", "a"].map((key) => ({ key, target: "b", rangeMs: 60_000, stepMs: null })),
    }),
    "same key",
  ],
])("points at the fault of the description %s", async (body, message) => {
  const response = await stream.POST(post("/api/stream", body, "application/json"));
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: { code: "bad_request", message: expect.stringContaining(message) },
  });
});

it("refuses a body that is too large, and one of another type", async () => {
  const large = await stream.POST(post("/api/stream", " ".repeat(300_000), "application/json"));
  expect(large.status).toBe(413);
  expect((await stream.POST(post("/api/stream", "{}", "text/plain"))).status).toBe(415);
});

it("HEAD opens no stream", async () => {
  for (const response of [stream.HEAD(get("/api/stream")), realtime.HEAD(get("/realtime-analytics?id=a"))]) {
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(response.body).toBeNull();
  }
  expect(runtime.streams.count()).toBe(0);
});

it("an aborted request leaves no stream behind", async () => {
  const abort = new AbortController();
  const request = new Request("http://localhost/api/stream?target=a", { signal: abort.signal });
  await stream.GET(request);
  expect(runtime.streams.count()).toBe(1);
  abort.abort();
  expect(runtime.streams.count()).toBe(0);
});

it("refuses streams above the limit of an address with 429, and of the process with 503", async () => {
  const limits = (maxStreams: number, maxPerAddress: number) =>
    setRuntime({ ...runtime, streams: createStreamRegistry({ maxStreams, maxPerAddress }) });
  limits(10, 0);
  const many = await stream.GET(get("/api/stream?target=a"));
  expect([many.status, await many.json()]).toMatchObject([429, { error: { code: "too_many_streams" } }]);
  limits(0, 10);
  const full = await stream.GET(get("/api/stream?target=a"));
  expect([full.status, await full.json()]).toMatchObject([503, { error: { code: "server_full" } }]);
});

it("answers history as JSON and CSV", async () => {
  const startMs = await append("counters:a", 7);
  const path = `/api/query?target=counters:a&from=${startMs}&until=${startMs + 1_000}`;
  const answer = await (await query.GET(get(path))).json();
  expect(answer).toEqual({
    series: [{ target: "counters:a", name: "counters:a", startMs, stepMs: 1_000, values: [7] }],
    historyFromMs: startMs,
    notices: [],
  });
  const csv = await query.GET(get(`${path}&format=csv`));
  expect(csv.headers.get("content-type")).toContain("text/csv");
  expect(await csv.text()).toBe(`time,"counters:a"\r\n${new Date(startMs).toISOString()},7\r\n`);
});

it.each([
  ["", "target"],
  ["?target=a&range=xyz", "range"],
  ["?target=a&range=61d", "range"],
  ["?target=a&step=0s", "step"],
  ["?target=a&from=yesterday", "from"],
  ["?target=a&from=now&until=-1h", "from"],
  ["?target=a&format=xml", "format"],
  ["?target=a&maxDataPoints=-1", "maxDataPoints"],
  ["?target=sumSeries(a", "character 12"],
  ["?target=counters:a:p95", "no statistic"],
])("points at the fault of the query %s", async (search, message) => {
  const response = await query.GET(get(`/api/query${search}`));
  expect(response.status).toBe(400);
  const { error } = (await response.json()) as { error: { message: string } };
  expect(error.message).toContain(message);
});

it("lists buckets with their last value", async () => {
  await append("counters:shop.orders", 3);
  const answer = await (await buckets.GET(get("/api/buckets?q=ordres&limit=5"))).json();
  expect(answer).toMatchObject({
    matched: 1,
    buckets: [{ series: "counters:shop.orders", kind: "counters", bucket: "shop.orders" }],
  });
  expect((await buckets.GET(get("/api/buckets?kind=nonsense"))).status).toBe(400);
});

it("takes StatsD lines in a body, and says how many were bad", async () => {
  const response = await ingestRoute.POST(
    post("/api/ingest", "a:1|c\nnonsense\nb:2|g", "text/plain; charset=utf-8"),
  );
  expect(await response.json()).toEqual({ accepted: 2, bad: 1 });
  expect((await ingestRoute.POST(post("/api/ingest", "a:1|c", "application/json"))).status).toBe(415);
  expect((await ingestRoute.POST(post("/api/ingest", "x".repeat(1_100_000), "text/plain"))).status).toBe(413);
});

it("with tokens, every route asks for one, and writing for the one that may edit", async () => {
  const tokens = { edit: "e".repeat(32), view: "v".repeat(32) };
  setRuntime({ ...runtime, config: { ...runtime.config, tokens } });
  const ways: ((headers: Record<string, string>) => Response | Promise<Response>)[] = [
    (headers) => stream.HEAD(get("/api/stream?target=a", headers)),
    (headers) => query.GET(get("/api/query?target=a", headers)),
    (headers) => buckets.GET(get("/api/buckets", headers)),
    (headers) => metrics.GET(get("/metrics", headers)),
    (headers) => realtime.HEAD(get("/realtime-analytics?id=a", headers)),
    (headers) => stream.POST(post("/api/stream", '{"subscriptions":[]}', "application/json", headers)),
  ];
  for (const way of ways) {
    expect((await way({})).status).toBe(401);
    expect((await way({ authorization: `Bearer ${tokens.view}` })).status).toBeLessThan(300);
  }
  const write = (token: string) =>
    ingestRoute.POST(post("/api/ingest", "a:1|c", "text/plain", { authorization: `Bearer ${token}` }));
  expect((await write(tokens.view)).status).toBe(403);
  expect((await write(tokens.edit)).status).toBe(200);
});

it("is healthy while steps are stored, and prints itself for Prometheus", async () => {
  await append("counters:a", 1);
  const answer = await health.GET(get("/api/health"));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "ok", store: { state: "ok" }, backlog: 0 });
  const text = await (await metrics.GET(get("/metrics"))).text();
  expect(text).toMatch(/^statboard_up 1$/m);
  for (const line of text.trimEnd().split("\n"))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+ [\d.e+-]+)$/);
});

it("a page of 2015 gets bare numbers under the very ids it asked for, and nothing while a counter is idle", async () => {
  await append("counters:web.hits", 1);
  await append("counters:other", 1, "third");
  const response = await realtime.GET(get("/realtime-analytics?id=web.hits&id=counters:other&id=not%20yet"));
  const next = readEvents(response);
  await ingest.receive("web.hits:3|c");
  expect(await next(() => true)).toMatchObject({ event: "web.hits", data: 3 });
  await ingest.receive("other:5|c");
  expect(await next(() => true)).toMatchObject({ event: "counters:other", data: 5 });
});

it.each(["a%0ab", "a%0d%0adata:%20x", "a%00b", ""])("refuses the id %j", async (id) => {
  const response = await realtime.GET(get(`/realtime-analytics?id=${id}`));
  expect(response.status).toBe(400);
  expect(runtime.streams.count()).toBe(0);
});
