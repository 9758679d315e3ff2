import { statSync } from "node:fs";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { open } from "lmdb";
import { spanOf } from "@/lib/store/archives";
import { allShards, createKeys } from "@/lib/store/redis/keys";
import { placeOf } from "@/lib/store/shards";
import { backfill } from "./backfill";
import { redisMemory } from "../measure";
import { type Shape, type Source, makeMixture, shapes } from "./mixture";
import { type Part, type Row, bounded, printNumber, told } from "../report";
import { createSteppedClock, trimFrames, withEmbedded, withRedis } from "./rig";

const stepMs = 10_000;
const spanMs = spanOf(stepMs);
const keys = createKeys("statboard:");

interface Size {
  series: number;
  blocks: number;
}

/** Bytes a point over the realistic mixture: in Redis' used_memory, in LMDB, and as batsd lays it out. */
export const measureMemory: Part = async ({ isQuick }) => {
  const size = isQuick ? { series: 400, blocks: 2 } : { series: 2_000, blocks: 24 };
  const batsdSeries = isQuick ? 40 : 200;
  const rows = await withRedis(["--appendonly", "no"], async ({ admin, open: openStores }) => {
    const clock = createSteppedClock(0);
    const stores = await openStores({ clock });
    const ours = await measureBlocks(admin, size, async (sources, fromMs) => {
      const sealed = () => trimFrames(admin);
      const span = { fromMs, untilMs: fromMs + size.blocks * spanMs };
      return backfill({ stores, clock, sources, span, stepMs, sealUntilMs: Infinity, sealed });
    });
    await admin.flushall();
    return [...ours, await measureBatsd(admin, { ...size, series: batsdSeries })];
  });
  return {
    title: `bytes a point, ${size.series} series over ${size.blocks} h at 10 s`,
    rows: [...rows, ...(await measureLmdb(size))],
    notes: [
      "The mixture, of twenty series: six Poisson counters, five gauge walks, five latencies of three decimals, two constants, two sparse counters. Only steps with a value are points.",
      "Written as flushes and sealed by the sealer; used_memory before and after, frames trimmed. Names are told apart, since they do not grow with time.",
      `batsd's layout is ZADD name time "time<X>value", the first ${batsdSeries} series of the same data.`,
      "A gauge's point is three columns: its last value, and the least and greatest within the step.",
    ],
  };
};

type Fill = (sources: readonly Source[], fromMs: number) => Promise<Record<Shape, number>>;

/** Peels what was stored off again, so that used_memory itself tells what each thing takes. */
async function measureBlocks(admin: Redis, size: Size, fill: Fill): Promise<Row[]> {
  const sources = makeMixture(size.series);
  const fromMs = Math.floor(Date.now() / spanMs) * spanMs - size.blocks * spanMs;
  const emptyBytes = await redisMemory(admin);
  const points = await fill(sources, fromMs);
  const wholeBytes = await redisMemory(admin);
  await admin.del(...allShards.map(keys.names));
  const blockBytes = await redisMemory(admin);
  const all = Object.values(points).reduce((sum, each) => sum + each, 0);
  const byShape: Row[] = [];
  let before = blockBytes;
  for (const shape of shapes) {
    const own = sources.filter((source) => source.shape === shape);
    for (let block = 0; block < size.blocks; block++) await drop(admin, own, fromMs + block * spanMs);
    const after = await redisMemory(admin);
    byShape.push(told(`of these, ${shape}`, (before - after) / points[shape], "bytes a point"));
    before = after;
  }
  for (let block = 0; block < size.blocks; block++) {
    const startMs = fromMs + block * spanMs;
    await admin.del(...allShards.map((shard) => keys.block("scalars", { shard, stepMs, startMs })));
  }
  const restBytes = await redisMemory(admin);
  return [
    bounded("sealed blocks in Redis' used_memory", (blockBytes - restBytes) / all, 1.5, "bytes a point"),
    ...byShape,
    told("points stored", all),
    told("names and ids", (wholeBytes - blockBytes) / size.series, "bytes a series"),
    told("streams, marks and scripts, however much is stored", (restBytes - emptyBytes) / 1_024, "KB"),
  ];
}

async function drop(admin: Redis, sources: readonly Source[], startMs: number): Promise<void> {
  const pipeline = admin.pipeline();
  for (const { series } of sources) {
    const { shard, id } = placeOf(series);
    const field = Buffer.allocUnsafe(6);
    field.writeUIntBE(id, 0, 6);
    pipeline.hdel(keys.block("scalars", { shard, stepMs, startMs }), field);
  }
  await pipeline.exec();
}

async function measureBatsd(admin: Redis, size: Size): Promise<Row> {
  const fromMs = Math.floor(Date.now() / spanMs) * spanMs - size.blocks * spanMs;
  const emptyBytes = await redisMemory(admin);
  let points = 0;
  for (const { series, next } of makeMixture(size.series)) {
    const pairs: (string | number)[] = [];
    for (let atMs = fromMs; atMs < fromMs + size.blocks * spanMs; atMs += stepMs) {
      const value = next(atMs);
      if (value?.kind === "counters") pairs.push(atMs / 1_000, `${atMs / 1_000}<X>${value.sum}`);
      if (value?.kind === "gauges") pairs.push(atMs / 1_000, `${atMs / 1_000}<X>${value.set!.value}`);
    }
    points += pairs.length / 2;
    for (let i = 0; i < pairs.length; i += 2_000) await admin.zadd(series, ...pairs.slice(i, i + 2_000));
  }
  return told(
    "batsd's zsets, same data, same run",
    ((await redisMemory(admin)) - emptyBytes) / points,
    "bytes a point",
  );
}

/** Steps to come, since the store's thread seals what is past by its own clock. */
async function measureLmdb(size: Size): Promise<Row[]> {
  const fromMs = Math.ceil(Date.now() / spanMs) * spanMs + spanMs;
  const clock = createSteppedClock(fromMs);
  return withEmbedded({ clock }, async (stores, dataDir) => {
    const span = { fromMs, untilMs: fromMs + size.blocks * spanMs };
    const sources = makeMixture(size.series);
    const points = await backfill({ stores, clock, sources, span, stepMs, sealUntilMs: Infinity });
    const all = Object.values(points).reduce((sum, each) => sum + each, 0);
    const path = join(dataDir, "statboard.mdb");
    const root = open({ path, maxDbs: 12, readOnly: true });
    const stats = root
      .openDB({ name: "fields", encoding: "binary", keyEncoding: "binary" })
      .getStats() as LmdbStats;
    await root.close();
    const pages = stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages;
    const blockBytes = pages * stats.pageSize;
    const fileBytes = statSync(path).size;
    return [
      told("embedded: pages of the blocks in LMDB", blockBytes / all, "bytes a point"),
      told(
        "embedded: LMDB's file, with the room of the frames",
        `${printNumber(fileBytes / all)} bytes a point (${printNumber(fileBytes / 2 ** 20)} MB)`,
      ),
    ];
  });
}

interface LmdbStats {
  pageSize: number;
  treeBranchPageCount: number;
  treeLeafPageCount: number;
  overflowPages: number;
}
