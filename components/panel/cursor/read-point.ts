import type { ChartSeries } from "../chart-view";
import type { Picture } from "../drawing/picture";
import { type Reading, readPicture } from "../reading";
import { readHeat } from "./read-heat";

/** What a chart says at a moment, and what its values are of. */
export interface PointRead {
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
  if (picture.raster?.kind === "heatmap")
    return readHeat(picture.raster.heat, picture.plot, { ms, y }, series);
  const reading = readPicture(picture, ms);
  return reading && { reading, series };
}
