import type { ChartSeries } from "../chart-view";
import type { Bin } from "../drawing/bins";
import { type Heat, heatColumnAt } from "../drawing/heat";
import { heatCell } from "../drawing/heatmap";
import { type Plot, xOf } from "../drawing/plot";
import { formatTicks, type KnownUnit } from "../format";
import type { Reading } from "../reading";

/** The samples in the bin at `y`, or in the fullest one, and in all bins of that column. */
export function readHeat(
  heat: Heat,
  plot: Plot,
  at: { ms: number; y: number | null },
  shown: readonly ChartSeries[],
): { point: Pick<Reading, "ms" | "x" | "values">; series: ChartSeries[] } | null {
  const { bins, counts, firstMs, columnMs } = heat;
  const [template] = shown;
  const column = heatColumnAt(heat, Math.min(at.ms, plot.maxMs - 1));
  if (!template || column === null || bins.length === 0) return null;
  const inColumn = counts.subarray(column * bins.length, (column + 1) * bins.length);
  const row =
    at.y === null ? null : Math.floor((bins.length * (plot.top + plot.height - at.y)) / plot.height);
  const isInside = row !== null && row >= 0 && row < bins.length;
  const bin = isInside ? row : inColumn.indexOf(Math.max(...inColumn));
  const { top, bottom } = heatCell(heat, plot, column, bin);
  const ms = Math.max(firstMs + column * columnMs, plot.minMs);
  const all = inColumn.reduce((sum, count) => sum + count, 0);
  const look = { ...template.look, color: "var(--text)" };
  const line = (label: string): ChartSeries => ({
    ...template,
    id: label,
    name: label,
    label,
    look,
    unit: "none",
  });
  return {
    point: {
      ms,
      x: Math.min(xOf(plot, ms + columnMs / 2), plot.left + plot.width),
      values: [
        { value: inColumn[bin]!, y: (top + bottom) / 2, earlier: null },
        { value: all, y: null, earlier: null },
      ],
    },
    series: [line(printBin(bins[bin]!, template.unit)), line("all samples")],
  };
}

/** `530 to 660 ms` */
function printBin({ low, high }: Bin, unit: KnownUnit): string {
  if (low === high) return formatTicks([low], unit)[0]!;
  const [from, to] = formatTicks([Number(low.toPrecision(3)), Number(high.toPrecision(3))], unit);
  return `${from} to ${to}`;
}
