import type { ChartSeries, ChartView } from "./chart-view";
import { isLog } from "./chart-view";

/** What to say of values that a log scale has no place for; empty where there are none in sight. */
export function describeLogGaps(
  series: readonly ChartSeries[],
  view: Pick<ChartView, "kind" | "scale">,
  fromMs: number,
): string {
  if (!isLog(view)) return "";
  return series.some((each) => hasNonPositive(each, fromMs)) ? "0 and below are not drawn: log scale" : "";
}

/** From the newest on: while there are some, one is found soon. */
function hasNonPositive({ window }: ChartSeries, fromMs: number): boolean {
  const column = window.column();
  const first = Math.max(0, Math.ceil((fromMs - window.firstMs) / window.stepMs));
  for (let i = window.count - 1; i >= first; i--) if (column[i]! <= 0) return true;
  return false;
}
