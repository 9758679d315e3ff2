import { setTimeout as pause } from "node:timers/promises";
import { type Page, chromium } from "playwright";
import { findChromium } from "@/e2e/chromium";
import { type Part, bounded, told } from "../report";
import { cpuMsOf, rssOf } from "../proc";
import { type Server, startProgram } from "./servers";

const panels = 24;
const perPanel = 4;

/** A person in front of a board: what it costs the server, how old the picture is, and what crosses the wire. */
export const measureWatching: Part = async ({ isQuick }) => {
  const settleMs = isQuick ? 5_000 : 20_000;
  const measureMs = isQuick ? 20_000 : 70_000;
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  const open = async (server: Server, query: string) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`http://127.0.0.1:${server.port}/${query}`);
    await pause(settleMs);
    return page;
  };
  try {
    const idle = await startProgram(0);
    const board = await open(idle, "");
    const [cpuMs, bytes] = [cpuMsOf(idle.pid), await countBytes(board)];
    await pause(measureMs);
    const idleCpu = (cpuMsOf(idle.pid) - cpuMs) / measureMs;
    const idleRss = rssOf(idle.pid);
    const lagMs = await readLag(board);
    const idleBytes = bytes() / (measureMs / 1_000);
    await board.close();
    await idle.stop();

    const fed = await startProgram(panels * perPanel);
    const wide = await open(fed, wideBoard());
    const wideBytes = await countBytes(wide);
    await pause(measureMs);
    const wideRate = wideBytes() / (measureMs / 1_000);
    const wideLagMs = await readLag(wide);
    await wide.close();
    await fed.stop();
    return {
      title: "one person in front of a board, at 1 Hz",
      rows: [
        bounded("nobody sends, the default board open: CPU of a core", idleCpu * 100, 2, "%"),
        bounded("nobody sends, the default board open: RSS", idleRss / 2 ** 20, 200, "MB"),
        bounded("default board: step closed to frame painted, p95 of the last minute", lagMs, 150, "ms"),
        told("default board: bytes to the browser", idleBytes / 1_024, "KB/s"),
        bounded("24 panels × 4 series: bytes to the browser", wideRate / 1_024, 3, "KB/s"),
        told("24 panels × 4 series: step closed to frame painted, p95 of the last minute", wideLagMs, "ms"),
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

function wideBoard(): string {
  const target = (i: number, joined: boolean) =>
    `target=${joined ? "%2B" : ""}gauges:bench.g${String(i).padStart(3, "0")}`;
  const targets = Array.from({ length: panels * perPanel }, (_, i) => target(i, i % perPanel > 0));
  return `?${targets.join("&")}&range=5m`;
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
