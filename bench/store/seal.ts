import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Flush } from "@/lib/metric/flush";
import type { Retention } from "@/lib/metric/retention";
import { spanOf } from "@/lib/store/archives";
import type { Stores } from "@/lib/store/open-options";
import type { Listener } from "@/lib/store/port";
import { percentileOf } from "../measure";
import { createFlusher, makeMixture } from "./mixture";
import { type Part, type Row, bounded, told } from "../report";
import { withEmbedded, withRedis } from "./rig";

const count = 10_000;
/** Ten times as often as in life, so that blocks are of half a minute. */
const stepMs = 100;
const spanMs = spanOf(stepMs);
const retention: Retention = [{ stepMs, keptMs: 600_000 }];

/** How much later a step reaches a listener while the store seals, on the real clock. */
export const measureSealing: Part = async ({ isQuick }) => {
  const lengths = isQuick ? { beforeMs: 4_000, sealingMs: 8_000 } : { beforeMs: 12_000, sealingMs: 32_000 };
  const options = { flushMs: stepMs, retention, sketchRetention: retention, seals: true };
  const rows = await withEmbedded(options, (stores) => measure("embedded", stores, lengths));
  if (!isQuick)
    rows.push(...(await withRedis([], async ({ open }) => measure("Redis", await open(options), lengths))));
  return {
    title: `sealing beside a stream, ${count.toLocaleString("en")} series flushed every ${stepMs} ms`,
    rows,
    notes: [
      "Delay: from the moment a flush is due to the moment a listener of 200 series hears the step. First while no block is due, then while shard after shard of a block is sealed: ten times the work of flushes of 1 s.",
      "The event loop is the main thread's; sealing runs in a thread of its own, and shares the cores with it.",
    ],
  };
};

async function measure(
  name: string,
  stores: Stores,
  { beforeMs, sealingMs }: { beforeMs: number; sealingMs: number },
): Promise<Row[]> {
  const run = await startFlushing(stores);
  // Begins so that the first block ends when the quiet time does.
  const firstDueMs = Math.ceil((Date.now() + beforeMs) / spanMs) * spanMs + 5_000;
  await run.until(firstDueMs - beforeMs - 500);
  const quiet = await run.watch(firstDueMs - 500);
  const sealing = await run.watch(firstDueMs + sealingMs);
  await run.stop();
  const rows: Row[] = [];
  for (const [text, delays] of [
    ["without sealing", quiet],
    ["while sealing", sealing],
  ] as const) {
    const at = (rising: readonly number[]) =>
      [50, 99, 100].map((percent) => percentileOf(rising, percent).toFixed(1)).join(" / ");
    rows.push(told(`${name}, ${text}: delay of a step, p50 / p99 / max`, `${at(delays.steps)} ms`));
    rows.push(told(`${name}, ${text}: delay of the event loop, p50 / p99 / max`, `${delays.loop} ms`));
  }
  for (const percent of [99, 100]) {
    const more = percentileOf(sealing.steps, percent) - percentileOf(quiet.steps, percent);
    rows.push(
      bounded(`${name}: what sealing adds to the delay, ${percent === 100 ? "max" : "p99"}`, more, 10, "ms"),
    );
  }
  return rows;
}

interface Delays {
  /** Rising, milliseconds. */
  steps: number[];
  loop: string;
}

async function startFlushing({ metrics }: Stores) {
  const sources = makeMixture(count);
  const dueOf = new Map<number, number>();
  let delays: number[] = [];
  let sequence = 0;
  let isStopped = false;
  // Made before anything is measured: drawing values is not the store's.
  const flusher = createFlusher(sources);
  const made = Array.from({ length: 6 }, () => {
    flusher.draw(0);
    return flusher.pack(0, stepMs, 0);
  });
  const next = (startMs: number): Flush => ({ ...made[++sequence % made.length]!, sequence, startMs });
  const listener: Listener = {
    flush({ startMs }) {
      const dueMs = dueOf.get(startMs);
      if (dueMs !== undefined) delays.push(performance.timeOrigin + performance.now() - dueMs);
      dueOf.delete(startMs);
    },
    correct() {},
    gap() {},
    names() {},
    lost() {},
    health() {},
  };
  await metrics.append(next(floorStep(Date.now()) - stepMs));
  await metrics.subscribe(new Set(sources.slice(0, 200).map(({ series }) => series)), null, listener);
  const flushing = (async () => {
    while (!isStopped) {
      const startMs = floorStep(Date.now());
      const flush = next(startMs);
      const dueMs = startMs + stepMs;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - Date.now())));
      dueOf.set(startMs, dueMs);
      await metrics.append(flush);
      while (floorStep(Date.now()) <= startMs) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  const until = (ms: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms - Date.now())));
  return {
    until,
    async watch(untilMs: number): Promise<Delays> {
      delays = [];
      const loop = monitorEventLoopDelay({ resolution: 1 });
      loop.enable();
      await until(untilMs);
      loop.disable();
      const inMs = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);
      const text = `${inMs(loop.percentile(50))} / ${inMs(loop.percentile(99))} / ${inMs(loop.max)}`;
      return { steps: delays.toSorted((a, b) => a - b), loop: text };
    },
    async stop() {
      isStopped = true;
      await flushing;
    },
  };
}

function floorStep(ms: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}
