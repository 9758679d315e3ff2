import type { ChartSeries, ChartView } from "./chart-view";
import type { Curve } from "./drawing/curve";
import { type Stack, stackExtremes } from "./drawing/stack";
import { fitRightScale, fitScale } from "./fit-scale";
import { createScaleHold } from "./scale-hold";
import type { ShownScale } from "./value-axis";

interface Scaled {
  source: ChartSeries;
  curve: Curve;
}

interface Drawn {
  lines: readonly Scaled[];
  shadows: readonly Scaled[];
  /** Of lines and shadows, where these are stacked. */
  stacks: readonly Stack[];
}

/** The y scales of a chart, which follow what is drawn and do not tremble. */
export interface Scales {
  /** For what is drawn from `fromMs` to `edgeMs`. `right` is null while no line belongs to it. */
  fit(
    drawn: Drawn,
    view: ChartView,
    fromMs: number,
    edgeMs: number,
  ): { left: ShownScale; right: ShownScale | null };
}

export function createScales(patienceMs: number): Scales {
  const hold = { left: createScaleHold(patienceMs), right: createScaleHold(patienceMs) };
  return {
    fit({ lines, shadows, stacks }, view, fromMs, edgeMs) {
      const extremesOf = (isRight: boolean) =>
        spanOf(
          [...lines, ...shadows]
            .filter(({ source }) => source.isRight === isRight)
            .map(({ curve }) => curve.extremes(fromMs)),
        );
      const span = stacks.length > 0 ? spanOf(stacks.map(stackExtremes)) : extremesOf(false);
      const left = {
        scale: hold.left.settle(fitScale(span, view), edgeMs),
        unit: view.kind === "percent" ? ("percent" as const) : view.unit,
        isKnown: Number.isFinite(span[0]),
        color: labelColor(lines, false),
      };
      const first = lines.find(({ source }) => source.isRight);
      if (!first) return { left, right: null };
      const rightSpan = extremesOf(true);
      const right = {
        scale: hold.right.settle(fitRightScale(rightSpan, view), edgeMs),
        unit: first.source.unit,
        isKnown: Number.isFinite(rightSpan[0]),
        color: labelColor(lines, true),
      };
      return { left, right };
    },
  };
}

/** Infinite, the wrong way round, where there is nothing. */
function spanOf(extremes: readonly [number, number][]): [low: number, high: number] {
  return [Math.min(...extremes.map(([low]) => low)), Math.max(...extremes.map(([, high]) => high))];
}

/** Where there are two axes, labels of one line have its colour. */
function labelColor(lines: readonly Scaled[], isRight: boolean): string {
  const mine = lines.filter(({ source }) => source.isRight === isRight);
  const isOneOfTwo = mine.length === 1 && lines.some(({ source }) => source.isRight);
  return isOneOfTwo && lines.length > 1 ? mine[0]!.source.look.textColor : "var(--text-3)";
}
