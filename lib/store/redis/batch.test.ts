import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type RedisGroup,
  type RedisServer,
  startRedisCluster,
  startRedisServer,
} from "../redis-server.test-support";
import { type BatchCommand, runBatch, runTransactions, settleBatch } from "./batch";
import { type Client, connect } from "./connect";
import { allShards, createKeys } from "./keys";

const keys = createKeys("batch:");
const each = (command: string, ...args: (string | Buffer)[]) =>
  allShards.map((shard): BatchCommand => ({
    key: keys.marks(shard),
    command,
    args: [keys.marks(shard), ...args],
  }));

let cluster: RedisGroup;
let server: RedisServer;
const clients = new Map<string, Client>();
beforeAll(async () => {
  [cluster, server] = await Promise.all([startRedisCluster(), startRedisServer()]);
  clients.set("one server", await connect(server.url));
  clients.set("a Cluster", await connect(cluster.url));
});
afterAll(async () => {
  for (const client of clients.values()) client.disconnect();
  await Promise.all([cluster.stop(), server.stop()]);
});

describe.each(["one server", "a Cluster"])("a batch on %s", (name) => {
  it("answers in the order of its commands, text or bytes, whichever node serves them", async () => {
    const client = clients.get(name)!;
    const bytes = Buffer.from([0, 255, 128, 13, 10]);
    await runBatch(client, each("hset", "f", bytes, "n", "7"));
    const [text, buffers] = [each("hget", "n"), each("hget", "f").map((one) => ({ ...one, asBuffer: true }))];
    expect(await runBatch(client, [...text, ...buffers])).toEqual([
      ...allShards.map(() => "7"),
      ...allShards.map(() => bytes),
    ]);
    expect(await runBatch(client, [])).toEqual([]);
  });

  it("rejects with the first error after all have run, or answers errors in place", async () => {
    const client = clients.get(name)!;
    const key = keys.marks(5);
    await runBatch(client, [{ key, command: "del", args: [key] }]);
    const wrong: BatchCommand = { key, command: "incr", args: [key, "what"] };
    const commands = [wrong, ...each("hset", "done", "1")];
    await expect(runBatch(client, commands)).rejects.toThrow("wrong number of arguments");
    expect(await runBatch(client, each("hget", "done"))).toEqual(allShards.map(() => "1"));
    expect((await settleBatch(client, commands))[0]).toBeInstanceOf(Error);
  });

  it("runs each shard's transaction whole or not at all", async () => {
    const client = clients.get(name)!;
    await runBatch(client, each("del"));
    const sets = each("hset", "f", Buffer.from([200]));
    const gets = each("hget", "f").map((one) => ({ ...one, asBuffer: true }));
    const both = allShards.map((shard) => [sets[shard]!, gets[shard]!]);
    expect(await runTransactions(client, both)).toEqual(allShards.map(() => [1, Buffer.from([200])]));
    const key = keys.marks(5);
    const broken = [
      { key, command: "hset", args: [key, "f", "lost"] },
      { key, command: "nonsense", args: [key] },
    ];
    await expect(runTransactions(client, [broken])).rejects.toThrow("unknown command");
    expect(await client.hget(key, "f")).not.toBe("lost");
  });

  it("rejects at once when the client is closed", async () => {
    const client = await connect(name === "a Cluster" ? cluster.url : server.url);
    client.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(runBatch(client, each("exists"))).rejects.toThrow(/closed|writeable/);
  });
});

it("follows slots that moved, in batches and in transactions, though the client still has the old map", async () => {
  const client = clients.get("a Cluster") as Cluster;
  const shards = allShards.slice(0, 8);
  const pairs = shards.map((shard) => each("hset", "moved", "1")[shard]!);
  await runBatch(client, pairs);
  const masters = () => client.slots.map(([master]) => master);
  const right = masters();
  const wrongNode = [right[0]!];
  const forgetTheMap = () => client.slots.forEach((_, slot) => (client.slots[slot] = [...wrongNode]));
  forgetTheMap();
  expect(await runBatch(client, pairs)).toEqual(shards.map(() => 0));
  forgetTheMap();
  expect(
    await runTransactions(
      client,
      pairs.map((one) => [one]),
    ),
  ).toEqual(shards.map(() => [0]));
  expect(masters().every((master, slot) => master === right[slot])).toBe(true);
});

it("asks where a slot is going while it moves, and finds it where it then is", async () => {
  const client = clients.get("a Cluster") as Cluster;
  const [key, bytes] = [keys.late(9), Buffer.from([1, 254])];
  const slot = await client.cluster("KEYSLOT", key);
  const addressOf = ({ options }: Redis) => `${options.host}:${options.port}`;
  const masters = client.nodes("master");
  const from = masters.find((node) => addressOf(node) === client.slots[slot]![0])!;
  const to = masters.find((node) => node !== from)!;
  const [fromId, toId] = [String(await from.cluster("MYID")), String(await to.cluster("MYID"))];
  await runBatch(client, each("del"));
  await to.cluster("SETSLOT", slot, "IMPORTING", fromId);
  await from.cluster("SETSLOT", slot, "MIGRATING", toId);
  const set = (field: string): BatchCommand => ({ key, command: "hset", args: [key, field, bytes] });
  const others = each("hset", "other", "1");
  const replies = await runBatch(client, [...others, set("a"), ...others]);
  expect(replies[others.length]).toBe(1);
  expect(await runTransactions(client, [[set("b"), set("c")]])).toEqual([[1, 1]]);
  for (const node of [to, from]) await node.cluster("SETSLOT", slot, "NODE", toId);
  expect(await runBatch(client, [{ key, command: "hget", args: [key, "c"], asBuffer: true }])).toEqual([
    bytes,
  ]);
  expect(client.slots[slot]![0]).toBe(addressOf(to));
});
