import type { Redis } from "ioredis";
import { type Retention, parseRetention } from "@/lib/metric/retention";
import { type Kind, kinds, seriesName } from "@/lib/metric/series";
import { type StoreArchive, planArchives } from "@/lib/store/archives";
import { allShards, createKeys } from "@/lib/store/redis/keys";
import type { BlockPart } from "@/lib/store/shelf";
import { dueAt } from "./backfill";
import { createFlusher } from "./mixture";
import { type Part, type PartOptions, type Row, printNumber, told } from "../report";
import { createSteppedClock, withRedis } from "./rig";
import { createValues } from "./values";

// The defaults of STATBOARD_RETENTION and STATBOARD_SKETCH_RETENTION.
const retention: Retention = parseRetention("1s:30m,10s:6h,1m:7d,10m:60d");
const sketchRetention: Retention = parseRetention("1s:30m,10s:6h,1m:1d,10m:14d");
const archives = planArchives(retention, sketchRetention);

/** Frames go one block after their seal: just after one there is a block of them, just before the next two. */
const blocksOfFrames = 1.5;
/** Blocks go whole, when their last step is old enough: half a block more than is kept, in the mean. */
const blocksOver = 0.5;

const keys = createKeys("statboard:");

interface StepBytes {
  frames: number;
  scalars: number;
  rich: number;
  /** Of a series, however many steps. */
  names: number;
}

/** What a series of each kind takes in Redis, a step of each archive, and at default retention in all. */
export const measureRetention: Part = async (options) => {
  const rows: Row[] = [];
  const totals: Row[] = [];
  for (const kind of kinds) {
    const bytes: StepBytes[] = [];
    for (const archive of archives)
      bytes.push(
        await withRedis(["--appendonly", "no"], ({ admin, open }) =>
          measureKind({ kind, archive, admin, open, ...options }),
        ),
      );
    const list = (part: "frames" | "scalars" | "rich") =>
      bytes.map((each) => printNumber(each[part])).join(" / ");
    rows.push(told(`${kind}: scalars a step of 1s / 10s / 1m / 10m`, list("scalars"), ""));
    if (kind === "timers" || kind === "sets")
      rows.push(
        told(
          `${kind}: ${kind === "timers" ? "sketch" : "members"} a step of 1s / 10s / 1m / 10m`,
          list("rich"),
        ),
      );
    totals.push(sumUp(kind, bytes));
  }
  return {
    title: "bytes a step in Redis, and memory of 1,000 series at default retention",
    rows: [...rows, ...totals],
    notes: [
      "Extrapolated: bytes a step, measured by MEMORY USAGE over one sealed block of each archive, times the steps that are kept (and half a block, since blocks go whole), plus frames of one and a half blocks and the names.",
      "Timers take 10 samples a second, sets 10 visits a second by 1,000 people, gauges are set every second, counters follow Poisson's distribution; none is ever idle.",
      "Sketches and members are kept 30m / 6h / 1d / 14d, scalars 30m / 6h / 7d / 60d.",
    ],
  };
};

interface KindOptions extends PartOptions {
  kind: Kind;
  archive: StoreArchive;
  admin: Redis;
  open: Parameters<Parameters<typeof withRedis>[1]>[0]["open"];
}

async function measureKind({ kind, archive, admin, open, isQuick }: KindOptions): Promise<StepBytes> {
  const { stepMs, spanMs } = archive;
  const steps = isQuick ? 30 : spanMs / stepMs;
  const count = (kind === "counters" || kind === "gauges" ? 1_000 : 256) / (isQuick ? 4 : 1);
  const single = [{ stepMs, keptMs: archive.keptMs }];
  const rich = [{ stepMs, keptMs: archive.richKeptMs }];
  const fromMs = Math.floor(Date.now() / spanMs) * spanMs - spanMs;
  const clock = createSteppedClock(fromMs);
  const stores = await open({ flushMs: stepMs, retention: single, sketchRetention: rich, clock });
  const sources = Array.from({ length: count }, (_, i) => ({
    series: seriesName(kind, `bench.${kind}.host${Math.floor(i / 100)}.series${i}`),
    next: createValues(kind, i + 1, stepMs / 1_000),
  }));
  const flusher = createFlusher(sources);
  for (let i = 0; i < steps; i++) {
    const startMs = fromMs + i * stepMs;
    flusher.draw(startMs);
    await stores.metrics.append(flusher.pack(startMs, stepMs, i + 1));
  }
  const frames = await sumMemory(admin, keys.frames);
  await stores.seal(dueAt(fromMs + spanMs, spanMs));
  const block = (part: BlockPart) => (shard: number) => keys.block(part, { shard, stepMs, startMs: fromMs });
  const values = count * steps;
  return {
    frames: frames / values,
    scalars: (await sumMemory(admin, block("scalars"))) / values,
    rich: (await sumMemory(admin, block("rich"))) / values,
    names: (await sumMemory(admin, keys.names)) / count,
  };
}

/** What Redis says the shards' keys take, each value looked at. */
async function sumMemory(admin: Redis, keyOf: (shard: number) => string): Promise<number> {
  const sizes = allShards.map((shard) => admin.memory("USAGE", keyOf(shard), "SAMPLES", 0));
  return (await Promise.all(sizes)).reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

function sumUp(kind: Kind, bytes: readonly StepBytes[]): Row {
  const finest = archives[0]!;
  const frames = (bytes[0]!.frames * blocksOfFrames * finest.spanMs) / finest.stepMs;
  const keep = (keptMs: number, { stepMs, spanMs }: StoreArchive) =>
    keptMs === 0 ? 0 : (keptMs + blocksOver * spanMs) / stepMs;
  const scalars = archives.reduce((sum, each, i) => sum + bytes[i]!.scalars * keep(each.keptMs, each), 0);
  const rich = archives.reduce((sum, each, i) => sum + bytes[i]!.rich * keep(each.richKeptMs, each), 0);
  const total = frames + scalars + rich + bytes[0]!.names;
  const megabytes = (each: number) => `${printNumber((each * 1_000) / 1e6)} MB`;
  const parts = [`frames ${megabytes(frames)}`, `scalars ${megabytes(scalars)}`];
  if (rich > 0) parts.push(`${kind === "timers" ? "sketches" : "members"} ${megabytes(rich)}`);
  parts.push(`names ${megabytes(bytes[0]!.names)}`);
  return told(`1,000 ${kind} at default retention`, `${megabytes(total)} (${parts.join(", ")})`);
}
