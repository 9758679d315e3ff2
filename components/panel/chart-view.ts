import type { ChartKind, NullMode } from "@/lib/dashboard/dashboard";
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
  /** The board's: what is drawn is the moment's. */
  rangeMs: number;
  nulls: NullMode;
  unit: KnownUnit;
  yMin: number | null;
  yMax: number | null;
  /** Whether names and values stand at the lines' ends. */
  endLabels: boolean;
}

/** When a chart is drawn. */
export interface Moment {
  /** The start of the newest step; where a part of the past is drawn, its end. */
  edgeMs: number;
  /** How far back it reaches. */
  rangeMs: number;
  /** Where the link was cut; null when it was not. */
  cutMs: number | null;
  /** Held still while newer data arrives: as long as somebody points, or until it is let go. */
  held: "pointed" | "kept" | null;
}
