import { spawn } from "node:child_process";
import type { Redis } from "ioredis";
import { createValuePacker } from "@/lib/metric/packed-values";
import { seriesName } from "@/lib/metric/series";
import { createEmbeddedStore } from "@/lib/store/embedded/metrics";
import type { Listener } from "@/lib/store/port";
import { createLease } from "@/lib/store/redis/third-party/lease";
import { startPublisher } from "@/lib/store/redis/third-party/publish";
import { measureCpu } from "../measure";
import { createRandom, drawPoisson } from "./random";
import { type Part, type Row, bounded, told } from "../report";
import { withRedis } from "./rig";

const count = 10_000;

/** What a message costs that third parties hear, over what the flush costs without them. */
export const measurePublishing: Part = async ({ isQuick }) => {
  const steps = isQuick ? 20 : 100;
  const rows: Row[] = [];
  await withRedis([], async ({ admin, server }) => {
    const alone = await measure(admin, steps, "nothing");
    const quiet = await measure(admin, steps, "folding");
    const nobody = await listenBy(server.port, "nothing:*", () => measure(admin, steps, "publishing"));
    const message = (ms: number, messages: number) => (ms * 1_000) / messages;
    rows.push(
      bounded("Node, of a message", message(nobody.nodeMs - quiet.nodeMs, nobody.messages), 0.8, "µs"),
      bounded("Redis, of a message", message(nobody.redisMs, nobody.messages), 0.8, "µs"),
      told("messages published", nobody.messages),
      told(
        "Node, merging a series' frames for whoever listens",
        message(quiet.nodeMs - alone.nodeMs, steps * count),
        "µs",
      ),
    );
    const heard = await listenBy(server.port, "counters:*", () => measure(admin, steps, "publishing"));
    rows.push(
      told(
        "with one listener that hears all of them: Node",
        message(heard.nodeMs - quiet.nodeMs, heard.messages),
        "µs",
      ),
      told("with one listener that hears all of them: Redis", message(heard.redisMs, heard.messages), "µs"),
    );
  });
  return {
    title: `third parties' channels, ${count.toLocaleString("en")} counters a step`,
    rows,
    notes: [
      "Node: CPU of steps with the publisher less that of the same steps with a listener that does nothing; what merging frames costs stands apart, since it is done once for all who listen. A client with a pattern makes it publish everything; in the first rows the pattern matches no channel.",
    ],
  };
};

interface Cost {
  nodeMs: number;
  redisMs: number;
  messages: number;
}

async function measure(
  admin: Redis,
  steps: number,
  doing: "nothing" | "folding" | "publishing",
): Promise<Cost> {
  const clock = { now: Date.now, monotonic: () => performance.now() };
  const store = createEmbeddedStore({
    disk: null,
    flushMs: 1_000,
    gaugeTtlMs: 60_000,
    maxSeries: count,
    clock,
  });
  const random = createRandom(1);
  const names = Array.from({ length: count }, (_, i) =>
    seriesName("counters", `bench.host${Math.floor(i / 100)}.series${i}`),
  );
  const value = { kind: "counters" as const, sum: 1 };
  const packer = createValuePacker();
  let startMs = Math.floor(Date.now() / 1_000) * 1_000 - 600_000;
  let sequence = 0;
  const append = () => {
    for (let number = 0; number < count; number++) {
      value.sum = drawPoisson(random, 20);
      packer.add(number, value);
    }
    return store.append({
      writer: "bench",
      sequence: ++sequence,
      startMs: (startMs += 1_000),
      stepMs: 1_000,
      values: packer.take(names),
    });
  };
  await append();
  const lease = createLease({
    client: admin,
    key: "lease:publish",
    holder: `bench${Math.random()}`,
    note: "auto",
    leaseMs: 5_000,
    monotonic: clock.monotonic,
  });
  const options = { store, client: admin, lease, mode: "auto" as const, subscribeKey: "lease:subscribe" };
  const publisher =
    doing === "publishing" ? startPublisher({ ...options, warn: console.warn, everyMs: 200 }) : null;
  if (doing === "folding") await store.subscribe(new Set(names), null, deaf);
  const published = () => publisher?.stats().published ?? 0;
  const step = async () => {
    const before = published();
    await append();
    // A step is done when Redis has taken all of it, or after as long as that may take.
    for (let i = 0; i < 100 && publisher && published() < before + count; i++)
      await new Promise((resolve) => setTimeout(resolve, 2));
  };
  if (publisher) while (published() < 3 * count) await step();
  else for (let i = 0; i < 5; i++) await step();
  const before = published();
  const cpu = await measureCpu(admin, async () => {
    for (let i = 0; i < steps; i++) await step();
  });
  const messages = published() - before;
  await publisher?.stop();
  await store.close();
  return { ...cpu, messages };
}

const deaf: Listener = { flush() {}, correct() {}, gap() {}, names() {}, lost() {}, health() {} };

/** A client in a process of its own that subscribes by a pattern as long as `run` takes. */
async function listenBy<T>(port: number, pattern: string, run: () => Promise<T>): Promise<T> {
  const client = spawn("redis-cli", ["-p", `${port}`, "psubscribe", pattern], { stdio: "ignore" });
  const failed = new Promise<never>((_, reject) => client.once("error", reject));
  try {
    return await Promise.race([failed, run()]);
  } finally {
    client.kill();
  }
}
