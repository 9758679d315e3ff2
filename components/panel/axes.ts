import type { Axis, Chart } from "highcharts";
import { rightAxisOptions } from "./chart-options";
import { pickTimeTicks, printTime } from "./ticks";
import { createValueAxis, type ShownScale, type ValueAxis } from "./value-axis";

/** A chart's axes, moved by the least that shows the truth. */
export interface Axes {
  /**
   * Shows these extremes. Only another y scale, or `isChanged`, redraws the whole chart; a time label that
   * comes or goes redraws the time axis; everything else moves it.
   */
  show(range: { minMs: number; maxMs: number }, left: ShownScale, right: ShownScale | null): void;
  /** The next `show` redraws everything. */
  invalidate(): void;
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
  const left = createValueAxis(chart.yAxis[0]!);
  let right: { axis: Axis; value: ValueAxis } | null = null;
  let labelStepMs = 0;
  let shownTicks = "";
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
  return { show, invalidate: left.invalidate };

  function show(
    range: { minMs: number; maxMs: number },
    nextLeft: ShownScale,
    nextRight: ShownScale | null,
  ): void {
    const { minMs, maxMs } = range;
    const picked = pickTicks(minMs, maxMs);
    const wantedTicks = [picked.ticks[0], picked.ticks.length, picked.stepMs, maxMs - minMs].join(" ");
    const isOther = [left.show(nextLeft), showRight(nextRight)].includes(true);
    if (isOther) {
      time.setExtremes(minMs, maxMs, false, false);
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

  /** The second axis is there only while something belongs to it. */
  function showRight(next: ShownScale | null): boolean {
    if (!next) {
      const isThere = right !== null;
      right?.axis.remove(false);
      right = null;
      return isThere;
    }
    if (!right) {
      const axis = chart.addAxis(rightAxisOptions, false, false);
      right = { axis, value: createValueAxis(axis) };
    }
    return right.value.show(next);
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
