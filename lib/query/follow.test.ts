import fc from "fast-check";
import { expect, it } from "vitest";
import type { Value } from "@/lib/metric/value";
import { queryRange } from "./query";
import {
  type Client,
  counter,
  createClient,
  createRig,
  gauge,
  members,
  type Rig,
  retention,
  timer,
} from "./stream.test-support";

const t0 = 1_700_000_000_000;
const subscribe = (target: string, stepMs: number | null = null) => ({
  key: `${target} ${stepMs}`,
  target,
  rangeMs: 300_000,
  stepMs,
});

async function expectEqualToHistory(rig: Rig, client: Client, fromMs: number): Promise<void> {
  for (const { key, target, stepMs } of client.subscriptions) {
    const query = { targets: [target], fromMs, untilMs: rig.clock.now(), stepMs, maxDataPoints: null };
    const { series } = await queryRange(rig.store, retention, query, rig.clock.now());
    const lines = client.series().filter((each) => each.key === key);
    expect(lines.map((each) => each.name)).toEqual(series.map((each) => each.name).toSorted());
    for (const line of series) {
      const window = client.windowOf({ key, name: line.name });
      const held = line.values.map((_, i) => window.get(line.startMs + i * line.stepMs) ?? null);
      expect({ key, name: line.name, values: held }).toEqual({ key, name: line.name, values: line.values });
    }
  }
}

it("begins with a snapshot of history, and goes on with each step as it closes", async () => {
  const rig = await createRig(t0);
  await rig.flush("w", t0 - 2_000, { "counters:a": counter(3) });
  await rig.flush("w", t0 - 1_000, {});
  const client = createClient([subscribe("counters:a")]);
  await rig.connect(client, null);
  expect(client.frames[0]).toMatchObject({
    event: "snapshot",
    data: { fresh: true, columns: [[[t0 - 2_000, [3, 0]]]] },
  });
  await rig.advance(1_000);
  await rig.flush("w", t0, { "counters:a": counter(5) });
  const flush = client.frames.find((frame) => frame.event === "flush");
  expect(flush).toMatchObject({ data: { end: t0 + 1_000, values: [5] }, id: { end: t0 + 1_000 } });
});

it("says each second that it is live, with the server's time", async () => {
  const rig = await createRig(t0);
  const client = createClient([]);
  await rig.connect(client, null);
  await rig.advance(2_500);
  const statuses = client.frames.filter((frame) => frame.event === "status");
  expect(statuses.at(-1)).toMatchObject({ data: { state: "live", nowMs: t0 + 2_000 }, id: null });
  expect(statuses.length).toBeGreaterThanOrEqual(2);
});

it("takes an unknown bucket in by itself when its name arrives, also in a glob", async () => {
  const rig = await createRig(t0);
  await rig.flush("w", t0 - 1_000, { "counters:web.a": counter(1) });
  const client = createClient([subscribe("counters:web.*"), subscribe("later")]);
  await rig.connect(client, null);
  expect(client.series().map((each) => each.name)).toEqual(["counters:web.a"]);
  await rig.advance(1_000);
  await rig.flush("w", t0, { "counters:web.b": counter(2), "gauges:later": gauge(7, t0) });
  await rig.advance(1_000);
  await rig.flush("w", t0 + 1_000, { "counters:web.b": counter(4) });
  expect(client.series().map((each) => each.name)).toEqual([
    "counters:web.a",
    "counters:web.b",
    "gauges:later",
  ]);
  expect(client.frames.filter((frame) => frame.event === "names").length).toBe(1);
  await rig.advance(1_000);
  await expectEqualToHistory(rig, client, t0 - 5_000);
});

it("gives every process the same revision for the same series", async () => {
  const rig = await createRig(t0);
  await rig.flush("w", t0 - 1_000, { "counters:a": counter(1), "counters:b": counter(1) });
  const [one, other] = [
    ["a", "b"],
    ["b", "a"],
  ].map((names) => createClient(names.map((name) => ({ ...subscribe(`counters:${name}`) }))));
  await rig.connect(one!, null);
  await rig.connect(other!, null);
  expect(one!.series()).toEqual(other!.series());
  expect(one!.frames[0]!.data).toEqual(other!.frames[0]!.data);
});

it("sends the error of a key after the snapshot, with the place of the fault", async () => {
  const rig = await createRig(t0);
  const client = createClient([subscribe("sumSeries(a"), subscribe("b")]);
  await rig.connect(client, null);
  expect(client.eventNames().slice(0, 2)).toEqual(["snapshot", "error"]);
  expect(client.frames[1]!.data).toMatchObject({
    key: "sumSeries(a null",
    code: "bad_target",
    message: expect.stringContaining("character 12"),
  });
});

it("shows what a longer step holds so far, and then its whole value", async () => {
  const rig = await createRig(t0);
  const client = createClient([subscribe("counters:a", 10_000), subscribe("counters:a:rate", 10_000)]);
  await rig.flush("w", t0 - 1_000, { "counters:a": counter(1) });
  await rig.connect(client, null);
  for (let i = 0; i < 10; i++) {
    await rig.advance(1_000);
    await rig.flush("w", t0 + i * 1_000, { "counters:a": counter(2) });
  }
  const flushes = client.frames.flatMap((frame) => (frame.event === "flush" ? [frame.data] : []));
  expect(flushes[2]).toMatchObject({ values: [], open: [6, 2] });
  expect(flushes[9]).toMatchObject({ end: t0 + 10_000, values: [20, 2] });
  expect(flushes[9]!.open).toBeUndefined();
});

it("sends only the touched steps to a client that resumes", async () => {
  const rig = await createRig(t0);
  for (let i = 60; i > 0; i--) {
    await rig.flush("w", t0 - i * 1_000, { "counters:a": counter(i) });
    await rig.advance(1_000);
  }
  const client = createClient([subscribe("counters:a")]);
  const stop = await rig.connect(client, null);
  await rig.flush("w", t0, { "counters:a": counter(100) });
  const after = client.lastId();
  stop();
  for (let i = 1; i <= 30; i++) {
    await rig.advance(1_000);
    await rig.flush("w", t0 + i * 1_000, { "counters:a": counter(i) });
  }
  client.frames.length = 0;
  await rig.connect(client, after);
  const [first] = client.frames;
  if (first?.event !== "snapshot") throw new Error(`the first event was ${first?.event}`);
  expect(first.data.fresh).toBe(false);
  const [start, values] = first.data.columns[0]![0]!;
  expect(start).toBeGreaterThan(t0 - 25_000);
  expect(values.slice(-31)).toEqual([100, ...Array.from({ length: 30 }, (_, i) => i + 1)]);
  await rig.advance(40_000);
  await expectEqualToHistory(rig, client, t0 - 20_000);
});

it("starts windows again when what a client resumes from is no longer kept", async () => {
  const rig = await createRig(t0);
  await rig.flush("w", t0 - 1_000, { "counters:a": counter(3) });
  const client = createClient([subscribe("counters:a")]);
  await rig.connect(client, { end: t0 - 86_400_000, seen: t0 - 86_400_000 });
  expect(client.frames[0]).toMatchObject({
    event: "snapshot",
    data: { fresh: true, columns: [[[t0 - 1_000, [3]]]] },
  });
});

it("says that the store is away, and begins by itself when it is back", async () => {
  const rig = await createRig(t0);
  await rig.flush("w", t0 - 1_000, { "counters:a": counter(3) });
  let isAway = true;
  const store = {
    ...rig.store,
    find: (pattern: string) => (isAway ? Promise.reject(new Error("away")) : rig.store.find(pattern)),
    health: () => ({ ...rig.store.health(), ...(isAway && { state: "away" as const, reason: "no answer" }) }),
  };
  const client = createClient([subscribe("counters:a")]);
  await rig.connect(client, null, store);
  await rig.advance(1_000);
  expect(client.eventNames()).not.toContain("snapshot");
  expect(client.frames.at(-1)).toMatchObject({ data: { state: "away", reason: "no answer" } });
  isAway = false;
  await rig.advance(2_000);
  expect(client.eventNames()).toContain("snapshot");
  expect(client.frames.at(-1)).toMatchObject({ event: "status", data: { state: "live" } });
});

const anyValue = fc.oneof(
  fc.record({ name: fc.constant("counters:c.x"), make: fc.nat(9).map((n) => () => counter(n)) }),
  fc.record({ name: fc.constant("counters:c.y"), make: fc.nat(9).map((n) => () => counter(n)) }),
  fc.record({ name: fc.constant("gauges:g"), make: fc.nat(9).map((n) => (atMs: number) => gauge(n, atMs)) }),
  fc.record({
    name: fc.constant("timers:t"),
    make: fc
      .array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 4 })
      .map((list) => () => timer(...list)),
  }),
  fc.record({
    name: fc.constant("sets:s"),
    make: fc.subarray(["a", "b", "c"]).map((list) => () => members(...list)),
  }),
);

/** What happens in one second: what each writer flushes, how many steps late it is, and whether the link breaks. */
const second = fc.record({
  one: fc.option(fc.array(anyValue, { maxLength: 3 }), { freq: 6 }),
  two: fc.option(fc.array(anyValue, { maxLength: 3 }), { freq: 4 }),
  twoIsLateBy: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 16 }) },
  ),
  link: fc.constantFrom("stays", "stays", "stays", "stays", "stays", "breaks", "returns"),
});

it("ends equal to history, whatever was flushed, late, missing, or sent while the link was down", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(second, { minLength: 5, maxLength: 60 }), async (seconds) => {
      const rig = await createRig(t0);
      const client = createClient([
        subscribe("counters:c.*"),
        subscribe("sumSeries(counters:c.*)", 3_000),
        subscribe("counters:c.x:rate", 10_000),
        subscribe("gauges:g"),
        subscribe("gauges:g", 5_000),
        subscribe("gauges:g:max", 5_000),
        subscribe("timers:t:p95"),
        subscribe("timers:t:stddev", 7_000),
        subscribe("sets:s", 10_000),
        subscribe("timers:t:count", 20_000),
        subscribe("gauges:g", 20_000),
      ]);
      let stop: (() => void) | null = await rig.connect(client, null);
      const late: { dueAt: number; startMs: number; values: Record<string, Value> }[] = [];
      const quiet = Array.from({ length: 25 }, () => ({
        one: [],
        two: [],
        twoIsLateBy: 0,
        link: "returns" as const,
      }));
      for (const [i, { one, two, twoIsLateBy, link }] of [...seconds, ...quiet].entries()) {
        const startMs = t0 + i * 1_000;
        await rig.advance(1_000);
        if (link === "breaks") {
          stop?.();
          stop = null;
        } else if (link === "returns") stop ??= await rig.connect(client, client.lastId());
        const values = (list: NonNullable<typeof one>) =>
          Object.fromEntries(list.map(({ name, make }) => [name, make(startMs + 500)]));
        if (one) await rig.flush("one", startMs, values(one));
        if (two) late.push({ dueAt: i + twoIsLateBy, startMs, values: values(two) });
        for (const each of late.filter(({ dueAt }) => dueAt === i))
          await rig.flush("two", each.startMs, each.values);
      }
      await expectEqualToHistory(rig, client, t0 - 10_000);
    }),
    { numRuns: 60 },
  );
}, 120_000);
