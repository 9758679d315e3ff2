import { setTimeout as pause } from "node:timers/promises";
import { type Browser, chromium, type Page } from "playwright";
import { findChromium } from "@/e2e/chromium";
import { startRedisServer } from "@/lib/store/redis-server.test-support";
import { cpuMsOf, rssOf } from "../proc";
import { type Part, bounded, told } from "../report";
import { type Server, startProgram } from "./servers";

const panels = 24;
const perPanel = 4;
const writers = 3;

interface Watched {
  /** Of the server, in cores. */
  cpu: number;
  rssBytes: number;
  bytesPerSecond: number;
  /** Of the last minute, as the header prints it: the p95. */
  lagMs: number;
  /** Frames of the first panel's canvas, a second. */
  framesPerSecond: number;
}

/** A person in front of a board: what it costs the server, how old the picture is, and what crosses the wire. */
export const measureWatching: Part = async ({ isQuick }) => {
  const settleMs = isQuick ? 5_000 : 20_000;
  const measureMs = isQuick ? 20_000 : 70_000;
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  const watch = (server: Server, query: string) =>
    watchBoard(browser, server, query, { settleMs, measureMs });
  const watchAlone = async (gauges: number, query: string, env: Record<string, string> = {}) => {
    const server = await startProgram(gauges, { env });
    return watch(server, query).finally(server.stop);
  };
  try {
    const idle = await watchAlone(0, "");
    const wide = await watchAlone(panels * perPanel, wideBoard("5m"));
    const fast = await watchAlone(panels * perPanel, wideBoard("1m"), {
      STATBOARD_FLUSH: "100ms",
      STATBOARD_RETENTION: "100ms:10m,1s:1h,10s:6h",
    });
    const several = await watchSeveral((server) => watch(server, wideBoard("5m")));
    return {
      title: "one person in front of a board",
      rows: [
        bounded("nobody sends, the default board open: CPU of a core", idle.cpu * 100, 2, "%"),
        bounded("nobody sends, the default board open: RSS", idle.rssBytes / 2 ** 20, 200, "MB"),
        bounded("default board, 1 Hz: step closed to frame painted, p95", idle.lagMs, 150, "ms"),
        told("default board, 1 Hz: bytes to the browser", idle.bytesPerSecond / 1_024, "KB/s"),
        bounded("24 panels × 4 series, 1 Hz: bytes to the browser", wide.bytesPerSecond / 1_024, 3, "KB/s"),
        told("24 panels × 4 series, 1 Hz: step closed to frame painted, p95", wide.lagMs, "ms"),
        bounded(
          "three writers on Redis, 24 × 4, 1 Hz: step closed to frame painted, p95",
          several.lagMs,
          300,
          "ms",
        ),
        told("24 panels × 4 series, 10 Hz: frames of a panel (10 are all)", fast.framesPerSecond, "/s"),
        told("24 panels × 4 series, 10 Hz: step closed to frame painted, p95", fast.lagMs, "ms"),
        told("24 panels × 4 series, 10 Hz: bytes to the browser", fast.bytesPerSecond / 1_024, "KB/s"),
        told("24 panels × 4 series, 10 Hz: CPU of the server", fast.cpu * 100, "%"),
      ],
      notes: [
        "The lag is what the header prints: from the end of a step to the task after the frame that painted it, clocks corrected. The browser draws without a GPU on the same two cores.",
        "Bytes are those of the stream as they cross the wire, heads of HTTP left out; nothing is compressed.",
        "The default board shows what the program measures of the host and of itself, 1 Hz.",
      ],
    };
  } finally {
    await browser.close();
  }
};

/** One process serves the page, and three take the same gauges in: a step is whole when all of them are in. */
async function watchSeveral(watch: (server: Server) => Promise<Watched>): Promise<Watched> {
  const redis = await startRedisServer();
  const started: Server[] = [];
  const start = async (gauges: number, env: Record<string, string>) => {
    const server = await startProgram(gauges, { env: { REDIS_URL: redis.url, ...env } });
    started.push(server);
    return server;
  };
  try {
    const web = await start(0, { STATBOARD_INGEST: "off" });
    for (let i = 0; i < writers; i++)
      await start(panels * perPanel, { STATBOARD_WEB: "off", STATBOARD_HOST_METRICS: "off" });
    return await watch(web);
  } finally {
    for (const server of started) await server.stop();
    await redis.stop();
  }
}

async function watchBoard(
  browser: Browser,
  { pid, port }: Server,
  query: string,
  { settleMs, measureMs }: { settleMs: number; measureMs: number },
): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(countFrames);
  await page.goto(`http://127.0.0.1:${port}/${query}`);
  await pause(settleMs);
  const bytes = await countBytes(page);
  const [cpuMs, frames, startedMs] = [cpuMsOf(pid), await readFrames(page), performance.now()];
  await pause(measureMs);
  const tookMs = performance.now() - startedMs;
  const watched = {
    cpu: (cpuMsOf(pid) - cpuMs) / tookMs,
    rssBytes: rssOf(pid),
    bytesPerSecond: (bytes() * 1_000) / tookMs,
    lagMs: await readLag(page),
    framesPerSecond: (((await readFrames(page)) - frames) * 1_000) / tookMs,
  };
  await page.close();
  return watched;
}

function wideBoard(range: string): string {
  const target = (i: number, joined: boolean) =>
    `target=${joined ? "%2B" : ""}gauges:bench.g${String(i).padStart(3, "0")}`;
  const targets = Array.from({ length: panels * perPanel }, (_, i) => target(i, i % perPanel > 0));
  return `?${targets.join("&")}&range=${range}`;
}

/** In the page: a canvas is wiped once for each picture of it. */
function countFrames(): void {
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
    const { dataset } = this.canvas;
    dataset.frames = String(Number(dataset.frames ?? 0) + 1);
    return clearRect.apply(this, rectangle);
  };
}

async function readFrames(page: Page): Promise<number> {
  return Number(await page.locator("canvas.panel-canvas").first().getAttribute("data-frames"));
}

/** Counts what arrives from now on. */
async function countBytes(page: Page): Promise<() => number> {
  const devtools = await page.context().newCDPSession(page);
  let bytes = 0;
  devtools.on("Network.dataReceived", (event) => (bytes += event.encodedDataLength || event.dataLength));
  await devtools.send("Network.enable");
  return () => bytes;
}

async function readLag(page: Page): Promise<number> {
  const text = (await page.locator('header p[data-state="live"]').textContent()) ?? "";
  const [, number, unit] = /([\d.]+)\s*(ms|s)\b/.exec(text) ?? [];
  return Number(number) * (unit === "s" ? 1_000 : 1);
}
