import { expect, it } from "vitest";
import type { LiveFrame } from "@/lib/live/frames";
import { followStream } from "./follow";
import type { FollowedDescription, Resume } from "./followed";
import {
  type Client,
  counter,
  createClient,
  createRig,
  rest,
  type Rig,
  retention,
} from "./stream.test-support";

const t0 = 1_700_000_000_000;
const subscribe = (key: string, target: string) => ({
  key,
  target,
  rangeMs: 300_000,
  stepMs: null,
});
const describe = (version: string, ...subscriptions: FollowedDescription["subscriptions"]) => ({
  subscriptions,
  names: false,
  version,
});
const keys = (...of: string[]) => new Set(of);

async function follow(rig: Rig, description: FollowedDescription, resume: Resume | null = null) {
  const client = createClient([]);
  const options = {
    store: rig.store,
    evaluator: rig.evaluator,
    retention,
    clock: rig.clock,
    every: rig.every,
  };
  const follower = followStream(options, description, resume, client.take);
  await rest();
  return { client, follower };
}

async function createFilledRig(): Promise<Rig> {
  const rig = await createRig(t0);
  await rig.flush("w", t0 - 2_000, { "counters:a": counter(1), "counters:b": counter(2) });
  await rig.flush("w", t0 - 1_000, { "counters:a": counter(3), "counters:b": counter(4) });
  return rig;
}

const pointsOf = (client: Client, key: string, name: string) =>
  [...client.windowOf({ key, name }).values()].filter((value) => value !== null);
const lastSnapshot = (frames: LiveFrame[]) => frames.findLast((frame) => frame.event === "snapshot")!.data;

it("a key that is added comes as a snapshot of what is new, and is fed from then on", async () => {
  const rig = await createFilledRig();
  const a = subscribe("1", "counters:a");
  const { client, follower } = await follow(rig, describe("v5", a));
  follower.change(describe("v6", a, subscribe("2", "counters:b")), keys("2"));
  await rest();
  expect(lastSnapshot(client.frames)).toMatchObject({
    fresh: false,
    keys: ["1", "2"],
    series: [{ key: "1" }, { key: "2" }],
  });
  expect(lastSnapshot(client.frames).columns[0]).toEqual([]);
  expect(pointsOf(client, "2", "counters:b")).toEqual([2, 4]);
  await rig.flush("w", t0, { "counters:a": counter(7), "counters:b": counter(8) });
  expect(client.frames.findLast(({ event }) => event === "flush")).toMatchObject({
    data: { values: [7, 8] },
    id: { end: t0 + 1_000, version: "v6" },
  });
});

it("a key that is removed leaves the series, and its target costs nothing any more", async () => {
  const rig = await createFilledRig();
  const [a, b] = [subscribe("1", "counters:a"), subscribe("2", "counters:b")];
  const { client, follower } = await follow(rig, describe("v0", a, b));
  follower.change(describe("v1", b), keys());
  await rest();
  expect(lastSnapshot(client.frames)).toMatchObject({ series: [{ key: "2" }], columns: [[]], keys: ["2"] });
});

it("a key that was removed and added again is sent whole, with the same target or another", async () => {
  const rig = await createFilledRig();
  const { client, follower } = await follow(rig, describe("v0", subscribe("1", "counters:a")));
  // What a browser does with a key it no longer follows.
  client.windowOf({ key: "1", name: "counters:a" }).clear();
  follower.change(describe("v2", subscribe("1", "counters:a")), keys("1"));
  await rest();
  expect(pointsOf(client, "1", "counters:a")).toEqual([1, 3]);
  follower.change(describe("v3", subscribe("1", 'alias(counters:b,"counters:a")')), keys("1"));
  await rest();
  expect(pointsOf(client, "1", "counters:a")).toEqual([2, 4]);
});

it("each change is answered by a snapshot, also when its target matches nothing or is wrong", async () => {
  const rig = await createFilledRig();
  const a = subscribe("1", "counters:a");
  const { client, follower } = await follow(rig, describe("v0", a));
  client.frames.length = 0;
  follower.change(describe("v1", a, subscribe("2", "not.yet"), subscribe("3", "sum(")), keys("2", "3"));
  await rest();
  expect(client.frames.map(({ event }) => event).slice(0, 2)).toEqual(["snapshot", "error"]);
  expect(lastSnapshot(client.frames).keys).toEqual(["1", "2", "3"]);
});

it("a client cut off before it had the new key gets it whole; what it had before, only what it missed", async () => {
  const rig = await createFilledRig();
  const a = subscribe("1", "counters:a");
  const { client } = await follow(rig, describe("v0", a));
  for (let i = 0; i < 40; i++) {
    await rig.flush("w", t0 + i * 1_000, { "counters:a": counter(5), "counters:b": counter(6) });
    await rig.advance(1_000);
  }
  const after = client.lastId()!;
  expect(after.version).toBe("v0");
  await rig.flush("w", t0 + 40_000, { "counters:a": counter(9), "counters:b": counter(9) });
  const resume = { after, held: (key: string) => key === "1" };
  const second = await follow(rig, describe("v1", a, subscribe("2", "counters:b")), resume);
  expect(lastSnapshot(second.client.frames).fresh).toBe(false);
  expect(pointsOf(second.client, "1", "counters:a").length).toBeLessThan(30);
  expect(pointsOf(second.client, "2", "counters:b").length).toBe(43);
});

it("a change that comes while the first snapshot is made is in the next one", async () => {
  const rig = await createFilledRig();
  const [a, b] = [subscribe("1", "counters:a"), subscribe("2", "counters:b")];
  const options = {
    store: rig.store,
    evaluator: rig.evaluator,
    retention,
    clock: rig.clock,
    every: rig.every,
  };
  const client = createClient([]);
  const follower = followStream(options, describe("v0", a), null, client.take);
  follower.change(describe("v1", a, b), keys("2"));
  await rest();
  expect(client.windowOf({ key: "1", name: "counters:a" }).get(t0 - 1_000)).toBe(3);
  expect(client.windowOf({ key: "2", name: "counters:b" }).get(t0 - 1_000)).toBe(4);
});
