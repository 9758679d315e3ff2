import type { ChartKind, NullMode, Scale, Threshold } from "@/lib/dashboard/dashboard";
import type { FeedSeries } from "@/lib/live/feeds";
import type { AnnotationEvent } from "@/lib/live/frames";
import type { Look } from "./colors";
import type { KnownUnit } from "./format";
import { isCurve } from "./kinds";

/** One line of a chart. */
export interface ChartSeries extends FeedSeries {
  label: string;
  look: Look;
  unit: KnownUnit;
  /** Whether it belongs to the axis at the right. */
  isRight: boolean;
  /** What it was, when it is compared with an earlier time. */
  before?: ChartSeries;
}

export interface ChartView {
  kind: ChartKind;
  rangeMs: number;
  nulls: NullMode;
  /** Of the axis at the left. */
  unit: KnownUnit;
  scale: Scale;
  /** On the axis at the left. */
  thresholds: readonly Threshold[];
  yMin: number | null;
  yMax: number | null;
  /** Whether names and values stand at the lines' ends. */
  endLabels: boolean;
}

/** The heights of a stack are sums, which a log scale would distort; a sparkline has no axis. */
export function isLog({ kind, scale }: Pick<ChartView, "kind" | "scale">): boolean {
  return scale === "log" && isCurve(kind) && kind !== "stat" && !isStacked({ kind });
}

export function isStacked({ kind }: Pick<ChartView, "kind">): boolean {
  return kind === "stacked" || kind === "percent";
}

/** Lines of one stack, and sparklines, have one axis. */
export function hasTwoAxes({ kind }: Pick<ChartView, "kind">): boolean {
  return isCurve(kind) && kind !== "stat" && !isStacked({ kind });
}

/** When a chart is drawn. */
export interface Moment {
  /** The start of the newest step. */
  edgeMs: number;
  /** Where the link was cut, if it was. */
  cutMs: number | null;
  /** Marked events that are to be shown, by their times. */
  events?: readonly AnnotationEvent[];
}
