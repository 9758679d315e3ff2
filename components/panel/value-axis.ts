import type { Axis } from "highcharts";
import { formatTicks, type KnownUnit } from "./format";
import type { ValueScale } from "./ticks";

/** What a y axis shows. */
export interface ShownScale {
  scale: ValueScale;
  unit: KnownUnit;
  /** Whether there is anything to say: an empty chart has no labels. */
  isKnown: boolean;
  /** Of its labels: its line's, if it has but one. */
  color: string;
}

/** A y axis of a chart. Highcharts' own stays linear: a log scale is given to it as powers of ten. */
export interface ValueAxis {
  /** Returns whether the chart must be redrawn. */
  show(next: ShownScale): boolean;
  /** The next `show` needs a redraw. */
  invalidate(): void;
}

const quiet = "var(--text-3)";

export function createValueAxis(axis: Axis): ValueAxis {
  let shown: ShownScale = {
    scale: { min: 0, max: 1, ticks: [] },
    unit: "none",
    isKnown: false,
    color: quiet,
  };
  let description = "";
  axis.update(
    {
      tickPositioner: () => shown.scale.ticks.map(placeOf) as never,
      labels: { formatter: ({ pos }) => labelAt(pos) },
    },
    false,
  );
  return { show, invalidate: () => void (description = "") };

  function show(next: ShownScale): boolean {
    const { scale, unit, isKnown, color } = next;
    const wanted = [scale.min, scale.max, scale.isLog, scale.labels, unit, isKnown, color].join(" ");
    if (wanted === description) return false;
    if (color !== shown.color) axis.update({ labels: { style: { color } } }, false);
    shown = next;
    description = wanted;
    axis.setExtremes(placeOf(scale.min), placeOf(scale.max), false, false);
    // A change of extremes alone does not tell the labels that their texts changed.
    (axis as unknown as { isDirty: boolean }).isDirty = true;
    return true;
  }

  function placeOf(value: number): number {
    return shown.scale.isLog ? Math.log10(value) : value;
  }

  function labelAt(place: number): string {
    const { scale, unit, isKnown } = shown;
    const { ticks, isLog, labels } = scale;
    const nearest = ticks.findIndex((tick) => Math.abs(placeOf(tick) - place) < 1e-9 * (1 + Math.abs(place)));
    if (!isKnown || nearest === -1) return "";
    if (labels) return labels[nearest]!;
    // A decade may be another prefix: each line of a log scale has its unit.
    return isLog ? formatTicks([ticks[nearest]!], unit)[0]! : formatTicks(ticks, unit)[nearest]!;
  }
}
