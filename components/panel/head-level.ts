import type { Panel, Threshold } from "@/lib/dashboard/dashboard";
import type { ChartSeries } from "./chart-view";
import type { Headline } from "./headline";
import { isCurve } from "./kinds";
import { worstThreshold } from "./levels";

/**
 * The threshold that a panel's head says: of its value, or of the worst line where it adds up lines that are
 * drawn one by one. Thresholds are of the axis at the left.
 */
export function headThreshold(
  panel: Pick<Panel, "chart" | "thresholds">,
  headline: Headline,
  series: readonly ChartSeries[],
  { values, shown }: { values: readonly (number | null)[]; shown: number | null },
): Threshold | null {
  if (panel.chart === "heatmap" || panel.chart === "gauge") return null;
  if (!isCurve(panel.chart)) return worstThreshold(panel.thresholds, values);
  if (headline === null || panel.thresholds.length === 0 || panel.chart === "percent") return null;
  const isOnRight = headline.kind === "one" && series[headline.index]?.isRight;
  if (isOnRight) return null;
  const isOne = headline.kind === "one" || panel.chart === "stacked" || panel.chart === "stat";
  if (isOne) return worstThreshold(panel.thresholds, [shown]);
  return worstThreshold(
    panel.thresholds,
    values.filter((_, i) => !series[i]?.isRight),
  );
}
