import type { ChartView } from "../chart-view";
import type { Painted } from "./picture";
import type { Plot } from "./plot";
import { dropGaps, type Vertices } from "./vertices";

/** The corners of a line, as its chart's null mode has them. */
export function traceCurve(into: Vertices, { curve }: Painted, view: ChartView, plot: Plot): void {
  curve.trace(into, plot.minMs);
  if (view.nulls === "connect") dropGaps(into);
}
