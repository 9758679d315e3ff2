import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { counter, createEar, flushOf, gauge, numbersOf, recentStart, stepMs } from "./contract.test-support";
import type { MetricStore } from "./port";

/** Series the store under test takes in at most. */
export const contractMaxSeries = 8;
export const contractGaugeTtlMs = 5_000;

const hits: SeriesName = "counters:hits";
const free: SeriesName = "gauges:free";

/** What every MetricStore does. `open` gives an empty one, made with the two limits above. */
export function describeMetricStore(name: string, open: () => Promise<MetricStore>): void {
  describe(`a metric store (${name})`, () => {
    let store: MetricStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const read = async (series: SeriesName, fromMs: number, steps: number, step = stepMs) =>
      (await store.read([series], { fromMs, untilMs: fromMs + steps * stepMs }, step))[0]!;

    it("gives a reader who subscribes, then reads, every step's whole value: none missing, none counted twice, with two writers, one of them late", async () => {
      const start = recentStart();
      const ear = createEar();
      await store.append(flushOf("a", 1, start, [[hits, counter(1)]]));
      await store.append(flushOf("b", 1, start, [[hits, counter(10)]]));
      await store.append(flushOf("a", 2, start + 1_000, [[hits, counter(2)]]));
      const stop = await store.subscribe(new Set([hits]), null, ear.on);
      const past = numbersOf(await read(hits, start, 4));
      await store.append(flushOf("a", 3, start + 2_000, [[hits, counter(3)]]));
      await store.append(flushOf("a", 4, start + 3_000, [[hits, counter(4)]]));
      for (const i of [2, 3, 4]) {
        await store.append(flushOf("b", i, start + (i - 1) * 1_000, [[hits, counter(i * 10)]]));
      }
      const heard = () => [0, 1, 2, 3].map((i) => ear.values.get(`${hits} ${start + i * 1_000}`) ?? past[i]!);
      await vi.waitFor(() => expect(heard()).toEqual([11, 22, 33, 44]), 3_000);
      expect(numbersOf(await read(hits, start, 4))).toEqual([11, 22, 33, 44]);
      stop();
    });

    it("sends a step once, when all writers with a lease have delivered it", async () => {
      const start = recentStart();
      const ear = createEar();
      await store.append(flushOf("a", 1, start, []));
      await store.append(flushOf("b", 1, start, []));
      const stop = await store.subscribe(new Set([hits]), null, ear.on);
      await store.append(flushOf("a", 2, start + 1_000, [[hits, counter(1)]]));
      await store.append(flushOf("b", 2, start + 1_000, [[hits, counter(2)]]));
      await vi.waitFor(() => expect(ear.values.get(`${hits} ${start + 1_000}`)).toBe(3), 3_000);
      expect(ear.flushed).toEqual([start + 1_000]);
      stop();
    });

    it("changes nothing for a sequence number it has, in whatever order it comes", async () => {
      const start = recentStart();
      await store.append(flushOf("a", 1, start, [[hits, counter(1)]]));
      await store.append(flushOf("a", 2, start + 1_000, [[hits, counter(2)]]));
      await store.append(flushOf("a", 2, start + 1_000, [[hits, counter(2)]]));
      await store.append(flushOf("a", 1, start, [[hits, counter(1)]]));
      expect(numbersOf(await read(hits, start, 2))).toEqual([1, 2]);
    });

    it("tells a covered step without values from a hole", async () => {
      const start = recentStart();
      await store.append(flushOf("a", 1, start, [[hits, counter(1)]]));
      await store.append(flushOf("a", 2, start + 1_000, []));
      const columns = await read(hits, start, 3);
      expect([...columns.coverage]).toEqual([1, 1, 0]);
      expect(numbersOf(columns)).toEqual([1, Number.NaN, Number.NaN]);
    });

    it("carries a gauge for its time to live, live and in history", async () => {
      const start = recentStart();
      const ear = createEar();
      const stop = await store.subscribe(new Set([free]), null, ear.on);
      await store.append(flushOf("a", 1, start, [[free, gauge(7)]]));
      for (let i = 1; i < 8; i++) await store.append(flushOf("a", i + 1, start + i * 1_000, []));
      const expected = [7, 7, 7, 7, 7, 7, Number.NaN, Number.NaN];
      expect(numbersOf(await read(free, start, 8))).toEqual(expected);
      await vi.waitFor(() => expect(ear.flushed.length).toBe(8), 3_000);
      expect(expected.map((_, i) => ear.values.get(`${free} ${start + i * 1_000}`))).toEqual(expected);
      stop();
    });

    it("reads in steps made of flush steps", async () => {
      const start = Math.floor(recentStart(60) / 10_000) * 10_000;
      for (let i = 0; i < 20; i++)
        await store.append(flushOf("a", i + 1, start + i * 1_000, [[hits, counter(1)]]));
      expect(numbersOf(await read(hits, start, 30, 10_000))).toEqual([10, 10, Number.NaN]);
    });

    it("resumes with the steps touched since, and no others", async () => {
      const start = recentStart();
      const first = createEar();
      const stop = await store.subscribe(new Set([hits]), null, first.on);
      await store.append(flushOf("a", 1, start, [[hits, counter(1)]]));
      await vi.waitFor(() => expect(first.flushed).toEqual([start]), 3_000);
      stop();
      await store.append(flushOf("a", 2, start + 1_000, [[hits, counter(2)]]));
      const second = createEar();
      const stopSecond = await store.subscribe(new Set([hits]), first.seen(), second.on);
      await vi.waitFor(() => expect(second.values.get(`${hits} ${start + 1_000}`)).toBe(2), 3_000);
      expect(second.lost()).toBe(0);
      stopSecond();
    });

    it("says lost when the moment asked for is older than what is kept, or was never reached", async () => {
      await store.append(flushOf("a", 1, recentStart(), []));
      for (const after of [1_000, Date.now() + 3_600_000]) {
        const ear = createEar();
        (await store.subscribe(new Set([hits]), after, ear.on))();
        expect(ear.lost()).toBe(1);
        expect(ear.corrected).toEqual([]);
      }
    });

    it("reports the steps between as a gap when a writer's numbers jump", async () => {
      const start = recentStart();
      const ear = createEar();
      const stop = await store.subscribe(new Set([hits]), null, ear.on);
      await store.append(flushOf("a", 1, start, []));
      await store.append(flushOf("a", 5, start + 4_000, [[hits, counter(5)]]));
      await vi.waitFor(
        () => expect(ear.gaps).toEqual([{ fromMs: start + 1_000, untilMs: start + 4_000 }]),
        3_000,
      );
      expect(numbersOf(await read(hits, start + 4_000, 1))).toEqual([5]);
      stop();
    });

    it("announces a new series once, and finds it by glob and by its whole name", async () => {
      const start = recentStart();
      const ear = createEar();
      const stop = await store.subscribe(new Set(), null, ear.on);
      await store.append(flushOf("a", 1, start, [["timers:api.login", timer()]]));
      await store.append(flushOf("a", 2, start + 1_000, [["timers:api.login", timer()]]));
      await vi.waitFor(
        () => expect(ear.names.map(({ series }) => series)).toEqual(["timers:api.login"]),
        3_000,
      );
      for (const pattern of ["api.*", "api.login", "**"]) {
        const [info, ...rest] = await store.find(pattern);
        expect(info).toMatchObject({ kind: "timers", bucket: "api.login", firstSeenMs: start });
        expect(rest).toEqual([]);
      }
      expect(await store.find("api")).toEqual([]);
      stop();
    });

    it("renames a series with its history, and goes on counting under both names", async () => {
      const start = recentStart();
      await store.append(flushOf("a", 1, start, [[hits, counter(1)]]));
      await store.rename(hits, "counters:visits");
      await store.append(flushOf("a", 2, start + 1_000, [["counters:visits", counter(2)]]));
      expect(numbersOf(await read("counters:visits", start, 2))).toEqual([1, 2]);
      expect(numbersOf(await read(hits, start, 2))).toEqual([Number.NaN, Number.NaN]);
      expect(await store.find("hits")).toEqual([]);
      expect(await store.find("visits")).toHaveLength(1);
      await expect(store.rename("counters:visits", "gauges:visits")).rejects.toThrow(TypeError);
    });

    it("removes a series with its history; sent again, it begins anew", async () => {
      const start = recentStart();
      await store.append(flushOf("a", 1, start, [[hits, counter(1)]]));
      await store.remove([hits]);
      expect(await store.find("hits")).toEqual([]);
      expect(numbersOf(await read(hits, start, 1))).toEqual([Number.NaN]);
      await store.append(flushOf("a", 2, start + 1_000, [[hits, counter(2)]]));
      expect(numbersOf(await read(hits, start, 2))).toEqual([Number.NaN, 2]);
    });

    it("refuses series above the limit, counts them, and keeps the others", async () => {
      const start = recentStart();
      const many = Array.from(
        { length: contractMaxSeries + 2 },
        (_, i): [string, ReturnType<typeof counter>] => [`counters:n${i}`, counter(i)],
      );
      await store.append(flushOf("a", 1, start, many));
      expect(await store.find("**")).toHaveLength(contractMaxSeries);
      expect(store.health().warnings.join()).toContain("2 values of series above STATBOARD_MAX_SERIES");
    });

    it.each(["__proto__", "constructor", "toString", "<script>", "a b", "{s01}", "ü.✓", "x".repeat(1_000)])(
      "keeps the name %j like any other",
      async (bucket) => {
        const start = recentStart();
        const series: SeriesName = `counters:${bucket}`;
        await store.append(flushOf("a", 1, start, [[series, counter(3)]]));
        expect(numbersOf(await read(series, start, 1))).toEqual([3]);
        expect((await store.find("**")).map((info) => info.series)).toEqual([series]);
      },
    );

    it("keeps each kind whole", async () => {
      const start = recentStart();
      const sets = { kind: "sets" as const, members: { hashes: new Set([1, 2 ** 52, 7]) } };
      await store.append(
        flushOf("a", 1, start, [
          ["timers:t", timer()],
          ["sets:s", sets],
        ]),
      );
      expect(await read("timers:t", start, 1)).toMatchObject({
        sketches: [timer().sketch],
        min: Float64Array.of(-2),
      });
      expect(await read("sets:s", start, 1)).toMatchObject({ members: [sets.members] });
    });

    it("finds by Graphite's tag expressions, and says what is wrong with one", async () => {
      const [prod, dev]: [SeriesName, SeriesName] = ["counters:api;env=prod", "counters:api;env=dev"];
      const values = [hits, prod, dev].map((each): [SeriesName, Value] => [each, counter(1)]);
      await store.append(flushOf("a", 1, recentStart(), values));
      const find = async (...expressions: string[]) =>
        (await store.findByTags(expressions)).map((info) => info.series).sort();
      expect(await find("name=api")).toEqual([dev, prod]);
      expect(await find("env=~^p")).toEqual([prod]);
      expect(await find("name=~.", "env!=prod")).toEqual([dev, hits]);
      await store.remove([prod]);
      expect(await find("env=prod")).toEqual([]);
      await expect(store.findByTags(["env=~("])).rejects.toThrow("no regular expression");
    });

    it("knows what stands below a name, in the tree of dots", async () => {
      const values = ["counters:api.a.b", "timers:api.a"].map((each): [string, Value] => [
        each,
        each.startsWith("t") ? timer() : counter(1),
      ]);
      await store.append(flushOf("a", 1, recentStart(), values));
      expect(await store.children(null)).toMatchObject([{ name: "api", series: 2, kinds: [] }]);
      expect(await store.children("api")).toMatchObject([{ name: "api.a", kinds: ["timers"] }]);
    });

    it("is well, and says what it is", () => {
      expect(store.health()).toMatchObject({ state: "ok", reason: null });
      expect(store.health().name).not.toBe("");
    });
  });
}

function timer() {
  const sketch = new Map([
    [-40_000, 0.5],
    [0, 2],
    [41_234, 1],
    [50_000, 3],
  ]);
  return { kind: "timers" as const, count: 6.5, sum: 9, sumOfSquares: 81, min: -2, max: 8, sketch };
}
