import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { describeBoardStore } from "../board-contract";
import { contractGaugeTtlMs, contractMaxSeries, describeMetricStore } from "../contract";
import {
  contractRetention,
  contractSketchRetention,
  counter,
  flushOf,
  numbersOf,
  recentStart,
} from "../contract.test-support";
import { describeSealing } from "../sealing-contract";
import { createTempDirs } from "../temp-dir.test-support";
import { bundle } from "../worker.test-support";
import { openEmbedded } from "./open";

let urls: Record<"store-worker" | "killed", URL>;
const makeDir = createTempDirs("data");
let dataDir = "";

beforeAll(async () => {
  urls = await bundle({
    "store-worker": "lib/store/worker.ts",
    killed: "lib/store/embedded/killed.test-support.ts",
  });
});
beforeEach(() => {
  dataDir = makeDir();
});

const limits = {
  flushMs: 1_000,
  retention: contractRetention,
  sketchRetention: contractSketchRetention,
  gaugeTtlMs: contractGaugeTtlMs,
  maxSeries: contractMaxSeries,
};
const open = () => openEmbedded({ ...limits, redisUrl: null, dataDir, workerUrl: urls["store-worker"] });

describeMetricStore("embedded", async () => (await open()).metrics);

describeSealing("embedded", open);

describeBoardStore("embedded", async () => {
  const { boards, metrics } = await open();
  return {
    boards,
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: () => metrics.close(),
  };
});

it("holds every stored step, name, rename and link after SIGKILL, and takes over the dead owner's folder", async () => {
  const start = recentStart();
  const child = spawn(
    process.execPath,
    [fileURLToPath(urls.killed), dataDir, urls["store-worker"].href, String(start)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await once(child.stdout, "data");
  await expect(open()).rejects.toThrow(`${dataDir} is in use by process ${child.pid}`);
  child.kill("SIGKILL");
  await once(child, "exit");

  const { metrics, boards } = await open();
  const span = { fromMs: start, untilMs: start + 3_000 };
  const [hits, free] = await metrics.read(["counters:hits", "gauges:g"], span, 1_000);
  expect(numbersOf(hits!)).toEqual([5, 6, Number.NaN]);
  expect(numbersOf(free!)).toEqual([Number.NaN, 4, 4]);
  expect((await metrics.find("**")).map(({ bucket }) => bucket).sort()).toEqual([
    "g",
    "hits",
    "ü".repeat(1_000),
  ]);
  expect(await boards.getLink("l")).toBe("kept");
  // The same writer's numbers go on: nothing it sends again counts twice.
  await metrics.append(flushOf("a", 2, start + 1_000, [["counters:hits", counter(6)]]));
  expect(numbersOf((await metrics.read(["counters:hits"], span, 1_000))[0]!)).toEqual([5, 6, Number.NaN]);
  await metrics.close();
});

it("refuses a folder that this process has open already, and names it", async () => {
  const { metrics } = await open();
  await expect(open()).rejects.toThrow(`in use by process ${process.pid}`);
  await metrics.close();
});

it("rejects with one sentence when the folder cannot be made", async () => {
  dataDir = join(fileURLToPath(urls["store-worker"]), "data");
  await expect(open()).rejects.toThrow(/^cannot use .*store-worker.mjs\/data: ENOTDIR/);
});
