import { type ChartView, isLog, isStacked } from "./chart-view";
import { pickLogScale } from "./log-ticks";
import { pickValueScale, type ValueScale } from "./ticks";

/** The y scale of the axis at the left, for lines that span [low, high]; both infinite where there are none. */
export function fitScale(lines: [low: number, high: number], view: ChartView): ValueScale {
  if (view.kind === "percent") return { min: 0, max: 107, ticks: [25, 50, 75, 100] };
  if (view.kind === "stat") return fitSparkline(lines, view);
  const [low, high] = withThresholds(lines, view);
  if (isLog(view)) return pickLogScale(low, high, view.yMin, view.yMax);
  const bars = (view.kind === "column" || isStacked(view)) && view.yMin === null && low > 0;
  return pickValueScale(bars ? 0 : low, high, view.yMin, view.yMax);
}

/** Of the axis at the right: always by its lines. */
export function fitRightScale([low, high]: [number, number], view: ChartView): ValueScale {
  if (isLog(view)) return pickLogScale(low, high, null, null);
  return pickValueScale(view.kind === "column" && low > 0 ? 0 : low, high, null, null);
}

/** Thresholds are in sight as long as the lines keep some half of the height. */
function withThresholds([low, high]: [number, number], view: ChartView): [low: number, high: number] {
  if (!(low >= 0) || !(high > 0)) return [low, high];
  const least = isLog(view) ? low / 10 : 0;
  const near = view.thresholds
    .map(({ value }) => value)
    .filter((value) => value >= least && value <= 2 * high);
  return [Math.min(low, ...near), Math.max(high, ...near)];
}

function fitSparkline([low, high]: [low: number, high: number], { yMin, yMax }: ChartView): ValueScale {
  if (!Number.isFinite(low)) return { min: 0, max: 1, ticks: [] };
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  return { min: yMin ?? low - pad, max: yMax ?? high + pad, ticks: [] };
}
