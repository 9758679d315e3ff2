import { spanOf } from "@/lib/store/archives";
import { dueAt } from "./backfill";
import { fitExponent, measureCpu, percentileOf, redisMemory, timeRuns } from "../measure";
import { createFlusher, makeMixture } from "./mixture";
import { type Part, type Row, printNumber } from "../report";
import { createSteppedClock, trimFrames, withRedis } from "./rig";

const stepMs = 10_000;
const spanMs = spanOf(stepMs);

interface Costs {
  "flush: CPU of Node": number;
  "flush: CPU of Redis": number;
  "sealing a block: CPU of Node and Redis": number;
  "a sealed block and names: memory": number;
  "reading fifty series of it": number;
}

/** How costs grow with the number of series. */
export const measureScale: Part = async ({ isQuick }) => {
  const sizes = isQuick ? [1_000, 3_000, 10_000] : [1_000, 10_000, 100_000];
  const steps = isQuick ? 20 : 60;
  const costs: (readonly [size: number, Costs])[] = [];
  for (const size of sizes) costs.push([size, await measureSize(size, steps)]);
  const rows = (Object.keys(costs[0]![1]) as (keyof Costs)[]).map((figure): Row => {
    const unit = figure.includes("memory") ? "KB" : "ms";
    const list = costs.map(([, each]) => printNumber(each[figure])).join(" / ");
    const exponent = fitExponent(costs.map(([size, each]) => [size, each[figure]] as const)).toFixed(2);
    const target = figure.startsWith("reading") ? "exponent about 0" : "exponent about 1";
    return { figure, target, measured: `${list} ${unit}, exponent ${exponent}` };
  });
  return {
    title: `growth over ${sizes.map((size) => size.toLocaleString("en")).join(" / ")} series`,
    rows,
    notes: [
      `The exponent is the slope of a line through the logarithms of size and cost: 1 is a straight line. A block holds ${steps} steps; below 1, fixed costs of 64 shards are shared by more series.`,
    ],
  };
};

function measureSize(size: number, steps: number): Promise<Costs> {
  return withRedis(["--appendonly", "no"], async ({ admin, open }) => {
    const fromMs = Math.floor(Date.now() / spanMs) * spanMs - spanMs;
    const clock = createSteppedClock(fromMs);
    const { metrics, seal } = await open({ clock });
    const sources = makeMixture(size);
    const flusher = createFlusher(sources);
    const emptyBytes = await redisMemory(admin);
    const warm = 6;
    let nodeMs = 0;
    let redisMs = 0;
    for (let i = 0; i < steps; i++) {
      const startMs = fromMs + i * stepMs;
      flusher.draw(startMs);
      clock.set(startMs + stepMs);
      const spent = await measureCpu(admin, () => metrics.append(flusher.pack(startMs, stepMs, i + 1)));
      if (i < warm) continue;
      nodeMs += spent.nodeMs / (steps - warm);
      redisMs += spent.redisMs / (steps - warm);
    }
    const sealing = await measureCpu(admin, () => seal(dueAt(fromMs + spanMs, spanMs)));
    await trimFrames(admin);
    const bytes = (await redisMemory(admin)) - emptyBytes;
    const names = sources.slice(0, 50).map(({ series }) => series);
    const span = { fromMs, untilMs: fromMs + steps * stepMs };
    const read = await timeRuns(40, () => metrics.read(names, span, stepMs));
    return {
      "flush: CPU of Node": nodeMs,
      "flush: CPU of Redis": redisMs,
      "sealing a block: CPU of Node and Redis": sealing.nodeMs + sealing.redisMs,
      "a sealed block and names: memory": bytes / 1_024,
      "reading fifty series of it": percentileOf(read, 50),
    };
  });
}
