import type { Locator } from "playwright/test";
import type { Point } from "../harness/query";

/** What these tests ask of a Highcharts chart: the scales that people read values from. */
interface ReadChart {
  plotLeft: number;
  plotTop: number;
  plotWidth: number;
  plotHeight: number;
  xAxis: { getExtremes(): { min: number; max: number } }[];
  yAxis: { getExtremes(): { min: number; max: number } }[];
  series: { name: string }[];
}

/** What a panel showed at one moment. */
export interface Shot {
  plot: { left: number; top: number; width: number; height: number };
  time: { min: number; max: number };
  value: { min: number; max: number };
  /** The names of the lines. */
  names: string[];
  /** Every pixel's red, green, blue and opacity, row by row, from the container's corner at (left, top) on. */
  canvas: { left: number; top: number; width: number; rgba: Uint8Array };
}

/** Takes the canvas and the axes in one moment; the chart is found where React keeps it. */
export async function shoot(panel: Locator): Promise<Shot> {
  const { canvas, ...shot } = await panel.locator(".panel-chart").evaluate((element) => {
    const chart = findChart(element);
    const canvas = element.querySelector("canvas")!;
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
    const { plotLeft, plotTop, plotWidth, plotHeight } = chart;
    return {
      plot: { left: plotLeft, top: plotTop, width: plotWidth, height: plotHeight },
      time: chart.xAxis[0]!.getExtremes(),
      value: chart.yAxis[0]!.getExtremes(),
      names: chart.series.map(({ name }) => name),
      canvas: {
        left: Number.parseFloat(canvas.style.left),
        top: Number.parseFloat(canvas.style.top),
        width,
        text: toBase64(new Uint8Array(data.buffer)),
      },
    };

    function toBase64(bytes: Uint8Array): string {
      let text = "";
      for (let at = 0; at < bytes.length; at += 0x8000)
        text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
      return btoa(text);
    }

    function findChart(host: Element): ReadChart {
      interface Fiber {
        return: Fiber | null;
        memoizedState: Hook | null;
      }
      interface Hook {
        memoizedState: { current?: Partial<ReadChart> | null } | null;
        next: Hook | null;
      }
      const key = Object.keys(host).find((each) => each.startsWith("__reactFiber$"))!;
      let fiber = (host as unknown as Record<string, Fiber>)[key]!.return;
      for (; fiber; fiber = fiber.return)
        for (let hook = fiber.memoizedState; hook && "next" in hook; hook = hook.next) {
          const found = hook.memoizedState?.current;
          if (found?.xAxis) return found as ReadChart;
        }
      throw new Error("no chart");
    }
  });
  const { text, ...place } = canvas;
  return { ...shot, canvas: { ...place, rgba: Buffer.from(text, "base64") } };
}

/** Where a time and a value stand, by the axes; in px of the chart. */
export function placeOf({ plot, time, value }: Shot, ms: number, y: number): { x: number; y: number } {
  return {
    x: plot.left + ((ms - time.min) / (time.max - time.min)) * plot.width,
    y: plot.top + (1 - (y - value.min) / (value.max - value.min)) * plot.height,
  };
}

/** The opacity at a place, the strongest within a pixel; 0 to 255. */
export function inkAt({ canvas }: Shot, x: number, y: number): number {
  const [column, row] = [Math.floor(x - canvas.left), Math.floor(y - canvas.top)];
  let most = 0;
  for (let down = -1; down <= 1; down++)
    for (let right = -1; right <= 1; right++)
      most = Math.max(most, canvas.rgba[4 * ((row + down) * canvas.width + column + right) + 3] ?? 0);
  return most;
}

/** The opacities of one column of pixels, from the plot's top to its bottom. */
export function columnAt({ canvas, plot }: Shot, x: number): number[] {
  const column = Math.floor(x - canvas.left);
  return Array.from(
    { length: Math.floor(plot.height) },
    (_, row) => canvas.rgba[4 * ((row + Math.round(plot.top - canvas.top)) * canvas.width + column) + 3] ?? 0,
  );
}

/** Steps that are closed and lie well inside the plot. */
export function insideOf({ time }: Shot, points: readonly Point[]): Point[] {
  return points.filter(([ms]) => ms > time.min + 2_000 && ms <= time.max - 2_000);
}

/** The colour and opacity of one pixel, 0 to 255 each. */
export function pixelAt({ canvas }: Shot, x: number, y: number): number[] {
  const place = 4 * (Math.floor(y - canvas.top) * canvas.width + Math.floor(x - canvas.left));
  return [...canvas.rgba.subarray(place, place + 4)];
}
