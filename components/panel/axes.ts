import type { Axis, Chart } from "highcharts";
import { formatTicks, type KnownUnit } from "./format";
import { pickTimeTicks, printTime, type ValueScale } from "./ticks";

/** A chart's axes, moved by the least that shows the truth. */
export interface Axes {
  /**
   * Shows these extremes. Only another y scale, or `isChanged`, redraws the whole chart; a time label that
   * comes or goes redraws the time axis; everything else moves it.
   */
  show(range: { minMs: number; maxMs: number }, scale: ValueScale, labels: ValueLabels): void;
  /** The next `show` redraws everything. */
  invalidate(): void;
}

export interface ValueLabels {
  unit: KnownUnit;
  /** Whether there is anything to say: an empty chart has no labels. */
  isKnown: boolean;
}

/** What an axis of Highcharts has and its types do not tell. */
interface AxisInternals {
  min: number;
  max: number;
  userMin: number;
  userMax: number;
  isDirty: boolean;
  ticks: Record<string, { label?: Highcharts.SVGElement }>;
  axisGroup?: Highcharts.SVGElement;
  labelGroup?: Highcharts.SVGElement;
  setScale(): void;
  render(): void;
  saveOld(): void;
}

export function createAxes(chart: Chart): Axes {
  const time = chart.xAxis[0]!;
  const value = chart.yAxis[0]!;
  let scale: ValueScale = { min: 0, max: 1, ticks: [] };
  let labels: ValueLabels = { unit: "none", isKnown: false };
  let labelStepMs = 0;
  let shownTicks = "";
  let shownScale = "";
  let renderedMinMs = 0;
  time.update(
    {
      tickPositioner: () => {
        const { min, max } = time.getExtremes();
        const picked = pickTicks(min, max);
        labelStepMs = picked.stepMs;
        return picked.ticks as never;
      },
      labels: { formatter: ({ value: ms }) => printTime(Number(ms), labelStepMs) },
    },
    false,
  );
  value.update(
    {
      tickPositioner: () => scale.ticks as never,
      labels: {
        formatter: ({ value: tick }) =>
          (labels.isKnown &&
            (scale.labels ?? formatTicks(scale.ticks, labels.unit))[scale.ticks.indexOf(Number(tick))]) ||
          "",
      },
    },
    false,
  );
  return { show, invalidate: () => void (shownScale = "") };

  function show(
    range: { minMs: number; maxMs: number },
    nextScale: ValueScale,
    nextLabels: ValueLabels,
  ): void {
    const { minMs, maxMs } = range;
    const { min, max, labels: texts } = nextScale;
    const wantedScale = [min, max, nextLabels.unit, nextLabels.isKnown, texts].join(" ");
    const picked = pickTicks(minMs, maxMs);
    const wantedTicks = [picked.ticks[0], picked.ticks.length, picked.stepMs, maxMs - minMs].join(" ");
    if (wantedScale !== shownScale) {
      [scale, labels, shownScale] = [nextScale, nextLabels, wantedScale];
      time.setExtremes(minMs, maxMs, false, false);
      value.setExtremes(scale.min, scale.max, false, false);
      // A change of extremes alone does not tell the labels that their texts changed.
      internals(value).isDirty = true;
      move(0);
      chart.redraw(false);
      renderedMinMs = minMs;
    } else if (wantedTicks !== shownTicks) {
      time.setExtremes(minMs, maxMs, false, false);
      const axis = internals(time);
      axis.setScale();
      move(0);
      axis.render();
      // A whole redraw would align new labels; they start at the left.
      for (const { label } of Object.values(axis.ticks)) label?.attr({ align: "center" });
      axis.saveOld();
      axis.isDirty = false;
      renderedMinMs = minMs;
    } else {
      const axis = internals(time);
      axis.min = axis.userMin = minMs;
      axis.max = axis.userMax = maxMs;
      move(((renderedMinMs - minMs) * chart.plotWidth) / (maxMs - minMs));
    }
    shownTicks = wantedTicks;
  }

  function pickTicks(minMs: number, maxMs: number) {
    const offsetMs = -new Date(maxMs).getTimezoneOffset() * 60_000;
    return pickTimeTicks(minMs, maxMs, chart.plotWidth, offsetMs);
  }

  /** Moves the time axis' marks and labels from where they were rendered. */
  function move(px: number): void {
    const { axisGroup, labelGroup } = internals(time);
    const transform = `translate(${Math.round(px * 10) / 10},0)`;
    for (const group of [axisGroup, labelGroup]) group?.element.setAttribute("transform", transform);
  }
}

function internals(axis: Axis): AxisInternals {
  return axis as unknown as AxisInternals;
}
