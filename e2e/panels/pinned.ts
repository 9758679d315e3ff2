import { chromium } from "playwright";
import { findChromium } from "../chromium";
import { startProgram } from "../harness/program";
import { correctEvery, installPinnedPage, type PinnedPage } from "./pinned-page";

declare const pinned: PinnedPage;

/** A board with a pinned tooltip, ten steps a second by a clock of its own. */
export interface Pinned {
  /** Throws when the tooltip was dismissed, moved, or said another value than the last. */
  runMinute(): Promise<void>;
  /** Goes live: one redraw to now. Throws when the page still draws something older. */
  release(): Promise<void>;
  remove(): Promise<void>;
}

const stepsPerMinute = 600;

export async function startPinned(): Promise<Pinned> {
  const program = await startProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(installPinnedPage, correctEvery);
  await page.goto(`${program.url}/?target=gauges:till.open&target=gauges:till.queue&range=1m`);
  const panel = page.locator("[data-panel]").first();
  // The stream is asked for when the page has come to life.
  await page.waitForResponse((response) => response.url().endsWith("/api/stream"));
  await page.waitForTimeout(100);
  await page.evaluate(() => pinned.begin());
  await panel.locator(".panel-canvas").waitFor();
  const box = (await panel.boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.6);
  await panel.getByText("pinned").waitFor();
  await page.mouse.move(700, 20);
  await page.evaluate(() => pinned.takeFrames());
  return {
    async runMinute() {
      const faults = await page.evaluate((steps) => pinned.run(steps), stepsPerMinute);
      if (faults.length > 0) throw new Error(faults.join("\n"));
    },
    async release() {
      await page.keyboard.press("Escape");
      const faults = await page.evaluate(() => pinned.run(1));
      const ends = await page.locator(".edge-now").allTextContents();
      if (!faults[0]?.startsWith("the tooltip is gone") || ends.some((end) => end !== "now"))
        throw new Error(`after Escape: ${faults.join()}, drawn to ${ends.join()}`);
    },
    async remove() {
      await browser.close();
      await program.remove();
    },
  };
}
