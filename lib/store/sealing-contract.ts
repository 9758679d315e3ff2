import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Columns, emptyColumns } from "@/lib/metric/columns";
import { addToDistinct, emptyDistinct } from "@/lib/metric/distinct";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { counter, createEar, flushOf, gauge, numbersOf } from "./contract.test-support";
import { flushPlan } from "./flush-plan.test-support";
import type { MetricStore } from "./port";

type Sealed = { metrics: MetricStore; seal(nowMs: number): Promise<void> };

const hourMs = 3_600_000;
const waitMs = { timeout: 5_000, interval: 20 };
/** The beginning of an hour whose blocks are all due by now. */
const longAgo = () => Math.floor(Date.now() / hourMs) * hourMs - 3 * hourMs;
const series: SeriesName[] = ["counters:hits", "gauges:free", "gauges:delta", "timers:login", "sets:users"];

/** What every store does with blocks. `open` gives an empty one with the contract's archives. */
export function describeSealing(name: string, open: () => Promise<Sealed>): void {
  describe(`sealed blocks (${name})`, () => {
    let store: MetricStore;
    let seal: Sealed["seal"];
    beforeEach(async () => ({ metrics: store, seal } = await open()));
    afterEach(() => store.close());

    const readAll = async (fromMs: number, untilMs: number, stepMs: number) =>
      (await store.read(series, { fromMs, untilMs }, stepMs)).map(canonical);

    it("hold what the frames held: reading says the same before and after, at every step and for every kind", async () => {
      // To come: a sealer that runs beside the test leaves it alone.
      const startMs = Math.floor(Date.now() / hourMs) * hourMs + hourMs;
      const dueMs = startMs + 4 * hourMs;
      const flushes = fc.sample(flushPlan, { numRuns: 1, seed: 7 })[0]!;
      let sequence = 0;
      let atMs = startMs;
      for (const { skip, values } of flushes) {
        atMs += skip * 1_000;
        const writer = sequence % 2 === 0 ? "a" : "b";
        await store.append(flushOf(writer, ++sequence, atMs, Object.entries(values)));
      }
      expect(atMs).toBeGreaterThan(startMs + hourMs);
      const untilMs = atMs + 60_000;
      const spans: [number, number, number][] = [
        [startMs, untilMs, 10_000],
        [startMs, untilMs, 60_000],
        [startMs + 123_000, startMs + 1_234_000, 10_000],
        [startMs, untilMs, 600_000],
      ];
      const before = await Promise.all(spans.map((span) => readAll(...span)));
      expect(before[0]!.some((columns) => JSON.stringify(columns).includes("1"))).toBe(true);
      await seal(dueMs);
      for (const [i, span] of spans.entries()) expect(await readAll(...span)).toEqual(before[i]);
      await seal(dueMs);
      for (const [i, span] of spans.entries()) expect(await readAll(...span)).toEqual(before[i]);
    });

    it("say how many members a set has, also to whoever wants no sketches", async () => {
      const startMs = Math.floor(Date.now() / hourMs) * hourMs + hourMs;
      const users: Value = { kind: "sets", members: addToDistinct(addToDistinct(emptyDistinct(), "a"), "b") };
      await store.append(flushOf("a", 1, startMs, [["sets:users", users]]));
      await store.append(flushOf("a", 2, startMs + 9_000, [["sets:users", users]]));
      const read = async (stepMs: number) =>
        (await store.read(["sets:users"], { fromMs: startMs, untilMs: startMs + 10_000 }, stepMs, false)).map(
          canonical,
        );
      const before = [await read(1_000), await read(10_000)];
      await seal(startMs + 4 * hourMs);
      expect([await read(1_000), await read(10_000)]).toEqual(before);
    });

    it("take in what comes late, and say so to whoever listens", async () => {
      const startMs = Math.floor(Date.now() / 300_000) * 300_000 - 1_200_000;
      await store.append(flushOf("a", 1, startMs, [["counters:hits", counter(1)]]));
      await store.append(flushOf("a", 2, startMs + 5_000, [["gauges:free", gauge(5, 10)]]));
      await store.append(flushOf("a", 3, startMs + 600_000, []));
      await seal(Date.now());
      const ear = createEar();
      const stop = await store.subscribe(new Set<SeriesName>(["counters:hits", "gauges:free"]), null, ear.on);
      await store.append(flushOf("b", 1, startMs, [["counters:hits", counter(10)]]));
      await store.append(flushOf("b", 2, startMs + 2_000, [["counters:new", counter(7)]]));
      await seal(Date.now());
      await vi.waitFor(() => expect(ear.values.get(`counters:hits ${startMs}`)).toBe(11), waitMs);
      const read = async (name: SeriesName, step = 1_000) =>
        (await store.read([name], { fromMs: startMs, untilMs: startMs + 10_000 }, step))[0]!;
      expect(numbersOf(await read("counters:hits")).slice(0, 3)).toEqual([11, Number.NaN, Number.NaN]);
      expect(numbersOf(await read("counters:new")).slice(0, 4)).toEqual([
        Number.NaN,
        Number.NaN,
        7,
        Number.NaN,
      ]);
      expect([...(await read("gauges:free")).coverage]).toEqual([1, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
      expect(numbersOf(await read("gauges:free", 10_000))).toEqual([5]);
      stop();
    });

    it("correct every step into which a late gauge is carried", async () => {
      const startMs = Math.floor(Date.now() / 300_000) * 300_000 - 1_200_000;
      await store.append(flushOf("a", 1, startMs, []));
      await store.append(flushOf("a", 2, startMs + 4_000, []));
      await store.append(flushOf("a", 3, startMs + 600_000, []));
      await seal(Date.now());
      const ear = createEar();
      const stop = await store.subscribe(new Set<SeriesName>(["gauges:late"]), null, ear.on);
      await store.append(flushOf("b", 1, startMs, [["gauges:late", gauge(9)]]));
      await seal(Date.now());
      await vi.waitFor(() => expect(ear.values.get(`gauges:late ${startMs}`)).toBe(9), waitMs);
      await vi.waitFor(() => expect(ear.values.get(`gauges:late ${startMs + 4_000}`)).toBe(9), waitMs);
      stop();
    });

    it("resume through: what came late while a reader was away is sent when it returns", async () => {
      const blockEndMs = Math.floor(Date.now() / 300_000) * 300_000;
      const startMs = blockEndMs - 200_000;
      await store.append(flushOf("a", 1, startMs, [["counters:hits", counter(1)]]));
      // Every shard's block is due, and none after it.
      await seal(blockEndMs + 304_999);
      const first = createEar();
      const stopFirst = await store.subscribe(new Set(["counters:hits"]), null, first.on);
      await store.append(flushOf("a", 2, blockEndMs, [["counters:hits", counter(4)]]));
      await vi.waitFor(() => expect(first.seen()).toBeGreaterThan(0), waitMs);
      stopFirst();
      await store.append(flushOf("b", 1, startMs, [["counters:hits", counter(10)]]));
      await seal(blockEndMs + 304_999);
      await vi.waitFor(async () => {
        const second = createEar();
        (await store.subscribe(new Set(["counters:hits"]), first.seen(), second.on))();
        expect(second.lost()).toBe(0);
        expect(second.values.get(`counters:hits ${startMs}`)).toBe(11);
      }, waitMs);
    });

    it("that are sealed late leave alone what they do not hold yet", async () => {
      const spanMs = 300_000;
      const startMs = Math.floor(Date.now() / spanMs) * spanMs - 2 * spanMs;
      const starts = [startMs, startMs + spanMs + 10_000, startMs + 2 * spanMs + 1_000];
      for (const [i, each] of starts.entries())
        await store.append(flushOf("a", i + 1, each, [["counters:hits", counter(10 ** i)]]));
      // All of it has arrived when the first block is sealed.
      for (let block = 1; block <= 3; block++) await seal(startMs + block * spanMs + 304_999);
      const range = { fromMs: startMs, untilMs: startMs + 3 * spanMs };
      const [columns] = await store.read(["counters:hits"], range, 1_000);
      expect(numbersOf(columns!).filter((value) => value > 0)).toEqual([1, 10, 100]);
    });

    it("carry a gauge over from a block into the frames, live and in history", async () => {
      const startMs = Math.floor(Date.now() / 300_000) * 300_000 - 600_000;
      await store.append(flushOf("a", 1, startMs + 299_000, [["gauges:free", gauge(5, 10)]]));
      await store.append(flushOf("a", 2, startMs + 300_000, []));
      await seal(startMs + 600_000);
      const ear = createEar();
      const stop = await store.subscribe(new Set(["gauges:free"]), null, ear.on);
      await store.append(flushOf("a", 3, startMs + 301_000, []));
      await store.append(
        flushOf("a", 4, startMs + 302_000, [
          ["gauges:free", { ...gauge(0), set: null, delta: 2, deltaAtMs: 1, carried: 90 } as Value],
        ]),
      );
      await vi.waitFor(() => expect(ear.values.get(`gauges:free ${startMs + 302_000}`)).toBe(7), waitMs);
      expect(ear.values.get(`gauges:free ${startMs + 301_000}`)).toBe(5);
      const [columns] = await store.read(
        ["gauges:free"],
        { fromMs: startMs + 300_000, untilMs: startMs + 304_000 },
        1_000,
      );
      expect(numbersOf(columns!)).toEqual([5, 5, 7, 7]);
      stop();
    });

    it("rename and remove with the rest of the history", async () => {
      const startMs = Math.floor(Date.now() / 300_000) * 300_000 - 1_200_000;
      await store.append(flushOf("a", 1, startMs, [["counters:hits", counter(1)]]));
      await store.append(flushOf("a", 2, startMs + 1_000, [["counters:gone", counter(1)]]));
      await seal(Date.now());
      await store.rename("counters:hits", "counters:visits");
      await store.remove(["counters:gone"]);
      await store.append(flushOf("a", 3, startMs + 1_100_000, [["counters:hits", counter(3)]]));
      const span = { fromMs: startMs, untilMs: startMs + 2_000 };
      const read = async () =>
        (await store.read(["counters:visits", "counters:hits", "counters:gone"], span, 1_000)).map(numbersOf);
      const nothing = [Number.NaN, Number.NaN];
      expect(await read()).toEqual([[1, Number.NaN], nothing, nothing]);
      await seal(Date.now());
      expect(await read()).toEqual([[1, Number.NaN], nothing, nothing]);
    });

    it("take history in from elsewhere, old and new, once however often it is given", async () => {
      const untilMs = Math.floor(Date.now() / 600_000) * 600_000;
      const length = 5 * 360;
      const columns = emptyColumns("counters:old", untilMs - length * 10_000, 10_000, length);
      if (columns.kind !== "counters") throw new Error("a counter");
      columns.coverage.fill(1);
      columns.sum.forEach((_, i) => (columns.sum[i] = i % 3 === 0 ? Number.NaN : i));
      const span = { fromMs: columns.startMs, untilMs };
      const read = async (step: number) => (await store.read(["counters:old"], span, step))[0]!;
      const total = (values: Columns) => numbersOf(values).reduce((sum, value) => sum + (value || 0), 0);
      const expected = total(columns);
      for (let times = 0; times < 2; times++) {
        await store.importColumns([columns]);
        expect(numbersOf(await read(10_000))).toEqual(numbersOf(columns));
        expect(total(await read(60_000))).toBe(expected);
      }
      // A flush of our own beside it, and everything sealed: nothing is lost or doubled.
      await store.append(flushOf("a", 1, untilMs - 600_000, [["counters:old", counter(5)]]));
      await seal(Date.now() + 7 * hourMs);
      await seal(Date.now() + 7 * hourMs);
      expect(total(await read(10_000))).toBe(expected + 5);
      expect(total(await read(600_000))).toBe(expected + 5);
      expect(await store.find("old")).toMatchObject([{ firstSeenMs: columns.startMs }]);
      await expect(store.importColumns([{ ...columns, stepMs: 7_000 }])).rejects.toThrow(
        "no archive keeps steps of 7000 ms",
      );
    });

    it("keep what was imported into steps that nobody else delivered", async () => {
      const untilMs = Math.floor(Date.now() / 60_000) * 60_000;
      const columns = emptyColumns("gauges:fine", untilMs - 1_200_000, 1_000, 1_200);
      if (columns.kind !== "gauges") throw new Error("a gauge");
      columns.coverage.fill(1);
      for (const each of [columns.last, columns.min, columns.max]) each.forEach((_, i) => (each[i] = i % 97));
      await store.importColumns([columns]);
      const read = async () =>
        (await store.read(["gauges:fine"], { fromMs: columns.startMs, untilMs }, 1_000))[0]!;
      expect(numbersOf(await read())).toEqual([...columns.last]);
      await store.append(flushOf("a", 1, untilMs + 1_000, []));
      await seal(untilMs + 700_000);
      expect(numbersOf(await read())).toEqual([...columns.last]);
    });

    it("pass over the time in which nothing came, and go on after it", async () => {
      const startMs = longAgo();
      await store.append(flushOf("a", 1, startMs, [["counters:hits", counter(1)]]));
      await store.append(flushOf("a", 2, startMs + 2 * hourMs, [["counters:hits", counter(2)]]));
      await seal(Date.now());
      const [columns] = await store.read(
        ["counters:hits"],
        { fromMs: startMs, untilMs: startMs + 3 * hourMs },
        600_000,
      );
      expect(numbersOf(columns!).filter((value) => value > 0)).toEqual([1, 2]);
      expect(columns!.coverage.reduce((sum, each) => sum + each)).toBe(2);
    });
  });
}

/** Without the order of maps, and without what only blocks have. */
function canonical(columns: Columns): unknown {
  const { coverage, ...rest } = columns;
  const plain = { ...rest, coverage: [...coverage] };
  if (plain.kind === "timers")
    return {
      ...plain,
      quantiles: null,
      sketches: plain.sketches.map((each) => each && [...each].sort((a, b) => a[0] - b[0])),
    };
  if (plain.kind !== "sets") return plain;
  const members = plain.members.map((each) =>
    each && "hashes" in each ? [...each.hashes].sort((a, b) => a - b) : each,
  );
  return { ...plain, counts: null, members };
}
