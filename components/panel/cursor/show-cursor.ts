import type { PanelChart } from "../chart";
import type { ChartSeries } from "../chart-view";
import { finestStepMs } from "../reading";
import type { Crosshair } from "./crosshair";
import { readCursor } from "./cursor";
import { readPoint } from "./read-point";

interface CursorPlace {
  /** The panel's id. */
  owner: string;
  series: readonly ChartSeries[];
  nowMs: number;
  /** Where the pointer is, in px of the chart; null when it is elsewhere. */
  y: number | null;
}

/**
 * Shows the page's cursor on a chart, or hides it. Answers the values there, one a line; null when it is hidden, or
 * where what is read are not the lines.
 */
export function showCursor(
  chart: PanelChart,
  crosshair: Crosshair,
  { owner, series, nowMs, y }: CursorPlace,
): (number | null)[] | null {
  const cursor = readCursor();
  const picture = chart.picture();
  const read = cursor && picture ? readPoint(picture, cursor.ms, y, { series }) : null;
  if (!cursor || !picture || !read || read.reading.values.length !== read.series.length) return hide();
  const { plot, raster } = picture;
  if (cursor.ms < plot.minMs || cursor.ms > plot.maxMs + finestStepMs(picture)) return hide();
  chart.cover(read.reading.x);
  crosshair.show(read.reading, { plot, series: read.series, cursor, owner, nowMs });
  return raster ? null : read.reading.values.map(({ value }) => value);

  function hide(): null {
    chart.cover(null);
    crosshair.hide();
    return null;
  }
}
