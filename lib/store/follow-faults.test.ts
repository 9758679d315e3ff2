import { expect, it } from "vitest";
import { type Columns, emptyColumns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { counter, createEar, flushOf } from "./contract.test-support";
import { createFlushEncoder } from "./encode-flush";
import { createFollower } from "./follow";
import { createFrameLog, toEntry } from "./frame-log";
import { createLiveFold } from "./live-fold";
import { createNameTable } from "./names";
import { placeOf } from "./shards";
import { partsOf } from "./sources";

const hits: SeriesName = "counters:hits";
const { shard, id } = placeOf(hits);
const storedSum = 7;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A follower of one shard, sealed up to 10 s; blocks say 7 everywhere, unless the store is away. */
function setUp() {
  const log = createFrameLog();
  const waits: (() => void)[] = [];
  const failures: unknown[] = [];
  const writers = ["w"];
  const store = { isAway: false, declaredMs: 10_000 };
  const follower = createFollower({
    wait: (_, done) => {
      waits.push(done);
      return () => {};
    },
    flushMs: 1_000,
    gaugeTtlMs: 1_000,
    now: () => 0,
    log: () => log,
    fold: createLiveFold({
      flushMs: 1_000,
      gaugeTtlMs: 1_000,
      log: () => log,
      partsOf: (series) => partsOf(new Map(), series),
    }),
    shardOf: () => shard,
    idOf: () => id,
    declaredMs: () => store.declaredMs,
    async read(series, { fromMs }) {
      if (store.isAway) throw new Error("away");
      return series.map((each): Columns => {
        const columns = emptyColumns(each, fromMs, 1_000, 1);
        columns.coverage[0] = 1;
        if (columns.kind === "counters") columns.sum[0] = storedSum;
        return columns;
      });
    },
    prepare: async () => {},
    writers: () => writers,
    failed: (error) => void failures.push(error),
  });
  const runWaits = () => {
    for (const done of waits.splice(0)) done();
  };
  const arrive = (sequence: number, startMs: number) => {
    const encode = createFlushEncoder(createNameTable(9));
    const { frames } = encode(flushOf("w", sequence, startMs, [[hits, counter(1)]]));
    const entry = toEntry(frames[shard]!, sequence);
    log.add(entry);
    follower.arrived([{ shard, entry }]);
  };
  return { writers, arrive, log, waits, failures, store, follower, runWaits, ear: createEar() };
}

it("sends a correction that could not be read when the store answers again", async () => {
  const { waits, failures, store, follower, runWaits, ear } = setUp();
  const stop = await follower.follow(new Set([hits]), null, ear.on);
  store.isAway = true;
  follower.noted(shard, { fromMs: 5_000, untilMs: 6_000 });
  await settle();
  expect(ear.corrected).toEqual([]);
  expect(failures.length).toBe(1);
  store.isAway = false;
  runWaits();
  await settle();
  expect(ear.values.get(`${hits} 5000`)).toBe(storedSum);

  store.isAway = true;
  follower.noted(shard, { fromMs: 5_000, untilMs: 6_000 });
  await settle();
  stop();
  runWaits();
  expect(waits.length).toBe(0);
});

it("does not take frames that are read again for the whole of a step that is sealed since", async () => {
  const { arrive, follower, runWaits, ear } = setUp();
  const stop = await follower.follow(new Set([hits]), null, ear.on);
  arrive(1, 9_000);
  arrive(2, 10_000);
  await settle();
  runWaits();
  expect(ear.flushed).toEqual([10_000]);
  expect(ear.values.get(`${hits} 10000`)).toBe(1);
  expect(ear.values.get(`${hits} 9000`)).toBe(storedSum);
  stop();
});

it("reads a step whose frames were sealed and trimmed while it waited for its other writers", async () => {
  const { arrive, log, store, follower, runWaits, ear, writers } = setUp();
  writers.push("another");
  const stop = await follower.follow(new Set([hits]), null, ear.on);
  arrive(1, 11_000);
  store.declaredMs = 300_000;
  log.trim(300_000);
  runWaits();
  await settle();
  expect(ear.values.get(`${hits} 11000`)).toBe(storedSum);
  stop();
});
