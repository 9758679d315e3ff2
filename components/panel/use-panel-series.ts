import { useMemo } from "react";
import { useEventSource } from "@/components/live/use-event-source";
import type { Panel } from "@/lib/dashboard/dashboard";
import type { LiveStatus } from "@/lib/live/group";
import type { ChartSeries } from "./chart-view";
import { findComparisonFault, shiftTarget, withComparison } from "./comparison";
import { describeSeries } from "./describe-series";
import { isCurve } from "./kinds";

/** What a panel follows, as it is drawn, and beside it what it is compared with. */
export function usePanelSeries(
  panel: Panel,
  rangeMs: number,
  status: LiveStatus,
): { series: readonly ChartSeries[]; fault: string } {
  const { targets, chart, unit, rightTargets, rightUnit } = panel;
  const compareMs = isCurve(chart) ? panel.compareMs : null;
  const series = useMemo(
    () => describeSeries(status.series, { targets, chart, unit, rightTargets, rightUnit }),
    [status.series, targets, chart, unit, rightTargets, rightUnit],
  );
  const earlier = useEventSource({
    targets: compareMs === null ? [] : targets.map((target) => shiftTarget(target, compareMs)),
    rangeMs,
    stepMs: panel.stepMs,
  });
  const compared = useMemo(
    () => (compareMs === null ? series : withComparison(series, earlier.series, compareMs)),
    [series, earlier.series, compareMs],
  );
  if (compareMs === null) return { series, fault: "" };
  return { series: compared, fault: earlier.error?.message ?? findComparisonFault(series, earlier.series) };
}
