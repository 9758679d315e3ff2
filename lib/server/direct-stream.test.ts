import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as stream from "@/app/api/stream/route";
import { createDirectStreams } from "./direct-stream";
import { get, post, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";
import type { SinkLimits } from "./socket-sink";
import { createStreamRegistry } from "./streams";
import { listenWeb, type Web } from "./web";

const limits: SinkLimits = { maxChunks: 100, maxBytes: 100_000, stalledMs: 60_000, graceMs: 200 };

let test: Awaited<ReturnType<typeof startTestRuntime>>;
let web: Web;
const sockets: Socket[] = [];

beforeEach(async () => {
  test = await startTestRuntime();
  web = await serveWith(limits);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  web.cut();
  await web.close();
  await test.stop();
});

async function serveWith(of: SinkLimits): Promise<Web> {
  const next = await listenWeb({ host: "127.0.0.1", port: 0 }, { origins: [], embed: [] });
  next.serve(
    async (_request, response) => void response.writeHead(404).end("elsewhere"),
    createDirectStreams(of),
  );
  return next;
}

/** Sends a request as text, and collects what comes back as text. */
function ask(path: string, { method = "GET", version = "1.1", headers = "" } = {}) {
  const socket = connect(web.address.port, "127.0.0.1");
  sockets.push(socket);
  let text = "";
  let isClosed = false;
  socket.on("data", (data) => (text += data.toString("latin1")));
  socket.on("close", () => (isClosed = true));
  socket.on("error", () => {});
  socket.write(`${method} ${path} HTTP/${version}\r\nHost: localhost\r\n${headers}\r\n`);
  return { socket, text: () => text, isClosed: () => isClosed };
}

/** The body of a chunked answer, as far as it is whole. */
function unchunk(text: string): string {
  let rest = text.slice(text.indexOf("\r\n\r\n") + 4);
  let body = "";
  for (;;) {
    const size = Number.parseInt(rest, 16);
    const at = rest.indexOf("\r\n") + 2;
    if (!(size > 0) || rest.length < at + size + 2) return body;
    body += rest.slice(at, at + size);
    expect(rest.slice(at + size, at + size + 2)).toBe("\r\n");
    rest = rest.slice(at + size + 2);
  }
}

const path = "/api/stream?target=counters:a&range=5m";

it("sends the very bytes that the route handler sends, under the same headers", async () => {
  await test.append("counters:a", 1);
  const before = ask(path);
  await vi.waitFor(() => expect(before.text()).toContain("event: flush"), 5_000);
  // Both begin within a second, and so with the same snapshot.
  const direct = ask(path);
  const response = await stream.GET(get(path));
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let routed = "";
  while ((routed.match(/event: flush/g) ?? []).length < 2) routed += (await reader.read()).value;
  await reader.cancel();
  await vi.waitFor(() => expect(unchunk(direct.text()).length).toBeGreaterThanOrEqual(routed.length), 5_000);
  expect(unchunk(direct.text()).slice(0, routed.length)).toBe(routed);
  const head = direct.text().slice(0, direct.text().indexOf("\r\n\r\n")).toLowerCase();
  expect(head).toContain("http/1.1 200 ok");
  for (const [name, value] of response.headers) expect(head).toContain(`${name}: ${value}`);
  expect(head).toContain("x-content-type-options: nosniff");
});

it("sends plain bytes to a client of HTTP/1.0, and closes when it ends", async () => {
  const old = ask(path, { version: "1.0" });
  await vi.waitFor(() => expect(old.text()).toContain("event: snapshot"), 5_000);
  expect(old.text()).toContain("\r\n\r\nretry: 1000\n\nevent: snapshot");
  test.runtime.streams.closeAll();
  await vi.waitFor(() => expect(old.isClosed()).toBe(true), 5_000);
});

it("ends a stream whole when the server closes it, and the connection can be used again", async () => {
  const client = ask(path);
  await vi.waitFor(() => expect(client.text()).toContain("event: snapshot"), 5_000);
  test.runtime.streams.closeAll();
  await vi.waitFor(() => expect(client.text().endsWith("0\r\n\r\n")).toBe(true), 5_000);
  client.socket.write("GET /else HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await vi.waitFor(() => expect(client.text()).toContain("elsewhere"), 5_000);
});

it("serves a description, knows none that was not made, and refuses without a token", async () => {
  const made = await stream.POST(
    post("/api/stream", JSON.stringify({ subscriptions: [], names: true }), "application/json"),
  );
  const { url } = (await made.json()) as { url: string };
  const known = ask(url);
  await vi.waitFor(() => expect(known.text()).toContain("event: snapshot"), 5_000);
  const unknown = ask("/api/stream/AAAAAAAAAAAAAAAAAAAAAA");
  await vi.waitFor(() => expect(unknown.text()).toMatch(/404 Not Found[^]*"not_found"/), 5_000);
  const tokens = { edit: "e".repeat(20), view: null };
  setRuntime({ ...test.runtime, config: { ...test.runtime.config, tokens } });
  const foreign = ask(path);
  await vi.waitFor(() => expect(foreign.text()).toMatch(/401 Unauthorized[^]*"unauthorized"/), 5_000);
  const friend = ask(path, { headers: `Authorization: Bearer ${tokens.edit}\r\n` });
  await vi.waitFor(() => expect(friend.text()).toContain("event: snapshot"), 5_000);
});

it("refuses foreign hosts as everywhere", async () => {
  const evil = connect(web.address.port, "127.0.0.1");
  sockets.push(evil);
  let text = "";
  evil.on("data", (data) => (text += data.toString()));
  evil.write("GET /api/stream?target=a HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  await vi.waitFor(() => expect(text).toContain("bad_host"), 5_000);
});

it("HEAD opens no stream", async () => {
  const head = ask(path, { method: "HEAD" });
  await vi.waitFor(() => expect(head.text()).toContain("text/event-stream"), 5_000);
  const unknown = ask("/api/stream/AAAAAAAAAAAAAAAAAAAAAA", { method: "HEAD" });
  await vi.waitFor(() => expect(unknown.text()).toContain("404"), 5_000);
  expect(test.runtime.streams.count()).toBe(0);
});

it("counts a client out who leaves, by a reset too", async () => {
  const [polite, rude] = [ask(path), ask(path)];
  await vi.waitFor(() => expect(test.runtime.streams.count()).toBe(2), 5_000);
  polite.socket.end();
  rude.socket.resetAndDestroy();
  await vi.waitFor(() => expect(test.runtime.streams.count()).toBe(0), 5_000);
  expect(test.runtime.hub.groups()).toBe(0);
});

it("refuses streams above the limits with an error that says when to come back", async () => {
  const streams = createStreamRegistry({ maxStreams: 2, maxPerAddress: 1 });
  setRuntime({ ...test.runtime, streams });
  ask(path);
  await vi.waitFor(() => expect(streams.count()).toBe(1), 5_000);
  const many = ask(path);
  await vi.waitFor(() => expect(many.text()).toMatch(/429 [^]*retry-after: 5[^]*"too_many_streams"/i), 5_000);
  const other = ask(path, { headers: "X-Forwarded-For: 10.0.0.9\r\n" });
  await vi.waitFor(() => expect(streams.count()).toBe(2), 5_000);
  const full = ask(path, { headers: "X-Forwarded-For: 10.0.0.8\r\n" });
  await vi.waitFor(() => expect(full.text()).toMatch(/503 [^]*retry-after: 5[^]*"server_full"/i), 5_000);
  other.socket.destroy();
});

/** Keeps the stream's sender busy until the client can take no more. */
async function flood(isOver: () => boolean): Promise<void> {
  for (let i = 0; i < 20_000 && !isOver(); i++) {
    await test.runtime.boards.addEvent({
      id: `${i}`,
      atMs: Date.now(),
      title: "x".repeat(60_000),
      text: "",
      tags: [],
    });
    if (i % 10 === 0) await new Promise(setImmediate);
  }
}

it("cuts off a client that does not read when its queue is full, and no other", async () => {
  const slow = ask(path);
  const quick = ask(path);
  await vi.waitFor(() => expect(test.runtime.streams.count()).toBe(2), 5_000);
  await vi.waitFor(() => expect(slow.text()).toContain("event: snapshot"), 5_000);
  slow.socket.pause();
  await flood(() => test.runtime.streams.count() < 2);
  expect(test.runtime.streams.count()).toBe(1);
  const before = quick.text().length;
  await vi.waitFor(() => expect(quick.text().length).toBeGreaterThan(before), 5_000);
});

it("cuts off a client that takes a byte a second", async () => {
  web.cut();
  await web.close();
  web = await serveWith({ ...limits, maxChunks: 1e9, maxBytes: 1e9, stalledMs: 1_000 });
  const client = ask(path);
  await vi.waitFor(() => expect(client.text()).toContain("event: snapshot"), 5_000);
  client.socket.pause();
  const sip = setInterval(() => client.socket.read(1), 1_000);
  const isGone = () => test.runtime.streams.count() === 0;
  const startedMs = Date.now();
  await flood(() => isGone() || Date.now() - startedMs > 2_000);
  await vi.waitFor(() => expect(isGone()).toBe(true), 10_000);
  clearInterval(sip);
});

it("a request that nobody serves directly goes where all others go", async () => {
  for (const [method, url] of [
    ["POST", "/api/stream"],
    ["GET", "/api/streams"],
    ["GET", "/api/stream/"],
    ["GET", "/api/stream/a/b"],
  ] as const) {
    const status = await new Promise((resolve) =>
      httpRequest({ port: web.address.port, path: url, method }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end(),
    );
    expect([method, url, status]).toEqual([method, url, 404]);
  }
});
