import type { ChartSeries } from "../chart-view";
import type { Picture } from "../drawing/picture";
import { pxPerMs } from "../drawing/plot";
import { type Reading, readPicture } from "../reading";
import { readHeat } from "./read-heat";

/** What a chart says at a moment, and what its values are of. */
interface PointRead {
  reading: Reading;
  series: readonly ChartSeries[];
}

/** `y` is where the pointer is, in px of the chart, or null. */
export function readPoint(
  picture: Picture,
  ms: number,
  y: number | null,
  { series }: { series: readonly ChartSeries[] },
): PointRead | null {
  const { raster, plot } = picture;
  if (raster?.kind === "timeline") return readStates(picture, ms, series);
  const reading = readPicture(picture, ms);
  if (!reading || raster === null) return reading && { reading, series };
  const heat = readHeat(raster.heat, plot, { ms, y }, series);
  return heat && { reading: { ...reading, ...heat.point }, series: heat.series };
}

/** The steps that hold this moment, with the line in their middle: states have no height. */
function readStates(picture: Picture, ms: number, series: readonly ChartSeries[]): PointRead | null {
  const { plot } = picture;
  const stepMs = Math.min(...series.map(({ window }) => window.stepMs));
  const startMs = Math.floor(Math.min(ms, plot.maxMs - 1) / stepMs) * stepMs;
  const reading = readPicture(picture, startMs);
  if (!reading) return null;
  const values = reading.values.map((value) => ({ ...value, y: null }));
  const x = reading.x + (stepMs / 2) * pxPerMs(plot);
  return { reading: { ...reading, x: Math.min(x, plot.left + plot.width), values }, series };
}
