import fc from "fast-check";
import { expect, it } from "vitest";
import { type LiveFrame, parseStreamId, type StreamId } from "@/lib/live/frames";
import { createRecordStore } from "@/lib/store/records";
import { followStream } from "./follow";
import { type FollowedSubscription, versionOf } from "./followed";
import { createStreamHub, type StreamHub } from "./stream-hub";
import { counter, createClient, createRig, gauge, rest, retention, timer } from "./stream.test-support";

const t0 = 1_700_000_000_000;
const subscribe = (key: string, target: string, stepMs: number | null = null): FollowedSubscription => ({
  key,
  target,
  rangeMs: 120_000,
  stepMs,
  since: 0,
});
const describe = (...subscriptions: FollowedSubscription[]) => {
  const description = { subscriptions, names: true };
  return { ...description, version: versionOf(description) };
};

async function createHubRig() {
  const rig = await createRig(t0);
  const { store, evaluator, clock, every } = rig;
  const boards = createRecordStore({
    now: clock.now,
    saved: [],
    save: async () => {},
    close: async () => {},
  });
  const follow = { store, evaluator, clock, every, retention };
  const hub = createStreamHub({ ...follow, boards });
  return { ...rig, boards, hub, follow };
}

/** A browser at the other end: it parses what was sent and keeps windows. */
function createViewer(hub: StreamHub, description: ReturnType<typeof describe>) {
  const client = createClient(description.subscriptions);
  const sent: Uint8Array[] = [];
  const open = (after: StreamId | null) =>
    hub.open(description, after && { after, held: () => true }, (bytes) => {
      sent.push(bytes);
      client.take(parseFrame(bytes));
    });
  return { client, sent, open };
}

function parseFrame(bytes: Uint8Array): LiveFrame {
  const text = new TextDecoder().decode(bytes);
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(text)?.[1] ?? null;
  return {
    event: field("event"),
    data: JSON.parse(field("data")!),
    id: parseStreamId(field("id")),
  } as LiveFrame;
}

it("streams of equal descriptions, in whatever order, share one follower and each frame's bytes", async () => {
  const rig = await createHubRig();
  await rig.flush("w", t0 - 1_000, { "counters:a": counter(1), "counters:b": counter(1) });
  const [a, b] = [subscribe("1", "counters:a"), subscribe("2", "counters:b")];
  const viewers = [describe(a, b), describe(b, a)].map((each) => createViewer(rig.hub, each));
  const opened = viewers.map((each) => each.open(null));
  await rest();
  expect(rig.hub.groups()).toBe(1);
  await rig.flush("w", t0, { "counters:a": counter(2) });
  const flushes = viewers.map(({ sent }) => sent.find((bytes) => parseFrame(bytes).event === "flush"));
  expect(flushes[0]).toBeDefined();
  expect(flushes[0]).toBe(flushes[1]);
  for (const each of opened) each.close();
  expect(rig.hub.groups()).toBe(0);
});

it("many who join at once are served by one snapshot, and a later one by its own", async () => {
  const rig = await createHubRig();
  await rig.flush("w", t0 - 1_000, { "counters:a": counter(1) });
  createViewer(rig.hub, describe(subscribe("1", "counters:a"))).open(null);
  await rest();
  const crowd = [1, 2, 3].map(() => createViewer(rig.hub, describe(subscribe("1", "counters:a"))));
  for (const each of crowd) each.open(null);
  await rest();
  expect(new Set(crowd.map(({ sent }) => sent[0])).size).toBe(1);
  await rig.advance(3_000);
  await rig.flush("w", t0 + 2_000, { "counters:a": counter(3) });
  const late = createViewer(rig.hub, describe(subscribe("1", "counters:a")));
  late.open(null);
  await rest();
  expect(late.sent[0]).not.toBe(crowd[0]!.sent[0]);
  expect(late.client.windowOf({ key: "1", name: "counters:a" }).get(t0 + 2_000)).toBe(3);
});

it("one that goes on with another description gets what is new, alone or among others", async () => {
  const rig = await createHubRig();
  for (let startMs = t0 - 30_000; startMs < t0; startMs += 1_000) {
    await rig.flush("w", startMs, { "counters:a": counter(1), "counters:b": counter(2) });
    await rig.advance(1_000);
  }
  const a = subscribe("1", "counters:a");
  const b = { ...subscribe("2", "counters:b"), since: 1 };
  const [staying, moving, alone] = [1, 2, 3].map((n) =>
    createViewer(rig.hub, describe(a, ...(n === 3 ? [subscribe("3", "counters:none")] : []))),
  );
  staying!.open(null);
  const streams = [moving!, alone!].map((each) => each.open(null));
  await rest();
  await rig.flush("w", t0, { "counters:a": counter(5), "counters:b": counter(6) });
  for (const stream of streams) stream.change(describe(a, b));
  await rest();
  await rig.flush("w", t0 + 1_000, { "counters:a": counter(7), "counters:b": counter(8) });
  for (const { client } of [moving!, alone!]) {
    const snapshot = client.frames.findLast(({ event }) => event === "snapshot")!;
    expect(snapshot.data).toMatchObject({ fresh: false, keys: ["1", "2"] });
    const values = (key: string, name: string) =>
      [t0 - 1_000, t0, t0 + 1_000].map((start) => client.windowOf({ key, name }).get(start));
    expect(values("1", "counters:a")).toEqual([1, 5, 7]);
    expect(values("2", "counters:b")).toEqual([2, 6, 8]);
  }
  expect(staying!.client.series().map(({ key }) => key)).toEqual(["1"]);
  expect(rig.hub.groups()).toBe(2);
});

it("sends marked events after the snapshot, new ones at once, and all of them again to one who comes back", async () => {
  const rig = await createHubRig();
  const mark = (id: string, atMs: number) => rig.boards.addEvent({ id, atMs, title: id, text: "", tags: [] });
  await mark("old", t0 - 500_000);
  await mark("recent", t0 - 5_000);
  const viewer = createViewer(rig.hub, describe(subscribe("1", "counters:a")));
  const stream = viewer.open(null);
  await rest();
  await mark("new", t0);
  const marked = () =>
    viewer.client.frames.flatMap((frame) => (frame.event === "event" ? [frame.data.id] : []));
  expect(marked()).toEqual(["recent", "new"]);
  expect(viewer.client.eventNames()[0]).toBe("snapshot");
  stream.close();
  await mark("missed", t0 - 60_000);
  await rig.advance(1_000);
  viewer.open({ end: t0, seen: t0 });
  await rest();
  expect(new Set(marked())).toEqual(new Set(["recent", "new", "missed"]));
});

it("sends the events of a longer range when what is asked for changes", async () => {
  const rig = await createHubRig();
  await rig.boards.addEvent({ id: "old", atMs: t0 - 500_000, title: "old", text: "", tags: [] });
  const short = describe(subscribe("1", "counters:a"));
  const viewer = createViewer(rig.hub, short);
  const stream = viewer.open(null);
  await rest();
  const marked = () => viewer.client.eventNames().filter((name) => name === "event").length;
  expect(marked()).toBe(0);
  stream.change(describe({ ...subscribe("1", "counters:a"), key: "2", rangeMs: 900_000 }));
  await rest();
  expect(marked()).toBe(1);
});

const joins = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: fc.constant("flush" as const), value: fc.nat(9) }) },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant("late" as const), value: fc.nat(9), ago: fc.nat(5) }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("name" as const), value: fc.nat(9) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("join" as const) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("cut" as const), which: fc.nat(9) }) },
    { weight: 3, arbitrary: fc.record({ type: fc.constant("resume" as const), which: fc.nat(9) }) },
  ),
  { minLength: 10, maxLength: 40 },
);

it("whoever joins, is cut off and comes back ends with what a fresh load shows: no seam, nothing lost", async () => {
  const targets: [string, number | null][] = [
    ["counters:*", null],
    ["sumSeries(counters:*)", null],
    ["timers:t:p95", null],
    ["gauges:g", 10_000],
    ["movingAverage(counters:a,5)", null],
  ];
  const description = describe(...targets.map(([target, stepMs], i) => subscribe(`${i}`, target, stepMs)));
  await fc.assert(
    fc.asyncProperty(joins, async (actions) => {
      const rig = await createHubRig();
      const viewers: { viewer: ReturnType<typeof createViewer>; close: (() => void) | null }[] = [];
      let endMs = t0;
      const values = (value: number) => ({
        "counters:a": counter(value),
        "timers:t": timer(value, value + 1),
        "gauges:g": gauge(value, endMs),
      });
      await rig.flush("w", t0 - 1_000, values(1));
      for (const action of actions) {
        const each = "which" in action ? viewers[action.which % Math.max(1, viewers.length)] : undefined;
        if (action.type === "flush") {
          await rig.advance(endMs + 1_000 - rig.clock.now());
          await rig.flush("w", endMs, values(action.value));
          endMs += 1_000;
        } else if (action.type === "late") {
          await rig.flush(`late ${endMs} ${action.ago}`, endMs - 1_000 * (action.ago + 1), {
            "counters:b": counter(action.value),
          });
        } else if (action.type === "name") {
          await rig.advance(endMs + 1_000 - rig.clock.now());
          await rig.flush("w", endMs, { [`counters:n${action.value}`]: counter(1) });
          endMs += 1_000;
        } else if (action.type === "join") {
          const viewer = createViewer(rig.hub, description);
          // Some have no time to rest before the next action.
          viewers.push({ viewer, close: viewer.open(null).close });
        } else if (action.type === "cut") {
          each?.close?.();
          if (each) each.close = null;
        } else if (each && !each.close) {
          each.close = each.viewer.open(each.viewer.client.lastId()).close;
        }
      }
      await rest();
      for (const each of viewers) each.close ??= each.viewer.open(each.viewer.client.lastId()).close;
      await rest();
      // Until the longest step has closed for all of them.
      for (let i = 0; i < 12; i++, endMs += 1_000) {
        await rig.advance(endMs + 1_000 - rig.clock.now());
        await rig.flush("w", endMs, values(i));
      }
      // A fresh load has a long step as closed only when it can no longer fill.
      await rig.advance(5_000);
      const fresh = createClient(description.subscriptions);
      const { stop } = followStream(rig.follow, description, null, fresh.take);
      await rest();
      const told = (client: typeof fresh) =>
        fresh.series().map(({ key, name, stepMs }) => {
          const window = client.windowOf({ key, name });
          const fromMs = Math.ceil((rig.clock.now() - 100_000) / stepMs) * stepMs;
          // Steps that nobody flushed are not pushed; functions that look back still have values there.
          const length = Math.floor((endMs - fromMs) / stepMs);
          const starts = Array.from({ length }, (_, i) => fromMs + i * stepMs);
          return { key, name, values: starts.map((start) => window.get(start) ?? null) };
        });
      for (const { viewer } of viewers) expect(told(viewer.client)).toEqual(told(fresh));
      for (const { close } of viewers) close?.();
      stop();
      expect(rig.hub.groups()).toBe(0);
    }),
    { numRuns: 40 },
  );
});
