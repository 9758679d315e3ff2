import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { createSocketSink, type SinkLimits } from "./socket-sink";

const limits: SinkLimits = { maxChunks: 1_000, maxBytes: 64 << 20, stalledMs: 1_000, graceMs: 1_000 };
/** More than the system holds between two sockets, so that most of it waits for the client. */
const largeBytes = 32 << 20;

let server: Server;
let client: Socket;
afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A client that has sent a request, and the sink that writes to it. */
async function openSink() {
  let sink: ReturnType<typeof createSocketSink> | undefined;
  server = createServer((_request, response) => {
    response.writeHead(200).flushHeaders();
    sink = createSocketSink(response, response.socket!, limits);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => {});
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await vi.waitFor(() => expect(sink).toBeDefined());
  return sink!;
}

it("a client that takes a large write slowly gets all of it, though it takes three times the patience", async () => {
  const sink = await openSink();
  const startedMs = performance.now();
  let taken = 0;
  client.on("data", (data) => {
    taken += data.length;
    const aheadMs = (taken / largeBytes) * 3 * limits.stalledMs - (performance.now() - startedMs);
    if (aheadMs <= 0) return;
    client.pause();
    setTimeout(() => client.resume(), aheadMs);
  });
  expect(sink.write(new Uint8Array(largeBytes))).toBe(true);
  await vi.waitFor(() => expect(taken).toBeGreaterThan(largeBytes), 20_000);
  expect(client.destroyed).toBe(false);
});

it("a client that stops to take is cut off, however much is still written for it", async () => {
  const sink = await openSink();
  client.once("data", () => client.pause());
  sink.write(new Uint8Array(largeBytes));
  const more = setInterval(() => sink.write(new Uint8Array(1_000)), 100);
  await vi.waitFor(() => expect(sink.write(new Uint8Array(1))).toBe(false), 10_000);
  clearInterval(more);
});

it("a client that has caught up may be idle for longer than the patience", async () => {
  const sink = await openSink();
  let taken = 0;
  client.on("data", (data) => (taken += data.length));
  sink.write(new Uint8Array(largeBytes));
  await vi.waitFor(() => expect(taken).toBeGreaterThan(largeBytes), 10_000);
  await new Promise((resolve) => setTimeout(resolve, 1.5 * limits.stalledMs));
  expect(sink.write(new Uint8Array(1))).toBe(true);
});
