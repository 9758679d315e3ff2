import { bounded, type Part, type Report } from "../report";
import { openBrowser } from "./browser";
import type { BenchPage } from "./page/main";

declare const bench: BenchPage;

/** A pointer that moves over a board, and parts of time that are zoomed into: what each costs, on all panels. */
export const measurePointer: Part = async ({ isQuick }): Promise<Report> => {
  const times = isQuick ? 20 : 200;
  const { page, counters, close } = await openBrowser({ width: 1440, height: 1000 });
  const measure = async (gesture: "point" | "zoom") => {
    await page.evaluate((what) => bench.touch(what, 10), gesture);
    const before = await counters();
    await page.evaluate(([what, count]) => bench.touch(what, count), [gesture, times] as const);
    const after = await counters();
    return (after.mainMs - before.mainMs) / times;
  };
  try {
    await page.evaluate((size) => void bench.mount("ours", size), { panels: 20, series: 5, points: 900 });
    const pointMs = await measure("point");
    const zoomMs = await measure("zoom");
    return {
      title: "20 panels × 5 series × 900 points: main thread, CPU",
      rows: [
        bounded("a pointer move: crosshair, dots and times on all panels, one tooltip", pointMs, 8, "ms"),
        bounded("a zoom: all panels drawn, with new scales", zoomMs, 100, "ms"),
      ],
      notes: [
        "Each in a frame of its own, layout and paint among it. Heads and legends, which React's page has, are not.",
      ],
    };
  } finally {
    await close();
  }
};
