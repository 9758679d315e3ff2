import { readFileSync } from "node:fs";
import { build } from "esbuild";
import { type CDPSession, chromium, type Page } from "playwright";
import { findChromium } from "@/e2e/chromium";
import { cpuMsOf } from "../proc";

/** A Chromium with the bench's page in it, and its counters. */
export interface BenchBrowser {
  page: Page;
  devtools: CDPSession;
  counters(): Promise<Counters>;
  /** Objects and the memory of typed arrays, after a collection of what is no longer used. */
  heapBytes(): Promise<number>;
  close(): Promise<void>;
}

/** CPU since the start, in milliseconds: the page's scripts, its main thread, all processes of the browser. */
export interface Counters {
  scriptMs: number;
  mainMs: number;
  browserMs: number;
}

const flags = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export async function openBrowser(viewport: { width: number; height: number }): Promise<BenchBrowser> {
  const server = await chromium.launchServer({ executablePath: findChromium(), args: flags });
  const browser = await chromium.connect(server.wsEndpoint());
  const page = await browser.newPage({ viewport });
  await page.setContent(`<!doctype html><style>${style}${crosshairStyle}</style><body></body>`);
  await page.addScriptTag({ content: await bundlePage() });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const pid = server.process().pid!;
  return {
    page,
    devtools,
    async counters() {
      const { metrics } = await devtools.send("Performance.getMetrics");
      const read = (name: string) => metrics.find((each) => each.name === name)!.value;
      return {
        scriptMs: read("ScriptDuration") * 1_000,
        mainMs: read("TaskDuration") * 1_000,
        browserMs: cpuMsOf(pid),
      };
    },
    async heapBytes() {
      await devtools.send("HeapProfiler.collectGarbage");
      const { usedSize, backingStorageSize } = await devtools.send("Runtime.getHeapUsage");
      return usedSize + backingStorageSize;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["bench/ui/page/main.ts"],
    bundle: true,
    minify: true,
    keepNames: true,
    format: "iife",
    target: "es2022",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]!.text;
}

const crosshairStyle = readFileSync("components/panel/cursor/crosshair.css", "utf8");

/** The board's colours and a grid of panels in their usual size. */
const style = `
  :root { --panel: #15171c; --text: #e8eaed; --text-2: #a3a9b5; --text-3: #7c8494; --accent: #2582dc;
    --s1: #2582dc; --s2: #f39523; --s3: #80e5fd; --s4: #f0e07f; --s5: #2fb395; --s6: #b19ff3; --s7: #c3639c;
    --s8: #e94935; }
  body { margin: 0; background: #0e1014; display: grid; grid-template-columns: repeat(4, 350px); gap: 8px; }
  .panel { position: relative; height: 192px; background: var(--panel); contain: layout paint; }
  .panel-canvas { position: absolute; z-index: -1; }
  text { font-size: 11px; }
`;
