import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect } from "vitest";
import type { SeriesName } from "@/lib/metric/series";
import { type Round, soak } from "@/lib/soak.test-support";
import { numbersOf } from "../contract.test-support";
import type { Stores } from "../open-options";
import { createTempDirs } from "../temp-dir.test-support";
import { bundle } from "../worker.test-support";
import {
  type Plan,
  free,
  hits,
  hitsOf,
  isLate,
  killedOptions,
  onTime,
  planFlushes,
} from "./killed-plan.test-support";
import { openEmbedded } from "./open";

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** The store's own timer seals by the real clock: the plan's is ahead of it. */
const startMs = Math.ceil(Date.now() / hourMs) * hourMs;
const longestLifeMs = 2_000;
let urls: Record<"store-worker" | "killed-writer", URL>;
const makeDir = createTempDirs("killed");

beforeAll(async () => {
  urls = await bundle({
    "store-worker": "lib/store/worker.ts",
    "killed-writer": "lib/store/embedded/killed-writer.test-support.ts",
  });
});

soak(
  "an embedded store killed while it writes and seals holds all it said was stored, once",
  200,
  async (round) => {
    const dataDir = makeDir();
    const plan = planFlushes(round.seed, startMs);
    const said = await runUntilKilled(dataDir, round);
    const newest = Math.max(0, ...said.flush);
    const nowMs = plan.nowMs(newest + 1);

    const first = await openEmbedded(killedOptions(dataDir, urls["store-worker"], () => nowMs));
    const readable = await countStored(first, plan, said.flush.length, onTime[0]!);
    await expectWhole(first, plan, readable, onTime, [1_000, 10_000, minuteMs]);
    await expectMovesAndLinks(first, plan, said);
    await first.seal(nowMs);
    const stored = await countStored(first, plan, said.flush.length, hits.at(-1)!);
    expect([stored, said.flush.length]).toContain(readable);
    await expectWhole(first, plan, stored, hits, [1_000, 10_000, minuteMs]);
    await first.seal(nowMs + 20 * minuteMs);
    await expectWhole(first, plan, stored, hits, [10_000, minuteMs]);
    await first.metrics.close();

    const second = await openEmbedded(killedOptions(dataDir, urls["store-worker"], () => nowMs));
    await second.seal(nowMs + 7 * hourMs);
    await second.seal(nowMs + 7 * hourMs);
    await expectWhole(second, plan, stored, hits, [minuteMs]);
    await expectMovesAndLinks(second, plan, said);
    await second.metrics.close();
    rmSync(dataDir, { recursive: true });
  },
);

/** What a child says it stored, from its start to a moment that the round chooses. */
async function runUntilKilled(dataDir: string, { seed, random }: Round) {
  const args = [
    fileURLToPath(urls["killed-writer"]),
    dataDir,
    urls["store-worker"].href,
    `${seed}`,
    `${startMs}`,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  await once(child.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, random() * longestLifeMs));
  child.kill("SIGKILL");
  expect(await exited).toEqual([null, "SIGKILL"]);
  const numbers = (word: string) =>
    [...text.matchAll(new RegExp(`^${word} (\\d+)\\n`, "gm"))].map((match) => Number(match[1]));
  return { flush: numbers("flush"), link: numbers("link"), moved: numbers("moved") };
}

/** All that was said to be stored, or one more: the one that was being stored. */
async function countStored(
  { metrics }: Stores,
  plan: Plan,
  said: number,
  series: SeriesName,
): Promise<number> {
  const range = { fromMs: startMs, untilMs: plan.nowMs(said + 1) };
  const [columns] = await metrics.read([series], range, minuteMs);
  const total = sum(numbersOf(columns!));
  const expected = (count: number) => sum([...expectedSums(plan, count, series, minuteMs).values()]);
  expect([expected(said), expected(said + 1)]).toContain(total);
  return total === expected(said) ? said : said + 1;
}

function expectedSums(plan: Plan, stored: number, series: SeriesName, stepMs: number): Map<number, number> {
  const sums = new Map<number, number>();
  for (let n = 0; n < stored; n++) {
    if (isLate(n) && onTime.includes(series)) continue;
    const at = Math.floor(plan.startOf(n) / stepMs) * stepMs;
    sums.set(at, (sums.get(at) ?? 0) + hitsOf(n, series));
  }
  return sums;
}

/** Every step of these series over the time in which it is kept. */
async function expectWhole(
  { metrics }: Stores,
  plan: Plan,
  stored: number,
  series: SeriesName[],
  steps: number[],
): Promise<void> {
  const untilMs = plan.nowMs(stored + 1);
  const keptMs: Record<number, number> = { 1_000: 20 * minuteMs, 10_000: 5 * hourMs };
  for (const stepMs of steps) {
    const oldestMs = Math.floor((untilMs - (keptMs[stepMs] ?? Infinity)) / minuteMs) * minuteMs;
    const fromMs = Math.max(startMs, oldestMs);
    const columns = await metrics.read([...series, free], { fromMs, untilMs }, stepMs);
    const read = columns.map(
      (each) => new Map(numbersOf(each).map((value, i) => [each.startMs + i * each.stepMs, value])),
    );
    series.forEach((name, i) => {
      const expected = [...expectedSums(plan, stored, name, stepMs)].filter(([at]) => at >= fromMs);
      const got = [...read[i]!].filter(([, value]) => !Number.isNaN(value));
      expect(got).toEqual(expected.sort((a, b) => a[0] - b[0]));
    });
    const gauges = new Map<number, number>();
    for (let n = 0; n < stored; n++)
      if (!isLate(n)) gauges.set(Math.floor(plan.startOf(n) / stepMs) * stepMs, n);
    for (const [at, value] of gauges) if (at >= fromMs) expect(read.at(-1)!.get(at)).toBe(value);
  }
}

async function expectMovesAndLinks(
  { metrics, boards }: Stores,
  plan: Plan,
  said: { link: number[]; moved: number[] },
): Promise<void> {
  for (const n of said.link) expect(await boards.getLink(`link${n}`)).toBe(`kept ${n}`);
  const names = new Set((await metrics.find("**")).map(({ bucket }) => bucket));
  expect(said.moved.filter((n) => !names.has(`moved.${n}`) || names.has(`moving.${n}`))).toEqual([]);
  const moved = said.moved.flatMap((n): SeriesName[] => [`counters:moved.${n}`, `counters:moving.${n}`]);
  if (moved.length === 0) return;
  const range = { fromMs: startMs, untilMs: plan.nowMs(Math.max(...said.moved) + 2) };
  const totals = (await metrics.read(moved, range, minuteMs)).map((each) => sum(numbersOf(each)));
  expect(totals).toEqual(said.moved.flatMap((n) => [n, 0]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
}
