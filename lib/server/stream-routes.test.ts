import { afterEach, beforeEach, expect, it } from "vitest";
import * as stream from "@/app/api/stream/route";
import * as streamById from "@/app/api/stream/[id]/route";
import * as realtime from "@/app/realtime-analytics/route";
import type { SnapshotEvent } from "@/lib/live/frames";
import { get, post, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";
import { createStreamRegistry } from "./streams";

let test: Awaited<ReturnType<typeof startTestRuntime>>;
beforeEach(async () => void (test = await startTestRuntime()));
afterEach(() => test.stop());

const postStream = (body: unknown) =>
  stream.POST(post("/api/stream", JSON.stringify(body), "application/json"));
const byId = (id: string) => ({ params: Promise.resolve({ id }) });

it("streams a target: a snapshot first, then flushes with an id", async () => {
  const startMs = await test.append("counters:web.hits", 4);
  const response = await stream.GET(get("/api/stream?target=counters:web.hits&range=5m"));
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const next = test.readEvents(response);
  const first = await next(() => true);
  expect(first).toMatchObject({
    event: "snapshot",
    data: { series: [{ key: "0", name: "counters:web.hits", stepMs: 1_000 }], fresh: true },
  });
  const [from, values] = (first.data as SnapshotEvent).columns[0]![0]!;
  expect(values[(startMs - from) / 1_000]).toBe(4);
  const flush = await next(({ event }) => event === "flush");
  expect(flush.id).toMatch(/^\d+\.\d+\.[\w-]+\.[\w-]+$/);
});

it("serves a description by its id, until it is deleted", async () => {
  await test.append("counters:a", 1);
  const subscription = { key: "k", target: "counters:a", rangeMs: 60_000, stepMs: null };
  const made = await postStream({ subscriptions: [subscription], names: true });
  expect(made.status).toBe(201);
  const { id, url, nowMs } = (await made.json()) as { id: string; url: string; nowMs: number };
  expect(url).toBe(`/api/stream/${id}`);
  expect(Math.abs(nowMs - Date.now())).toBeLessThan(60_000);
  const next = test.readEvents(await streamById.GET(get(url), byId(id)));
  expect(await next(() => true)).toMatchObject({ event: "snapshot", data: { series: [{ key: "k" }] } });
  expect(test.runtime.streams.count()).toBe(1);
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
  for (const response of [
    await stream.HEAD(get("/api/stream")),
    realtime.HEAD(get("/realtime-analytics?id=a")),
  ]) {
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(response.body).toBeNull();
  }
  expect(test.runtime.streams.count()).toBe(0);
});

it("an aborted request leaves no stream behind", async () => {
  const abort = new AbortController();
  const request = new Request("http://localhost/api/stream?target=a", { signal: abort.signal });
  await stream.GET(request);
  expect(test.runtime.streams.count()).toBe(1);
  abort.abort();
  expect(test.runtime.streams.count()).toBe(0);
});

it("refuses streams above the limit of an address with 429, and of the process with 503", async () => {
  const limits = (maxStreams: number, maxPerAddress: number) =>
    setRuntime({ ...test.runtime, streams: createStreamRegistry({ maxStreams, maxPerAddress }) });
  limits(10, 0);
  const many = await stream.GET(get("/api/stream?target=a"));
  expect([many.status, await many.json()]).toMatchObject([429, { error: { code: "too_many_streams" } }]);
  limits(0, 10);
  const full = await stream.GET(get("/api/stream?target=a"));
  expect([full.status, await full.json()]).toMatchObject([503, { error: { code: "server_full" } }]);
});

it("a page of 2015 gets bare numbers under the very ids it asked for, and nothing while a counter is idle", async () => {
  await test.append("counters:web.hits", 1);
  await test.append("counters:other", 1, "third");
  const response = await realtime.GET(get("/realtime-analytics?id=web.hits&id=counters:other&id=not%20yet"));
  const next = test.readEvents(response);
  await test.ingest.receive("web.hits:3|c");
  expect(await next(() => true)).toMatchObject({ event: "web.hits", data: 3 });
  await test.ingest.receive("other:5|c");
  expect(await next(() => true)).toMatchObject({ event: "counters:other", data: 5 });
});

it.each(["a%0ab", "a%0d%0adata:%20x", "a%00b", ""])("refuses the id %j", async (id) => {
  const response = await realtime.GET(get(`/realtime-analytics?id=${id}`));
  expect(response.status).toBe(400);
  expect(test.runtime.streams.count()).toBe(0);
});
