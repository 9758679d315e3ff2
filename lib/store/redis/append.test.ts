import { Cluster } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "@/lib/metric/clock";
import { counter, flushOf, recentStart } from "../contract.test-support";
import { decodeHead } from "../frame-codec";
import { createNameTable } from "../names";
import { startRedisCluster, startRedisServer } from "../redis-server.test-support";
import { placeOf } from "../shards";
import { type Appender, createAppender } from "./append";
import { runBatch } from "./batch";
import { createChannels } from "./channels";
import { type Client, connect } from "./connect";
import { type Keys, allShards, createKeys } from "./keys";

const hits = "counters:hits" as const;
const { shard } = placeOf(hits);
const start = recentStart();
let testCount = 0;

describe.each([
  ["one server", startRedisServer],
  ["a Cluster", startRedisCluster],
] as const)("appending to %s", (_, startServer) => {
  let server: { url: string; stop(): Promise<void> };
  let client: Client;
  let keys: Keys;
  let warnings: string[];
  let appender: Appender;
  let nowMs = 0;
  beforeAll(async () => {
    server = await startServer();
    client = await connect(server.url);
  });
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });
  beforeEach(() => {
    keys = createKeys(`t${++testCount}:`);
    warnings = [];
    nowMs = 0;
    appender = createAppender({
      client,
      keys,
      names: createNameTable(100),
      clock: { now: systemClock.now, monotonic: () => nowMs },
      leaseMs: 5_000,
      warn: (message) => void warnings.push(message),
    });
  });
  afterEach(() => vi.restoreAllMocks());

  const append = (sequence: number) =>
    appender.append(flushOf("w", sequence, start + sequence * 1_000, [[hits, counter(1)]]));
  const sequencesIn = async (key: string) => {
    const [rows] = await runBatch(client, [
      { key, command: "xrange", args: [key, "-", "+"], asBuffer: true },
    ]);
    return (rows as [Buffer, [Buffer, Buffer]][]).map(([, [field, bytes]]) => {
      expect(field.toString()).toBe("f");
      return decodeHead(bytes).sequence;
    });
  };
  const lengths = () =>
    runBatch(
      client,
      allShards.map((each) => ({ key: keys.frames(each), command: "xlen", args: [keys.frames(each)] })),
    );

  it("stores a frame and its number in every shard, once however often it is sent", async () => {
    await append(1);
    await append(1);
    await append(2);
    expect(new Set(await lengths())).toEqual(new Set([2]));
    expect(await client.get(keys.sequence(shard, "w"))).toBe("2");
    expect(await client.zrange(keys.writers, "0", "-1")).toEqual(["w"]);
    expect(await client.hvals(keys.names(shard))).toEqual([`${start + 1_000} ${start + 1_000} ${hits}`]);
  });

  it("notes a series in use again, keeps when it was first seen, and tells of it anew if Redis lost it", async () => {
    const subscriber = await connect(server.url);
    const heard: unknown[] = [];
    await createChannels(subscriber).listen(keys.namesChannel, (text) => void heard.push(JSON.parse(text)));
    await append(1);
    await append(70);
    const row = `${start + 1_000} ${start + 70_000} ${hits}`;
    expect(await client.hvals(keys.names(shard))).toEqual([row]);
    await client.del(keys.names(shard));
    await append(140);
    expect(await client.hvals(keys.names(shard))).toEqual([
      row.replace(`${start + 70_000}`, `${start + 140_000}`),
    ]);
    const news = { fresh: [[hits, start + 1_000]] };
    await vi.waitFor(() => expect(heard).toEqual([news, news]), 3_000);
    subscriber.disconnect();
  });

  it("takes a first flush of a hundred thousand series", async () => {
    const many = createAppender({
      client,
      keys,
      names: createNameTable(200_000),
      clock: systemClock,
      leaseMs: 5_000,
      warn: (message) => void warnings.push(message),
    });
    const values = Array.from({ length: 100_000 }, (_, i): [string, ReturnType<typeof counter>] => [
      `counters:many.${i}`,
      counter(i),
    ]);
    await many.append(flushOf("w", 1, start, values));
    const counts = await runBatch(
      client,
      allShards.map((each) => ({ key: keys.names(each), command: "hlen", args: [keys.names(each)] })),
    );
    expect(counts.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(100_000);
    expect(new Set(await lengths())).toEqual(new Set([1]));
  });

  it("heals what only some shards have: each gets what it lacks, none gets anything twice", async () => {
    for (const sequence of [1, 2, 3, 4]) await append(sequence);
    const [behind, empty] = [(shard + 1) % 64, (shard + 2) % 64];
    await client.set(keys.sequence(behind, "w"), "2");
    await client.xtrim(keys.frames(behind), "MAXLEN", 2);
    await client.del(keys.sequence(empty, "w"), keys.frames(empty));
    await append(5);
    expect(await sequencesIn(keys.frames(shard))).toEqual([1, 2, 3, 4, 5]);
    expect(await sequencesIn(keys.frames(behind))).toEqual([3, 4, 3, 4, 5]);
    expect(await sequencesIn(keys.frames(empty))).toEqual([1, 2, 3, 4, 5]);
    expect(warnings).toEqual([]);
  });

  it("says how many flushes are lost when Redis lost more than the writer keeps, and goes on", async () => {
    await append(1);
    await append(2);
    nowMs = 100_000;
    await append(3);
    nowMs = 120_000;
    await client.del(keys.sequence(shard, "w"), keys.frames(shard));
    await append(4);
    expect(warnings).toEqual(["Redis lost 2 flushes that are no longer kept: their steps are gaps"]);
    expect(await sequencesIn(keys.frames(shard))).toEqual([3, 4]);
    expect(await sequencesIn(keys.frames((shard + 1) % 64))).toEqual([1, 2, 3, 4]);
  });

  it("sends frames of sealed steps to the late stream, and rings for both", async () => {
    await client.hset(keys.marks(shard), "sealed:1000", start + 3_000);
    await client.hset(keys.marks(shard), "sealed:10000", start + 9_000_000);
    const subscriber = await connect(server.url);
    const rung: string[] = [];
    await createChannels(subscriber).listenShard(keys.bell(shard), (id) => void rung.push(id));
    for (const sequence of [1, 2, 3, 4]) await append(sequence);
    expect(await sequencesIn(keys.late(shard))).toEqual([1, 2]);
    expect(await sequencesIn(keys.frames(shard))).toEqual([3, 4]);
    expect(await client.get(keys.sequence(shard, "w"))).toBe("4");
    await vi.waitFor(() => expect(rung.length).toBe(4), 3_000);
    expect(rung).toEqual([
      "late",
      "late",
      expect.stringMatching(/^\d+-\d+$/),
      expect.stringMatching(/^\d+-\d+$/),
    ]);
    subscriber.disconnect();
  });

  it("gives no lease to a writer whose steps are long past", async () => {
    await appender.append(flushOf("old", 7, start - 600_000, []));
    await append(1);
    expect(await client.zrange(keys.writers, "0", "-1")).toEqual(["w"]);
    expect(await client.xlen(keys.frames(0))).toBe(2);
  });

  it("sends the script's text again where it was forgotten", async () => {
    await append(1);
    for (const node of client instanceof Cluster ? client.nodes("master") : [client])
      await node.script("FLUSH");
    await append(2);
    expect(new Set(await lengths())).toEqual(new Set([2]));
  });
});
