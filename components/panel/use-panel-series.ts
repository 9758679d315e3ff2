import { useMemo } from "react";
import { useEventSource } from "@/components/live/use-event-source";
import type { KeptSlot, Panel } from "@/lib/dashboard/dashboard";
import type { LiveStatus } from "@/lib/live/group";
import type { ChartSeries } from "./chart-view";
import { findComparisonFault, shiftTarget, withComparison } from "./comparison";
import { describeSeries } from "./describe-series";
import { isCurve } from "./kinds";
import { useSlots } from "./use-slots";

/** What a panel follows, as it is drawn, and beside it what it is compared with. */
export function usePanelSeries(
  panel: Panel,
  rangeMs: number,
  status: LiveStatus,
  onSlots?: (slots: readonly KeptSlot[]) => void,
): { series: readonly ChartSeries[]; fault: string } {
  const { targets, chart, unit, rightTargets, rightUnit } = panel;
  const compareMs = isCurve(chart) ? panel.compareMs : null;
  const names = useMemo(() => status.series.map((each) => each.name), [status.series]);
  // The rows of a heatmap are no buckets: they have no colours to keep.
  const slots = useSlots(panel, names, chart === "heatmap" ? undefined : onSlots);
  const series = useMemo(
    () => describeSeries(status.series, { targets, chart, unit, rightTargets, rightUnit }, slots),
    [status.series, targets, chart, unit, rightTargets, rightUnit, slots],
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
