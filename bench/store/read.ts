import type { Redis } from "ioredis";
import { GET as answerQuery } from "@/app/api/query/route";
import type { Columns } from "@/lib/metric/columns";
import { seriesName, type SeriesName } from "@/lib/metric/series";
import { readConfig } from "@/lib/server/config";
import { startTestRuntime } from "@/lib/server/routes.test-support";
import { setRuntime } from "@/lib/server/runtime";
import { spanOf } from "@/lib/store/archives";
import type { Stores } from "@/lib/store/open-options";
import type { MetricStore, Span } from "@/lib/store/port";
import { backfill } from "./backfill";
import { measureGraphite } from "./graphite";
import { measureCpu, percentileOf, timeRuns } from "../measure";
import { type Source, makeMixture } from "./mixture";
import { createRandom, drawPoisson } from "./random";
import { type Part, type Row, bounded, told } from "../report";
import { createSteppedClock, trimFrames, withEmbedded, withRedis } from "./rig";

const stepMs = 10_000;
const spanMs = spanOf(stepMs);
const dayMs = 86_400_000;
const count = 50;

/** A day of one series and of fifty, through the port and through /api/query; 60 days of one. */
export const measureReads: Part = async ({ isQuick }) => {
  const times = isQuick ? 10 : 100;
  const hours = isQuick ? 3 : 24;
  const lengthMs = hours * 3_600_000;
  const sources = makeMixture(count);
  const names = sources.map(({ series }) => series);
  const rows: Row[] = [];
  await withRedis(["--appendonly", "no"], async ({ admin, open }) => {
    const span = lastHours(lengthMs);
    const stores = await fillPast(admin, await open(), sources, span, open);
    rows.push(...(await readThroughPort("Redis", stores.metrics, names, span, times)));
    rows.push(...(await readThroughRoute(admin, stores, names, span, times)));
    rows.push(...(await readSixtyDays(times)));
  });
  const fromMs = Math.ceil(Date.now() / spanMs) * spanMs + spanMs;
  const clock = createSteppedClock(fromMs);
  await withEmbedded({ clock }, async (stores) => {
    // An hour and a half of it stays frames, as it would.
    const span = { fromMs, untilMs: fromMs + lengthMs };
    await backfill({
      stores,
      clock,
      sources: makeMixture(count),
      span,
      stepMs,
      sealUntilMs: span.untilMs - 1.5 * spanMs,
    });
    rows.push(...(await readThroughPort("embedded", stores.metrics, names, span, times)));
  });
  return {
    title: `${hours} h at 10 s (${(lengthMs / stepMs).toLocaleString("en")} points a series), and 60 days`,
    rows,
    notes: [
      "Medians of wall clock in one process, unless CPU is said. The series are the mixture's; the newest 30 to 90 minutes are still frames, as in life.",
      "/api/query is the route's own handler, from Request to the whole body; Next is not in between.",
      "graphite-web answers /render of the same 50 × 8,640 points from whisper files, in one process, its caches off; CPU is that process' own. Ours is Node's and Redis' together.",
    ],
  };
};

function lastHours(lengthMs: number): Span {
  const untilMs = Math.floor(Date.now() / stepMs) * stepMs;
  return { fromMs: untilMs - lengthMs, untilMs };
}

/** Through a store that goes by the bench's clock; what is read goes by the real one. */
async function fillPast(
  admin: Redis,
  reading: Stores,
  sources: readonly Source[],
  { fromMs, untilMs }: Span,
  open: Parameters<Parameters<typeof withRedis>[1]>[0]["open"],
): Promise<Stores> {
  const clock = createSteppedClock(fromMs);
  const stores = await open({ clock });
  const span = { fromMs: Math.floor(fromMs / spanMs) * spanMs, untilMs };
  const sealUntilMs = untilMs - 0.5 * spanMs;
  await backfill({ stores, clock, sources, span, stepMs, sealUntilMs, sealed: () => trimFrames(admin) });
  return reading;
}

async function readThroughPort(
  name: string,
  store: MetricStore,
  names: readonly SeriesName[],
  span: Span,
  times: number,
): Promise<Row[]> {
  const firstMs = performance.now();
  await store.read(names.slice(0, 1), span, stepMs);
  const coldMs = performance.now() - firstMs;
  const one = await timeRuns(times, (i) => store.read([names[i % names.length]!], span, stepMs));
  const fifty = await timeRuns(times, () => store.read(names, span, stepMs));
  return [
    bounded(`${name}, port: one series`, percentileOf(one, 50), 2, "ms"),
    told(`${name}, port: one series, p99`, percentileOf(one, 99), "ms"),
    told(`${name}, port: the very first read`, coldMs, "ms"),
    bounded(`${name}, port: fifty series`, percentileOf(fifty, 50), 40, "ms"),
  ];
}

async function readThroughRoute(
  admin: Redis,
  stores: Stores,
  names: readonly SeriesName[],
  span: Span,
  times: number,
): Promise<Row[]> {
  const runtime = await openRuntime(stores, { STATBOARD_FLUSH: "10s", STATBOARD_RETENTION: "10s:2d" });
  const rows: Row[] = [];
  const all = `step=10s&maxDataPoints=8640&format=`;
  try {
    for (const [title, query, most] of [
      ["maxDataPoints=1000", "maxDataPoints=1000", [8, 60]],
      ["all points as columns", `${all}columns`, [8, 80]],
      ["all points as JSON", `${all}json`, null],
    ] as const) {
      for (const [i, some] of [names.slice(0, 1), names].entries()) {
        const figure = `/api/query, ${title}: ${i === 0 ? "one series" : "fifty series"}`;
        const ask = () => getQuery(some, span, query);
        const answer = await ask();
        if ("refused" in answer) {
          rows.push({
            figure,
            target: most ? `≤ ${most[i]} ms` : "",
            measured: `**refused: ${answer.refused}**`,
          });
          continue;
        }
        const took = await timeRuns(Math.ceil(times / (i === 0 ? 1 : 3)), ask);
        rows.push(
          most
            ? bounded(figure, percentileOf(took, 50), most[i]!, "ms")
            : told(figure, percentileOf(took, 50), "ms"),
        );
      }
    }
    rows.push(...(await compareJson(admin, stores, names, span, () => getQuery(names, span, `${all}json`))));
  } finally {
    await runtime.stop();
  }
  return rows;
}

async function compareJson(
  admin: Redis,
  { metrics }: Stores,
  names: readonly SeriesName[],
  span: Span,
  ask: () => Promise<unknown>,
): Promise<Row[]> {
  const times = 10;
  const ours = await measureCpu(admin, async () => {
    for (let i = 0; i < times; i++) await ask();
  });
  const oursMs = (ours.nodeMs + ours.redisMs) / times;
  const columns = await metrics.read(names, span, stepMs);
  const theirs = await measureGraphite(columns.map(toNumbers), span, stepMs);
  const figure = "all points of fifty as JSON: our CPU to graphite-web's";
  const cpu = told("all points of fifty as JSON: CPU, Node and Redis", oursMs, "ms");
  if ("missing" in theirs) return [cpu, { figure, target: "≤ 0.25", measured: `not run: ${theirs.missing}` }];
  return [
    cpu,
    told("the same by graphite-web: CPU", theirs.cpuMs, "ms"),
    bounded(figure, oursMs / theirs.cpuMs, 0.25, "of it"),
  ];
}

function toNumbers(columns: Columns): Float64Array {
  if (columns.kind === "counters") return columns.sum;
  if (columns.kind === "gauges") return columns.last;
  throw new TypeError("the mixture holds counters and gauges");
}

/** One series of default retention, whose 10m archive reaches back so far. */
async function readSixtyDays(times: number): Promise<Row[]> {
  const rows: Row[] = [];
  await withRedis(["--appendonly", "no"], async ({ open }) => {
    const { config } = readConfig({});
    const { flushMs, retention, sketchRetention } = config!;
    const stores = await open({ flushMs, retention, sketchRetention });
    const series = seriesName("counters", "bench.days");
    const coarseMs = 600_000;
    const untilMs = Math.floor(Date.now() / coarseMs) * coarseMs;
    const length = (60 * dayMs) / coarseMs;
    const random = createRandom(7);
    const sum = Float64Array.from({ length }, () => drawPoisson(random, 9_000));
    const history = {
      series,
      startMs: untilMs - 60 * dayMs,
      stepMs: coarseMs,
      coverage: new Uint8Array(length).fill(1),
    };
    await stores.metrics.importColumns([{ ...history, kind: "counters", sum }]);
    const span = { fromMs: history.startMs, untilMs };
    const took = await timeRuns(times, () => stores.metrics.read([series], span, coarseMs));
    rows.push(bounded("60 days of one series, port: 8,640 points of 10m", percentileOf(took, 50), 10, "ms"));
    const runtime = await openRuntime(stores, {});
    try {
      const asked = await timeRuns(times, async () => {
        const answer = await getQuery([series], span, "maxDataPoints=1500");
        if ("refused" in answer) throw new Error(answer.refused);
      });
      rows.push(bounded("60 days of one series, /api/query", percentileOf(asked, 50), 10, "ms"));
    } finally {
      await runtime.stop();
    }
  });
  return rows;
}

/** The routes' runtime on a store of ours. */
async function openRuntime(stores: Stores, environment: Record<string, string>) {
  const { config, faults } = readConfig(environment);
  if (!config) throw new Error(faults.join("; "));
  const test = await startTestRuntime();
  setRuntime({ ...test.runtime, config, store: stores.metrics, boards: stores.boards });
  return test;
}

async function getQuery(
  names: readonly SeriesName[],
  { fromMs, untilMs }: Span,
  more: string,
): Promise<{ bytes: number } | { refused: string }> {
  const targets = names.map((name) => `target=${encodeURIComponent(name)}`).join("&");
  const url = `http://localhost/api/query?${targets}&from=${fromMs}&until=${untilMs}&${more}`;
  const response = await answerQuery(new Request(url));
  if (response.ok) return { bytes: (await response.arrayBuffer()).byteLength };
  const body = (await response.json()) as { error: { message: string } };
  return { refused: `${response.status} ${body.error.message}` };
}
