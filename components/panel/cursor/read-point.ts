import type { ChartSeries } from "../chart-view";
import type { Picture } from "../drawing/picture";
import type { KnownUnit } from "../format";
import { type Reading, readPicture } from "../reading";
import { readHeat } from "./read-heat";

interface PointRead {
  reading: Reading;
  /** What its values are of. */
  series: readonly ChartSeries[];
  unit: KnownUnit;
}

/** What a chart says at a moment; `y` is where the pointer is, in px of the chart, or null. */
export function readPoint(
  picture: Picture,
  ms: number,
  y: number | null,
  shown: { series: readonly ChartSeries[]; unit: KnownUnit },
): PointRead | null {
  if (picture.raster?.kind === "heatmap")
    return readHeat(picture.raster.heat, picture.plot, { ms, y }, shown);
  const reading = readPicture(picture, ms);
  return reading && { reading, series: shown.series, unit: shown.unit };
}
