import type { ChartKind, NullMode, Threshold } from "@/lib/dashboard/dashboard";
import type { FeedSeries } from "@/lib/live/feeds";
import type { Look } from "./colors";
import type { KnownUnit } from "./format";

/** One line of a chart. */
export interface ChartSeries extends FeedSeries {
  label: string;
  look: Look;
}

export interface ChartView {
  kind: ChartKind;
  rangeMs: number;
  nulls: NullMode;
  unit: KnownUnit;
  yMin: number | null;
  yMax: number | null;
  thresholds: readonly Threshold[];
  /** Whether names and values stand at the lines' ends. */
  endLabels: boolean;
}

/** When a chart is drawn: the start of the newest step, and where the link was cut, if it was. */
export interface Moment {
  edgeMs: number;
  cutMs: number | null;
}
