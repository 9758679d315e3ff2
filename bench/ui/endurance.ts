import { bounded, type Part, type Report, told } from "../report";
import { type BenchBrowser, openBrowser } from "./browser";
import type { BenchPage } from "./page/main";

declare const bench: BenchPage;

interface Held {
  heapMb: number;
  nodes: number;
}

/** A day of ticks, and boards opened and closed: what stays behind. */
export const measureEndurance: Part = async ({ isQuick }): Promise<Report> => {
  const ticks = isQuick ? 2_000 : 86_400;
  const boards = isQuick ? 5 : 100;
  const size = { panels: 2, series: 5, points: 300 };
  const browser = await openBrowser({ width: 1440, height: 1000 });
  const { page } = browser;
  try {
    await page.evaluate((much) => void bench.mount("ours", much), size);
    await page.evaluate((count) => bench.hurry(count), ticks / 10);
    const early = await readHeld(browser);
    await page.evaluate((count) => bench.hurry(count), ticks);
    const late = await readHeld(browser);
    await page.evaluate(() => bench.unmount());
    const cycle = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await page.evaluate((much) => void bench.mount("ours", much), { ...size, panels: 4 });
        await page.evaluate(() => bench.unmount());
      }
      return readHeld(browser);
    };
    const few = await cycle(Math.ceil(boards / 10));
    const many = await cycle(boards);
    return {
      title: `${ticks.toLocaleString("en")} ticks of 2 panels × 5 series × 300 points; ${boards} boards of 4 panels opened and closed`,
      rows: [
        bounded(
          "heap after all ticks, to that after a tenth of them",
          100 * (late.heapMb / early.heapMb - 1),
          5,
          "% more",
        ),
        bounded("DOM nodes likewise", 100 * (late.nodes / early.nodes - 1), 5, "% more"),
        told("heap, DOM nodes", `${late.heapMb.toFixed(1)} MB, ${late.nodes}`),
        bounded(
          "heap after all boards, to that after a tenth",
          100 * (many.heapMb / few.heapMb - 1),
          5,
          "% more",
        ),
        bounded("DOM nodes left by each board", (many.nodes - few.nodes) / boards, 0, ""),
      ],
      notes: ["Ticks are drawn as fast as they go, a frame after every hundred."],
    };
  } finally {
    await browser.close();
  }
};

async function readHeld({ devtools, heapBytes }: BenchBrowser): Promise<Held> {
  // What the first collection frees may free more in the next.
  await heapBytes();
  const heapMb = (await heapBytes()) / 2 ** 20;
  const { nodes } = await devtools.send("Memory.getDOMCounters");
  return { heapMb, nodes };
}
