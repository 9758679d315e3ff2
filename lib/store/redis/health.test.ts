import { type AddressInfo, createServer, connect as dial } from "node:net";
import { Redis } from "ioredis";
import { expect, it, vi } from "vitest";
import {
  contractRetention,
  contractSketchRetention,
  counter,
  createEar,
  flushOf,
  numbersOf,
  recentStart,
} from "../contract.test-support";
import type { MetricStore } from "../port";
import { startRedisServer } from "../redis-server.test-support";
import { createWriter } from "../writer";
import { openRedis } from "./open";

const hits = "counters:hits" as const;
const waitMs = { timeout: 10_000, interval: 20 };
const startMs = recentStart(60);

type Finish = (done: () => Promise<void>) => void;

/** A server of the test's own, so that tests can run at once. */
async function setUp(onTestFinished: Finish) {
  const server = await startRedisServer();
  const admin = new Redis(server.port, "127.0.0.1");
  admin.on("error", () => {});
  const stores: MetricStore[] = [];
  onTestFinished(async () => {
    await Promise.all(stores.map((store) => store.close()));
    admin.disconnect();
    await server.stop();
  });
  async function open(url = server.url) {
    const limits = { flushMs: 1_000, gaugeTtlMs: 60_000, maxSeries: 100, seals: false };
    const kept = { retention: contractRetention, sketchRetention: contractSketchRetention };
    const workerUrl = new URL("file:///unused");
    const options = { ...limits, ...kept, redisUrl: url, dataDir: "", workerUrl };
    const { metrics: store } = await openRedis(options, url);
    stores.push(store);
    const warnings: string[] = [];
    const writer = createWriter(store, { warn: (message) => void warnings.push(message) });
    let count = 0;
    const push = () => writer.push(flushOf("w", ++count, startMs + count * 1_000, [[hits, counter(1)]]));
    const isAway = (reason: RegExp) =>
      vi.waitFor(
        () => expect(store.health()).toMatchObject({ state: "away", reason: expect.stringMatching(reason) }),
        waitMs,
      );
    async function isWellAndWhole(): Promise<void> {
      push();
      await writer.drain(8_000);
      await vi.waitFor(() => expect(store.health()).toMatchObject({ state: "ok", reason: null }), waitMs);
      const [columns] = await store.read([hits], { fromMs: startMs, untilMs: startMs + 60_000 }, 1_000);
      expect(numbersOf(columns!).filter((value) => value === 1)).toHaveLength(count);
    }
    return { store, writer, warnings, push, isAway, isWellAndWhole };
  }
  return { server, admin, open };
}

it.concurrent.for([
  [
    "out of memory",
    (admin: Redis) => admin.config("SET", "maxmemory", "1mb"),
    /^Redis is out of memory and takes nothing in \(OOM.*; metrics are kept$/,
    (admin: Redis) => admin.config("SET", "maxmemory", "0"),
  ],
  [
    "a read-only replica",
    (admin: Redis) => admin.replicaof("127.0.0.1", 1),
    /^Redis is a read-only replica and takes nothing in \(READONLY/,
    (admin: Redis) => admin.replicaof("NO", "ONE"),
  ],
  [
    "closed by another password",
    async (admin: Redis) => {
      await admin.config("SET", "requirepass", "other");
      await admin.call("client", "KILL", "TYPE", "normal");
    },
    /^Redis refuses the password \(NOAUTH/,
    (admin: Redis) => admin.config("SET", "requirepass", ""),
  ],
  [
    "silent",
    (admin: Redis) => admin.client("PAUSE", 4_000, "ALL"),
    /^Redis is too slow \(Command timed out\)/,
    () => Promise.resolve(),
  ],
] as const)(
  "says why when Redis is %s, keeps what comes, and stores it once when it is well",
  async ([, harm, reason, heal], { onTestFinished }) => {
    const { admin, open } = await setUp(onTestFinished);
    const { store, writer, warnings, push, isAway, isWellAndWhole } = await open();
    const ear = createEar();
    await store.subscribe(new Set([hits]), null, ear.on);
    push();
    await writer.drain(1_000);
    await harm(admin);
    push();
    push();
    await isAway(reason);
    expect(writer.backlog()).toBeGreaterThan(0);
    for (const each of warnings) expect(each).toMatch(/^the store is away, flushes wait: Redis /);
    await heal(admin);
    await isWellAndWhole();
    await vi.waitFor(() => expect(ear.health.at(-1)!.state).toBe("ok"), waitMs);
    expect(ear.health.filter(({ state }) => state === "ok")).toHaveLength(1);
  },
);

it.concurrent("warns when Redis takes long to answer, and no longer when it does not", async ({
  onTestFinished,
}) => {
  const { server, open } = await setUp(onTestFinished);
  const proxy = await passTo(server.port);
  const { store: far } = await open(proxy.url);
  proxy.setDelay(250);
  await vi.waitFor(
    () => expect(far.health().warnings.join()).toMatch(/^Redis takes [2-9]\d\d ms to answer$/),
    waitMs,
  );
  expect(far.health().state).toBe("ok");
  proxy.setDelay(0);
  await vi.waitFor(() => expect(far.health().warnings).toEqual([]), waitMs);
  proxy.close();
});

it.concurrent("leaves a server that became a replica, when its name leads to the new master", async ({
  onTestFinished,
}) => {
  const { server, admin, open } = await setUp(onTestFinished);
  const proxy = await passTo(server.port);
  const other = await startRedisServer();
  const { writer, push, isWellAndWhole } = await open(proxy.url);
  push();
  await writer.drain(1_000);
  await admin.config("SET", "repl-diskless-sync-delay", "0");
  const promoted = new Redis(other.port, "127.0.0.1");
  await promoted.replicaof("127.0.0.1", server.port);
  await vi.waitFor(async () => expect(await promoted.info()).toContain("master_link_status:up"), waitMs);
  await promoted.replicaof("NO", "ONE");
  await admin.replicaof("127.0.0.1", other.port);
  proxy.leadTo(other.port);
  await isWellAndWhole();
  promoted.disconnect();
  proxy.close();
  await other.stop();
});

/** Passes bytes on, requests late; new connections go where it now leads. */
async function passTo(firstPort: number) {
  let [port, delayMs] = [firstPort, 0];
  const proxy = createServer((near) => {
    const far = dial(port, "127.0.0.1");
    far.on("error", () => near.destroy()).on("close", () => near.destroy());
    near.on("error", () => far.destroy()).on("close", () => far.destroy());
    far.pipe(near);
    near.on("data", (bytes) => setTimeout(() => far.writable && far.write(bytes), delayMs));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    setDelay: (ms: number) => void (delayMs = ms),
    leadTo: (next: number) => void (port = next),
    close: () => proxy.close(),
  };
}
