import { bounded, type Part, type Report, told } from "../report";
import { openBrowser } from "./browser";
import type { BenchPage } from "./page/main";

declare const bench: BenchPage;

/** Charts made and drawn for the first time, one after the other: what each slice of an opening board costs. */
export const measureOpening: Part = async ({ isQuick }): Promise<Report> => {
  const browser = await openBrowser({ width: 1440, height: 1000 });
  const mount = async (points: number): Promise<number[]> => {
    const size = { panels: 20, series: 5, points };
    const tookMs = await browser.page.evaluate((much) => bench.mount("ours", much), size);
    await browser.page.evaluate(() => bench.unmount());
    return tookMs;
  };
  try {
    // The first chart of a page also compiles the code.
    const first = (await mount(300))[0]!;
    const times = isQuick ? 1 : 5;
    const boards: number[][] = [];
    const long: number[][] = [];
    for (let i = 0; i < times; i++) {
      boards.push(await mount(300));
      long.push(await mount(8_640));
    }
    const [board, longBoard] = [medianBoard(boards), medianBoard(long)];
    return {
      title: "20 panels × 5 series opened: script of a slice, wall clock",
      rows: [
        bounded("first chart of a page, drawn", first, 50, "ms"),
        bounded("all 20, 300 points a series", sum(board), 800, "ms"),
        bounded("all 20, 8,640 points a series", sum(longBoard), 800, "ms"),
        told("the slowest panel", Math.max(...board), "ms"),
      ],
      notes: ["Each panel is a slice in a frame of its own. Filling the windows is in the figures."],
    };
  } finally {
    await browser.close();
  }
};

/** The board that took the median time in all. */
function medianBoard(boards: number[][]): number[] {
  return boards.sort((a, b) => sum(a) - sum(b))[boards.length >> 1]!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
