import type { PanelChart } from "../chart";
import type { ChartSeries } from "../chart-view";
import type { KnownUnit } from "../format";
import { finestStepMs, readPicture } from "../reading";
import type { Crosshair } from "./crosshair";
import { readCursor } from "./cursor";

interface CursorPlace {
  /** The panel's id. */
  owner: string;
  series: readonly ChartSeries[];
  unit: KnownUnit;
  nowMs: number;
}

/** Shows the page's cursor on a chart, or hides it. Answers the values there, one a line; null when it is hidden. */
export function showCursor(
  chart: PanelChart,
  crosshair: Crosshair,
  { owner, series, unit, nowMs }: CursorPlace,
): (number | null)[] | null {
  const cursor = readCursor();
  const picture = chart.picture();
  const reading = cursor && picture ? readPicture(picture, cursor.ms) : null;
  if (!cursor || !picture || !reading || reading.values.length !== series.length) return hide();
  const { plot } = picture;
  if (cursor.ms < plot.minMs || cursor.ms > plot.maxMs + finestStepMs(picture)) return hide();
  chart.cover(reading.x);
  crosshair.show(reading, { plot, series, unit, cursor, owner, nowMs });
  return reading.values.map(({ value }) => value);

  function hide(): null {
    chart.cover(null);
    crosshair.hide();
    return null;
  }
}
