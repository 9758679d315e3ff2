import { type Heat, heatLevel } from "./heat";
import { type Plot, xOf } from "./plot";
import { type Box, type Surface, traceBox } from "./surface";

const levels = Array.from({ length: 11 }, (_, i) => i + 1);
const rowGapPx = 1;

/** Cells on whole pixels: what holds nothing is the panel's own colour. */
export function paintHeatmap(surface: Surface, heat: Heat, plot: Plot): void {
  const byLevel = new Map<number, [column: number, bin: number][]>(levels.map((level) => [level, []]));
  for (let column = 0; column < heat.columns; column++)
    for (let bin = 0; bin < heat.bins.length; bin++)
      byLevel.get(heatLevel(heat, column, bin))?.push([column, bin]);
  for (const [level, cells] of byLevel)
    if (cells.length > 0)
      surface.fill({ color: `var(--h${level})`, opacity: 1 }, (pen) => {
        for (const [column, bin] of cells) traceBox(pen, heatCell(heat, plot, column, bin));
      });
}

/** Where a cell is painted, in px of the chart. */
export function heatCell({ bins, firstMs, columnMs }: Heat, plot: Plot, column: number, bin: number): Box {
  const floor = plot.top + plot.height;
  const rowY = (row: number) => Math.round(floor - (row * plot.height) / bins.length);
  const columnX = (at: number) => Math.round(xOf(plot, firstMs + at * columnMs));
  const [top, bottom] = [rowY(bin + 1), rowY(bin)];
  const gapPx = bottom - top > 2 ? rowGapPx : 0;
  const right = Math.min(columnX(column + 1), Math.round(plot.left + plot.width));
  return { left: columnX(column), right, top: top + gapPx, bottom };
}
