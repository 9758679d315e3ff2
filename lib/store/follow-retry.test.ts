import { expect, it } from "vitest";
import { type Columns, emptyColumns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { createEar } from "./contract.test-support";
import { createFollower } from "./follow";
import { createFrameLog } from "./frame-log";
import { createLiveFold } from "./live-fold";
import { partsOf } from "./sources";

it("sends a correction that could not be read when the store answers again", async () => {
  const hits: SeriesName = "counters:hits";
  const log = createFrameLog();
  const waits: (() => void)[] = [];
  const failures: unknown[] = [];
  let isAway = true;
  const read = async (series: readonly SeriesName[], { fromMs }: { fromMs: number }): Promise<Columns[]> => {
    if (isAway) throw new Error("away");
    return series.map((each) => {
      const columns = emptyColumns(each, fromMs, 1_000, 1);
      columns.coverage[0] = 1;
      if (columns.kind === "counters") columns.sum[0] = 7;
      return columns;
    });
  };
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
      partsOf: (each) => partsOf(new Map(), each),
    }),
    shardOf: () => 0,
    idOf: () => 1,
    declaredMs: () => 10_000,
    read,
    prepare: async () => {},
    writers: () => [],
    failed: (error) => void failures.push(error),
  });
  const ear = createEar();
  const stop = await follower.follow(new Set([hits]), null, ear.on);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const runWaits = () => {
    for (const done of waits.splice(0)) done();
  };

  follower.noted(0, { fromMs: 5_000, untilMs: 6_000 });
  await settle();
  expect(ear.corrected).toEqual([]);
  expect(failures.length).toBe(1);
  isAway = false;
  runWaits();
  await settle();
  expect(ear.values.get(`${hits} 5000`)).toBe(7);
  isAway = true;
  follower.noted(0, { fromMs: 5_000, untilMs: 6_000 });
  await settle();
  stop();
  runWaits();
  expect(waits.length).toBe(0);
});
