import { useEventSource } from "@/components/live/use-event-source";
import { describeSeries } from "@/components/panel/describe-series";
import { type KnownUnit, pickUnit } from "@/components/panel/format";
import type { Panel } from "@/lib/dashboard/dashboard";

/** The unit of a panel's axis at the left. The subscription is the panel's own, and costs nothing. */
export function useLeftUnit(panel: Panel, rangeMs: number): KnownUnit {
  const { series } = useEventSource({ targets: panel.targets, rangeMs, stepMs: panel.stepMs });
  const left = describeSeries(series, panel).find(({ isRight }) => !isRight);
  return left?.unit ?? pickUnit(panel.unit, panel.targets[0]);
}
