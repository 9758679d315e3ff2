import { packDashboard } from "@/lib/dashboard/packed";
import type { ChartKind, Panel } from "@/lib/dashboard/dashboard";
import { defaultPanel } from "@/lib/dashboard/presets";
import type { Locator, Page } from "playwright/test";
import { expectMoving, findPanel, openBoard } from "../harness/board";
import { type Point, queryPoints, querySeries } from "../harness/query";
import { sendPacket } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";
import { columnAt, inkAt, insideOf, pixelAt, placeOf, type Shot, shoot } from "./drawn";
import { printSummary, readBars, readDial, readTable } from "./figures";
import { lowOf, readColor, readVariables } from "./colors-drawn";

const running = serveProgram();
/** A line of 1.5 px that lies across two rows of pixels colours none of them wholly. */
const line = 150;
let timer: NodeJS.Timeout;

// Two gauges that jump, and a timer that is silent for two of every five seconds.
test.beforeAll(async () => {
  const send = () => {
    const second = Math.floor(Date.now() / 1_000);
    const level = 20 + ((second * 37) % 60);
    const lines = [`shape.a:${level}|g`, `shape.b:${100 - level}|g`];
    lines.push(`shape.state:${Math.floor(second / 3) % 3}|g`);
    // From 10 to 320 ms in any three seconds, so that the bins stay the same.
    lines.push("shape.spread:10|ms", "shape.spread:320|ms", ...Array(second % 4).fill("shape.spread:50|ms"));
    if (second % 5 < 3) lines.push(...[1, 2, 3, 4].map((part) => `shape.took:${level * part}|ms`));
    void sendPacket(running.program.statsd, lines.join("\n"));
  };
  send();
  timer = setInterval(send, 100);
  await new Promise((done) => setTimeout(done, 20_000));
});
test.afterAll(() => clearInterval(timer));

test("a line goes through every sample", async ({ page }) => {
  const shot = await shootPanel(page, "line", ["gauges:shape.a"]);
  const points = insideOf(shot, await samples("gauges:shape.a"));
  expect(points.length).toBeGreaterThan(10);
  expectInk(shot, points, line);
});

test("steps hold each sample until the next", async ({ page }) => {
  const shot = await shootPanel(page, "step", ["gauges:shape.a"]);
  const points = insideOf(shot, await samples("gauges:shape.a"));
  for (const part of [100, 500, 900])
    expectInk(
      shot,
      points.map(([ms, value]) => [ms + part, value]),
      line,
    );
});

test("an area is filled below its line, and not above it", async ({ page }) => {
  const shot = await shootPanel(page, "area", ["gauges:shape.a"]);
  const points = insideOf(shot, await samples("gauges:shape.a"));
  expectInk(shot, points, line);
  // The fill fades to nothing at the foot of the plot: below the lowest samples there is none to be seen.
  const seen = points
    .map(([ms, value]) => placeOf(shot, ms, value!))
    .filter(({ y }) => y < shot.plot.top + 0.7 * shot.plot.height);
  expect(seen.length).toBeGreaterThan(3);
  for (const { x, y } of seen) {
    const below = columnAt(shot, x)[Math.round(y - shot.plot.top) + 8]!;
    expect(below).toBeGreaterThan(0);
    expect(below).toBeLessThan(60);
    expect(Math.max(...columnAt(shot, x).slice(0, Math.max(1, Math.round(y - shot.plot.top) - 8)))).toBe(0);
  }
});

test("stacked areas end at the sums", async ({ page }) => {
  const shot = await shootPanel(page, "stacked", ["gauges:shape.a", "gauges:shape.b"]);
  const [lower, upper] = [await samples("gauges:shape.a"), await samples("gauges:shape.b")];
  const sums = addUp(lower, upper);
  expect(insideOf(shot, sums).length).toBeGreaterThan(10);
  expectInk(shot, insideOf(shot, lower), line);
  expectInk(shot, insideOf(shot, sums), line);
});

test("stacked to 100 %, each area ends at its part", async ({ page }) => {
  const shot = await shootPanel(page, "percent", ["gauges:shape.a", "gauges:shape.b"]);
  const [lower, upper] = [await samples("gauges:shape.a"), await samples("gauges:shape.b")];
  const wholes = new Map(addUp(lower, upper));
  const parts = lower.map(([ms, value]): Point => [ms, (100 * value!) / wholes.get(ms)!]);
  expectInk(shot, insideOf(shot, parts), line);
  expectInk(
    shot,
    insideOf(shot, parts).map(([ms]) => [ms, 100]),
    line,
  );
});

test("a band is filled from p50 to p99, with its lines on it", async ({ page }) => {
  const targets = ["p50", "p95", "p99"].map((stat) => `timers:shape.took:${stat}`);
  const shot = await shootPanel(page, "band", targets);
  const [low, , high] = await Promise.all(targets.map(samples));
  for (const points of [low!, high!]) expectInk(shot, insideOf(shot, points), line);
  const highs = new Map(high);
  // A sample between two gaps has no surface.
  const spread = insideOf(shot, low!).filter(([ms]) => highs.has(ms - 1_000) || highs.has(ms + 1_000));
  expect(spread.length).toBeGreaterThan(5);
  for (const [ms, value] of spread) {
    // A sample by itself has no area.
    if (!highs.has(ms - 1_000) && !highs.has(ms + 1_000)) continue;
    const between = placeOf(shot, ms, value! + 0.35 * (highs.get(ms)! - value!));
    expect(inkAt(shot, between.x, between.y)).toBeGreaterThan(20);
  }
});

test("columns reach from zero to each sample", async ({ page }) => {
  const shot = await shootPanel(page, "column", ["gauges:shape.a"]);
  for (const [ms, value] of insideOf(shot, await samples("gauges:shape.a"))) {
    const { x, y } = placeOf(shot, ms, value!);
    const column = columnAt(shot, x);
    const top = column.findIndex((ink) => ink > 100);
    expect(Math.abs(top + shot.plot.top - y)).toBeLessThanOrEqual(1.5);
    expect(Math.min(...column.slice(top + 1, -1))).toBeGreaterThan(200);
  }
});

test("steps without a value are a hole, a zero, or joined, as the panel says", async ({ page }) => {
  const target = "timers:shape.took:p50";
  for (const nulls of ["gap", "zero", "connect"] as const) {
    const shot = await shootPanel(page, "line", [target], { nulls });
    const points = insideOf(shot, await query(target));
    // Before the first sample there is nothing to join.
    const first = points.findIndex(([, value]) => value !== null);
    const last = points.findLastIndex(([, value]) => value !== null);
    const holes = points
      .slice(first, last)
      .filter(([, value], i, all) => value === null && all[i + 1]?.[1] === null);
    expect(holes.length).toBeGreaterThan(2);
    expectInk(shot, joined(points), line);
    for (const [ms] of holes) {
      const { x, y } = placeOf(shot, ms + 500, 0);
      const ink = Math.max(...columnAt(shot, x));
      if (nulls === "gap") expect(ink).toBe(0);
      else expect(ink).toBeGreaterThan(100);
      if (nulls === "zero") expect(inkAt(shot, x, y)).toBeGreaterThan(100);
    }
  }
});

test("a heatmap's cells are as bright as there are samples, and empty where there are none", async ({
  page,
}) => {
  const shot = await shootPanel(page, "heatmap", ["timers:shape.spread:p95"]);
  const target = "heatmap(timers:shape.spread)";
  const lines = await querySeries(running.program, target, { fromMs: Date.now() - 90_000 });
  const colors = await readVariables(page, (level) => `--h${level}`, 12);
  const head = await findPanel(page, "Shape").locator(".panel-value").textContent();
  const peak = Number(/0–(\d+)/.exec(head!)![1]);
  const bins = shot.names.toSorted((a, b) => lowOf(a) - lowOf(b));
  expect(bins.length).toBeGreaterThan(5);
  let seen = 0;
  for (const [row, name] of bins.entries())
    for (const [ms, count] of insideOf(shot, lines.get(name)!)) {
      const { x, y } = placeOf(shot, ms + 500, row + 0.5);
      const level = count ? Math.max(1, Math.min(11, Math.round(11 * Math.sqrt(count / peak)))) : 0;
      expect(pixelAt(shot, x, y)).toEqual(level === 0 ? [0, 0, 0, 0] : [...colors[level]!, 255]);
      if (level > 0) seen++;
    }
  expect(seen).toBeGreaterThan(20);
});

test("a timeline has the level of each value over its whole step", async ({ page }) => {
  const levels = ["ok", "warn", "crit"] as const;
  const thresholds = levels.map((level, value) => ({ level, value }));
  const shot = await shootPanel(page, "timeline", ["gauges:shape.state"], { thresholds });
  const points = insideOf(shot, await samples("gauges:shape.state"));
  expect(new Set(points.map(([, value]) => value)).size).toBe(3);
  const opacities = [0.17, 0.9, 0.95].map((opacity) => 255 * opacity);
  for (const [ms, value] of points)
    for (const part of [150, 500, 850]) {
      // Below the words.
      const { x, y } = placeOf(shot, ms + part, 0.1);
      expect(Math.abs(pixelAt(shot, x, y)[3]! - opacities[value!]!)).toBeLessThan(2);
    }
});

test("bars are as long as their values, the greatest first", async ({ page }) => {
  const panel = await openPanel(page, "bars", ["gauges:shape.a", "gauges:shape.b"]);
  await expect(panel.locator(".bars li")).toHaveCount(2);
  const bars = await readBars(panel);
  const [some, others] = await Promise.all([samples("gauges:shape.a"), samples("gauges:shape.b")]);
  const at = some.find(([ms, value]) => {
    const values = [value!, new Map(others).get(ms)!].sort((a, b) => b - a);
    return values.every((each, i) => String(each) === bars[i]!.text);
  });
  expect(at).toBeDefined();
  expect(bars[0]!.share).toBe(1);
  expect(bars[1]!.share).toBeCloseTo(Number(bars[1]!.text) / Number(bars[0]!.text), 3);
});

test("a table says of each series what it is now and over the range", async ({ page }) => {
  const panel = await openPanel(page, "table", ["gauges:shape.a", "gauges:shape.b"]);
  await expect(panel.locator("tbody tr")).toHaveCount(2);
  const rows = await readTable(panel);
  for (const name of ["shape.a", "shape.b"]) {
    const points = await samples(`gauges:${name}`);
    const [last, ...summed] = rows.get(`gauges:${name}`)!;
    const ends = points.filter(([, value]) => String(value) === last).map(([ms]) => ms);
    const expected = ends.map((edgeMs) => printSummary(points, edgeMs));
    expect(expected).toContainEqual(summed);
  }
});

test("a gauge's needle stands at its value", async ({ page }) => {
  const panel = await openPanel(page, "gauge", ["gauges:shape.a"], { yMax: 80 });
  await expect(panel.locator(".figure-value b")).toHaveText(/\d/);
  const { text, ends, share } = await readDial(panel);
  expect(ends).toEqual(["0", "80"]);
  expect(share).toBeCloseTo(Number(text) / 80, 2);
  const recent = (await samples("gauges:shape.a")).slice(-8);
  expect(recent.map(([, value]) => String(value))).toContain(text);
});

test("another theme paints the same chart in its colours", async ({ page }) => {
  await shootPanel(page, "column", ["gauges:shape.a"]);
  const canvas = findPanel(page, "Shape").locator("canvas");
  await canvas.evaluate((element) => element.setAttribute("data-seen", "before"));
  const dark = await readColor(canvas);
  await page.keyboard.press("t");
  await expect.poll(() => readColor(canvas)).not.toBe(dark);
  await expect(canvas).toHaveAttribute("data-seen", "before");
});

test("on paper the line is a path through every sample", async ({ page }) => {
  const shot = await shootPanel(page, "line", ["gauges:shape.a"]);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const panel = findPanel(page, "Shape");
  await expect(panel.locator("canvas")).toBeHidden();
  const path = (await panel.locator(".panel-curves path[fill=none]").first().getAttribute("d"))!;
  const drawn = [...path.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  const points = insideOf(shot, await samples("gauges:shape.a"));
  // The board may have moved a step since the shot: heights stay, one after the other.
  const heights = points.map(([ms, value]) => placeOf(shot, ms, value!).y);
  const places = drawn.map(([, y]) => y!);
  const from = places.findIndex((_, i) =>
    heights.every((y, j) => Math.abs((places[i + j] ?? -99) - y) < 0.1),
  );
  expect(from).toBeGreaterThanOrEqual(0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(panel.locator(".panel-curves")).toHaveCount(0);
});

async function shootPanel(
  page: Page,
  chart: ChartKind,
  targets: string[],
  rest: Partial<Panel> = {},
): Promise<Shot> {
  const panel = await openPanel(page, chart, targets, rest);
  await expectMoving(panel);
  await page.screenshot({ path: test.info().outputPath(`${chart}-${rest.nulls ?? "gap"}.png`) });
  return shoot(panel);
}

async function openPanel(
  page: Page,
  chart: ChartKind,
  targets: string[],
  rest: Partial<Panel> = {},
): Promise<Locator> {
  const panel: Panel = { ...defaultPanel("a", targets), chart, title: "Shape", yMin: 0, width: 12, ...rest };
  const board = packDashboard({ title: "", rangeMs: 60_000, theme: "dark", panels: [panel] });
  await openBoard(page, `${running.program.url}/?b=${board}`);
  return findPanel(page, "Shape");
}

/** Steps that have a value. */
async function samples(target: string): Promise<Point[]> {
  return joined(await query(target));
}

function query(target: string): Promise<Point[]> {
  return queryPoints(running.program, target, { fromMs: Date.now() - 90_000 });
}

function expectInk(shot: Shot, points: readonly Point[], least: number): void {
  const missing = points.filter(([ms, value]) => {
    const { x, y } = placeOf(shot, ms, value!);
    return inkAt(shot, x, y) < least;
  });
  expect(missing).toEqual([]);
}

function joined(points: readonly Point[]): Point[] {
  return points.filter(([, value]) => value !== null);
}

function addUp(some: readonly Point[], others: readonly Point[]): Point[] {
  const more = new Map(others);
  return some.map(([ms, value]) => [ms, (value ?? 0) + (more.get(ms) ?? 0)]);
}
