import type { Threshold } from "@/lib/dashboard/dashboard";
import { type ChartView, isLog, isStacked } from "./chart-view";
import { pickLogScale } from "./log-ticks";
import { pickValueScale, type ValueScale } from "./ticks";

/** The y scale of the axis at the left, for lines that span [low, high]; both infinite where there are none. */
export function fitScale([low, high]: [number, number], view: ChartView): ValueScale {
  if (view.kind === "percent") return { min: 0, max: 107, ticks: [25, 50, 75, 100] };
  if (view.kind === "stat") return fitSparkline([low, high], view);
  if (isLog(view)) return pickLogScale(low, withThresholds(high, view.thresholds), view.yMin, view.yMax);
  const bars = (view.kind === "column" || isStacked(view)) && view.yMin === null && low > 0;
  return pickValueScale(bars ? 0 : low, withThresholds(high, view.thresholds), view.yMin, view.yMax);
}

/** Of the axis at the right: always by its lines. */
export function fitRightScale([low, high]: [number, number], view: ChartView): ValueScale {
  if (isLog(view)) return pickLogScale(low, high, null, null);
  return pickValueScale(view.kind === "column" && low > 0 ? 0 : low, high, null, null);
}

/** Thresholds are in sight as long as the lines keep half of the height. */
function withThresholds(high: number, thresholds: readonly Threshold[]): number {
  if (!(high > 0)) return high;
  return thresholds.reduce((top, { value }) => (value <= 2 * high ? Math.max(top, value) : top), high);
}

function fitSparkline([low, high]: [number, number], { yMin, yMax }: ChartView): ValueScale {
  if (!Number.isFinite(low)) return { min: 0, max: 1, ticks: [] };
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  return { min: yMin ?? low - pad, max: yMax ?? high + pad, ticks: [] };
}
