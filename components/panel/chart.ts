import type { Chart, Series } from "highcharts";
import Highcharts from "highcharts/esm/highcharts.js";
import { lastSample } from "@/lib/live/window";
import { createAxes } from "./axes";
import type { ChartSeries, ChartView, Moment } from "./chart-view";
import { sparkline } from "./chart-options";
import { stepsPerBucket } from "./drawing/bucket";
import { createCanvasSurface } from "./drawing/canvas-surface";
import { createCurve, type Curve } from "./drawing/curve";
import { onThemeChange } from "./drawing/page-colors";
import { paint, stackedAt } from "./drawing/paint";
import type { Painted, Picture } from "./drawing/picture";
import type { Plot } from "./drawing/plot";
import { onPrint } from "./drawing/print";
import { type Stack, stackExtremes, stackWindows } from "./drawing/stack";
import { createSvgSurface } from "./drawing/svg-surface";
import { createEdge, measureEdge } from "./edge";
import { createScaleHold } from "./scale-hold";
import { pickValueScale, type ValueScale } from "./ticks";
import { addWindowSeries } from "./window-series";

/** The one place that drives Highcharts: it keeps axes and labels, the curves are painted under them. */
export interface PanelChart {
  /** Series come and go without a new chart. Nothing is drawn before `draw`. */
  show(series: readonly ChartSeries[], view: ChartView): void;
  draw(moment: Moment): void;
  /** What was drawn last; null before. */
  picture(): Picture | null;
  destroy(): void;
}

interface Line {
  series: Series;
  source: ChartSeries;
  curve: Curve;
}

/** A y scale that has been too large for this part of the range, or these steps, becomes smaller. */
const patience = { ofRange: 1 / 20, steps: 10 };

export function createPanelChart(chart: Chart): PanelChart {
  // The panel's own label says what is drawn; an unnamed picture beside it would only be announced.
  const svg = chart.container.querySelector("svg")!;
  svg.setAttribute("aria-hidden", "true");
  const surface = createCanvasSurface(chart.container);
  const edge = createEdge(chart);
  const axes = createAxes(chart);
  let hold = createScaleHold(0);
  let lines: Line[] = [];
  let view: ChartView | null = null;
  let moment: Moment | null = null;
  let picture: Picture | null = null;
  let marginRight = -1;
  let isDrawing = false;

  const stops = [
    onThemeChange(repaint),
    onPrint({ host: svg, draw: drawOnPaper, span: spanOf }),
    // Highcharts redraws by itself when its container changes its size.
    Highcharts.addEvent(chart, "redraw", () => {
      if (!isDrawing && moment) draw(moment);
    }),
  ];
  return {
    show,
    draw,
    picture: () => picture,
    destroy() {
      for (const stop of stops) stop();
      surface.remove();
      edge.destroy();
      lines = [];
    },
  };

  function show(wanted: readonly ChartSeries[], nextView: ChartView): void {
    const before = new Map(lines.map((line) => [line.source.id, line]));
    lines = wanted.map((source) => {
      const known = before.get(source.id);
      if (known?.source.window !== source.window)
        return { source, curve: createCurve(source.window), series: addWindowSeries(chart, source) };
      before.delete(source.id);
      return { ...known, source };
    });
    for (const { series } of before.values()) series.remove(false, false);
    view = nextView;
    const stepMs = Math.min(...wanted.map(({ window }) => window.stepMs));
    hold = createScaleHold(Math.max(view.rangeMs * patience.ofRange, patience.steps * stepMs));
    axes.invalidate();
    const right = nextView.endLabels ? measureEdge(wanted, nextView.unit) : 12;
    if (right !== marginRight && nextView.kind !== "stat") {
      marginRight = right;
      chart.container.closest<HTMLElement>(".panel")?.style.setProperty("--plot-right", `${right}px`);
      chart.update({ chart: { marginRight } }, false, false, false);
    }
  }

  function draw(at: Moment): void {
    if (!view) return;
    moment = at;
    isDrawing = true;
    const { kind, rangeMs, unit } = view;
    const stepMs = Math.min(...lines.map(({ source }) => source.window.stepMs));
    const halfBar = kind === "column" && Number.isFinite(stepMs) ? stepMs / 2 : 0;
    const range = { minMs: at.edgeMs - rangeMs, maxMs: at.edgeMs + halfBar };
    const isGapZero = view.nulls === "zero";
    for (const { curve, source } of lines)
      curve.update(stepsPerBucket(rangeMs / source.window.stepMs, chart.plotWidth), isGapZero);
    const stack = isStacked(view) ? stackLines(range.minMs) : null;
    const extremes = stack ? stackExtremes(stack) : findExtremes(range.minMs);
    const scale = hold.settle(fitScale(extremes, view), at.edgeMs);
    if (kind === "stat") fitSparkline();
    const labels = {
      unit: kind === "percent" ? ("percent" as const) : unit,
      isKnown: Number.isFinite(extremes[0]),
    };
    axes.show(range, scale, labels);
    const { plotLeft: left, plotTop: top, plotWidth: width, plotHeight: height } = chart;
    const plot: Plot = { left, top, width, height, ...range, min: scale.min, max: scale.max };
    picture = { lines: lines.map(describeLine), view, plot, stack };
    repaint();
    drawEdge(picture, at);
    isDrawing = false;
  }

  function drawOnPaper(): () => void {
    if (picture === null) return () => {};
    const paper = createSvgSurface(svg);
    paint(paper, picture);
    return () => paper.remove();
  }

  function spanOf() {
    return picture && { fromMs: picture.plot.minMs, untilMs: picture.plot.maxMs };
  }

  function repaint(): void {
    if (picture) paint(surface, picture);
  }

  function drawEdge({ lines: painted, plot, stack }: Picture, at: Moment): void {
    if (!view) return;
    const ends = painted.map(({ look, last }, i) => ({
      look,
      label: lines[i]!.source.label,
      value: last?.value ?? null,
      level: last && stack ? stackedAt(stack, i, last.startMs) : (last?.value ?? null),
    }));
    edge.draw(ends, { view, plot, cutMs: at.cutMs, end: chart.chartWidth - 12 });
  }

  function stackLines(fromMs: number): Stack {
    const how = { isPercent: view?.kind === "percent", isGapZero: view?.nulls === "zero" };
    return stackWindows(
      lines.map(({ source }) => source.window),
      fromMs,
      how,
    );
  }

  function findExtremes(fromMs: number): [low: number, high: number] {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { curve } of lines) {
      const [lowest, highest] = curve.extremes(fromMs);
      if (lowest < low) low = lowest;
      if (highest > high) high = highest;
    }
    return [low, high];
  }

  /** A sparkline leaves its room above to the number. */
  function fitSparkline(): void {
    const top = chart.chartHeight - sparkline.height - sparkline.bottom;
    const margin = (chart as unknown as { margin: number[] }).margin;
    if (margin[0] === top) return;
    chart.update({ chart: { marginTop: Math.max(0, top) } }, false, false, false);
    axes.invalidate();
  }
}

function describeLine({ source, curve }: Line): Painted {
  const { name, look, window } = source;
  return { name, look, window, curve, last: lastSample(window) };
}

function isStacked({ kind }: ChartView): boolean {
  return kind === "stacked" || kind === "percent";
}

function fitScale([low, high]: [number, number], view: ChartView): ValueScale {
  if (view.kind === "percent") return { min: 0, max: 107, ticks: [25, 50, 75, 100] };
  if (view.kind !== "stat") {
    const bars = (view.kind === "column" || isStacked(view)) && view.yMin === null && low > 0;
    return pickValueScale(bars ? 0 : low, high, view.yMin, view.yMax);
  }
  if (!Number.isFinite(low)) return { min: 0, max: 1, ticks: [] };
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  return { min: view.yMin ?? low - pad, max: view.yMax ?? high + pad, ticks: [] };
}
