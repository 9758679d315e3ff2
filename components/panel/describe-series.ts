import type { Panel } from "@/lib/dashboard/dashboard";
import type { FeedSeries } from "@/lib/live/feeds";
import { type ChartSeries, hasTwoAxes } from "./chart-view";
import { pickLooks } from "./colors";
import { pickUnit } from "./format";
import { labelSeries } from "./labels";
import type { Slots } from "./slots";

type Described = Pick<Panel, "targets" | "chart" | "unit" | "rightTargets" | "rightUnit">;

/** What a panel follows, with how each line looks, is called, is counted, and at which side. */
export function describeSeries(
  series: readonly FeedSeries[],
  panel: Described,
  slots?: Slots,
): ChartSeries[] {
  const names = series.map((each) => each.name);
  const looks = pickLooks(names, slots);
  const labels = labelSeries(names);
  const isRight = ({ target }: FeedSeries) =>
    hasTwoAxes({ kind: panel.chart }) && panel.rightTargets.includes(panel.targets.indexOf(target));
  const firstOf = (right: boolean) => series.find((each) => isRight(each) === right)?.name;
  const [left, right] = [pickUnit(panel.unit, firstOf(false)), pickUnit(panel.rightUnit, firstOf(true))];
  return series.map((each, i) => ({
    ...each,
    look: looks[i]!,
    label: labels[i]!,
    unit: isRight(each) ? right : left,
    isRight: isRight(each),
  }));
}
