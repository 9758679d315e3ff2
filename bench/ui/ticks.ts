import { bounded, type Part, type Row, told } from "../report";
import { type BenchBrowser, type Counters, openBrowser } from "./browser";
import type { BenchPage, WayName } from "./page/main";
import type { Size } from "./page/size";

interface Cost extends Counters {
  heapMb: number;
  /** Wall clock. */
  longestMs: number;
  /** What a tick took in all, waiting included. */
  wallMs: number;
}

const viewport = { width: 1440, height: 1000 };
const rounds = 3;
const everyMs = 100;
const warmUpTicks = 5;

/** The board of the issue: 20 panels, 5 lines of 300 points each. */
export const measureBoard: Part = async ({ isQuick }) => {
  const size = { panels: 20, series: 5, points: 300 };
  const ticks = { ours: isQuick ? 20 : 120, uplot: isQuick ? 20 : 120, naive: isQuick ? 1 : 3 };
  const costs = await measureWays(size, ticks, isQuick ? 1 : rounds);
  const { ours, uplot, naive } = costs;
  return {
    title: "W: 20 panels × 5 series × 300 points, 1 px lines, CPU per tick",
    rows: [
      bounded("script", ours.scriptMs, 10, "ms"),
      bounded("main thread", ours.mainMs, 30, "ms"),
      bounded("whole browser", ours.browserMs, 60, "ms"),
      bounded("whole browser, uPlot's times", ours.browserMs / uplot.browserMs, 2, "×"),
      atLeast("whole browser, the naive way's part", naive.browserMs / ours.browserMs, 17, "× less"),
      bounded("at 10 Hz: main thread of a core", (100 * ours.mainMs) / ours.wallMs, 30, "%"),
      bounded("at 10 Hz: whole browser of a core", (100 * ours.browserMs) / ours.wallMs, 60, "%"),
      ...others(costs),
    ],
    notes,
  };
};

/** Forty panels, ten lines of an hour each. */
export const measureLarge: Part = async ({ isQuick }) => {
  const size = { panels: 40, series: 10, points: 3_600 };
  const ticks = { ours: isQuick ? 5 : 30, uplot: isQuick ? 5 : 30 };
  const costs = await measureWays(size, ticks, isQuick ? 1 : rounds);
  return {
    title: "40 panels × 10 series × 3,600 points, 1 px lines, CPU per tick",
    rows: [
      bounded("whole browser, uPlot's times", costs.ours.browserMs / costs.uplot.browserMs, 1, "×"),
      bounded("heap", costs.ours.heapMb, 25, "MB"),
      told("script", costs.ours.scriptMs, "ms"),
      told("main thread", costs.ours.mainMs, "ms"),
      told("whole browser", costs.ours.browserMs, "ms"),
      ...others(costs),
    ],
    notes,
  };
};

const notes = [
  "The ways take turns in one browser; each figure is the median of its rounds.",
  `A tick is drawn in a frame of its own, one in ${everyMs} ms where the way is fast enough; the browser's idling is in its figure.`,
  "Ours draws axes, grid, the newest samples' dots and end labels; no crosshair is on, and Highcharts' accessibility module is not loaded.",
];

async function measureWays<Name extends WayName>(
  size: Size,
  ticks: Record<Name, number>,
  times: number,
): Promise<Record<Name, Cost>> {
  const names = Object.keys(ticks) as Name[];
  const browser = await openBrowser(viewport);
  try {
    const emptyMb = (await browser.heapBytes()) / 2 ** 20;
    const costs = Object.fromEntries(names.map((name) => [name, [] as Cost[]])) as Record<Name, Cost[]>;
    for (let round = 0; round < times; round++)
      for (const name of names) {
        const cost = await measureWay(browser, name, size, ticks[name]);
        costs[name].push({ ...cost, heapMb: cost.heapMb - emptyMb });
      }
    return Object.fromEntries(names.map((name) => [name, medianCost(costs[name])])) as Record<Name, Cost>;
  } finally {
    await browser.close();
  }
}

async function measureWay(
  { page, counters, heapBytes }: BenchBrowser,
  name: WayName,
  size: Size,
  ticks: number,
) {
  await page.evaluate(([wanted, much]) => bench.mount(wanted, much), [name, size] as const);
  await page.evaluate((count) => bench.run(count, 50), ticks > 5 ? warmUpTicks : 1);
  const before = await counters();
  const startedMs = performance.now();
  const longestMs = await page.evaluate(([count, spacing]) => bench.run(count, spacing), [
    ticks,
    everyMs,
  ] as const);
  const wallMs = (performance.now() - startedMs) / ticks;
  const after = await counters();
  const heapMb = (await heapBytes()) / 2 ** 20;
  await page.evaluate(() => bench.unmount());
  return {
    scriptMs: (after.scriptMs - before.scriptMs) / ticks,
    mainMs: (after.mainMs - before.mainMs) / ticks,
    browserMs: (after.browserMs - before.browserMs) / ticks,
    heapMb,
    longestMs,
    wallMs,
  };
}

declare const bench: BenchPage;

function medianCost(costs: readonly Cost[]): Cost {
  const median = (of: keyof Cost) => costs.map((cost) => cost[of]).sort((a, b) => a - b)[costs.length >> 1]!;
  return {
    scriptMs: median("scriptMs"),
    mainMs: median("mainMs"),
    browserMs: median("browserMs"),
    heapMb: median("heapMb"),
    longestMs: median("longestMs"),
    wallMs: median("wallMs"),
  };
}

function others(costs: Partial<Record<WayName, Cost>>): Row[] {
  return Object.entries(costs).flatMap(([name, cost]) => [
    told(`${name}: script, main thread, whole browser`, printCost(cost)),
    told(`${name}: heap`, cost.heapMb, "MB"),
    told(`${name}: longest tick's script, wall clock`, cost.longestMs, "ms"),
  ]);
}

function printCost({ scriptMs, mainMs, browserMs }: Cost): string {
  return [scriptMs, mainMs, browserMs].map((ms) => `${ms.toFixed(1)} ms`).join(", ");
}

/** A figure that must not be below `least`; bold where it is. */
function atLeast(figure: string, value: number, least: number, unit: string): Row {
  const text = `${value.toPrecision(3)} ${unit}`;
  return { figure, target: `≥ ${least} ${unit}`, measured: value >= least ? text : `**${text}**` };
}
