import { type Server, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import { everyInterval } from "@/lib/live/event-stream";
import { sseHeaders } from "@/lib/live/sse";
import { claimedAddress } from "./ask";
import { createAsk, readProtocol } from "./ask-node";
import { examine } from "./examine";
import { parsePlan } from "./plan";
import { playSelfTest } from "./play";

// A real server that speaks as Statboard does, and spoils one thing, over real sockets.

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Spoil = (response: ServerResponse) => { write(bytes: Uint8Array): void; end(): void };

const asItIs: Spoil = (response) => {
  response.writeHead(200, { ...sseHeaders, server: "nginx" });
  return { write: (bytes) => void response.write(bytes), end: () => void response.end() };
};

async function serve(
  spoil: Spoil,
  health: (response: ServerResponse) => void = answerHealth,
): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === "/api/health") return health(response);
    if (request.url!.startsWith("/api/self-test/stream")) return play(request, response, spoil);
    response.writeHead(200, sseHeaders);
    response.write('event: snapshot\ndata: {"series":[{"stepMs":1000}]}\n\n');
    response.write("event: flush\ndata: {}\n\nevent: flush\ndata: {}\n\n");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answerHealth(response: ServerResponse): void {
  response.end(JSON.stringify({ status: "ok", lastStep: { ageMs: 7 }, backlog: 0, warnings: [] }));
}

function play(request: IncomingMessage, response: ServerResponse, spoil: Spoil): void {
  const out = spoil(response);
  const stop = playSelfTest({
    plan: parsePlan(new URL(request.url!, "http://a").searchParams)!,
    seen: { host: request.headers.host!, address: String(request.headers["x-forwarded-for"]) },
    now: Date.now,
    every: everyInterval,
    send: (bytes) => out.write(bytes),
    close: () => out.end(),
  });
  response.once("close", () => stop());
}

function examineOrigin(origin: string) {
  const asking = { origin, token: null, insecure: false };
  return examine({
    origin,
    redirectedFrom: null,
    isBrowser: false,
    ask: createAsk(asking),
    readProtocol: () => readProtocol(asking),
    plan: { talkMs: 500, quietMs: 700 },
    now: () => performance.now(),
  });
}

it("sees a whole stream, what the server saw of it, health, and flushes", async () => {
  const origin = await serve(asItIs);
  const { stream, health, live, connections, protocol, unreachable } = await examineOrigin(origin);
  expect(unreachable).toBeNull();
  expect(protocol).toBe("http/1.1");
  expect(stream).toMatchObject({ expected: 5, cut: null, answer: { status: 200 } });
  expect(stream!.arrivals).toHaveLength(6);
  expect(stream!.seen).toEqual({ host: new URL(origin).host, address: claimedAddress });
  expect(health!.report).toEqual({ status: "ok", lastStepAgeMs: 7, backlog: 0, warnings: [] });
  expect(live).toMatchObject({ flushes: 2, stepMs: 1_000 });
  expect(connections).toEqual({ asked: 8, opened: 8, refused: [] });
});

it("sees events that were held to the end come in one batch", async () => {
  const origin = await serve((response) => {
    const held: Uint8Array[] = [];
    return {
      write: (bytes) => void held.push(bytes),
      end: () => void response.writeHead(200, sseHeaders).end(Buffer.concat(held)),
    };
  });
  const { stream } = await examineOrigin(origin);
  expect(stream).toMatchObject({ batches: 1, cut: null });
  expect(stream!.arrivals[0]!.arrivedMs - stream!.arrivals[0]!.sentMs).toBeGreaterThan(900);
});

it("reads what is compressed, and sees that it is", async () => {
  const origin = await serve((response) => {
    response.writeHead(200, { ...sseHeaders, "content-encoding": "gzip" });
    const gzip = createGzip();
    gzip.pipe(response);
    return { write: (bytes) => void gzip.write(bytes), end: () => void gzip.end() };
  });
  const { stream } = await examineOrigin(origin);
  expect(stream!.answer.headers["content-encoding"]).toBe("gzip");
  expect(stream!.arrivals).toHaveLength(6);
});

it("sees when a connection is cut in the silence", async () => {
  const origin = await serve((response) => {
    const out = asItIs(response);
    let written = 0;
    return { ...out, write: (bytes) => (++written > 5 ? response.destroy() : out.write(bytes)) };
  });
  const { stream } = await examineOrigin(origin);
  expect(stream!.arrivals).toHaveLength(5);
  expect(stream!.cut!.idleMs).toBeGreaterThan(400);
});

it("stops at a refusal, and notes its code", async () => {
  const origin = await serve(asItIs, (response) =>
    response.writeHead(401).end('{"error":{"code":"unauthorized","message":""}}'),
  );
  const facts = await examineOrigin(origin);
  expect(facts.health).toMatchObject({ answer: { status: 401, code: "unauthorized" }, report: null });
  expect(facts.stream).toBeNull();
});

it("says that nothing listens", async () => {
  expect((await examineOrigin("http://127.0.0.1:9")).unreachable).toMatchObject({ reason: "refused" });
});
