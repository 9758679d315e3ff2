import type { Chart, Series } from "highcharts";
import Highcharts from "highcharts/esm/highcharts.js";
import { lastSample } from "@/lib/live/window";
import { createAxes } from "./axes";
import { type ChartSeries, type ChartView, isLog, isStacked, type Moment } from "./chart-view";
import { sparkline } from "./chart-options";
import { fadeLook } from "./colors";
import { stepsPerBucket } from "./drawing/bucket";
import { createCanvasSurface } from "./drawing/canvas-surface";
import { createCurve, type Curve } from "./drawing/curve";
import { onThemeChange } from "./drawing/page-colors";
import { paint, stackedAt } from "./drawing/paint";
import type { Painted, Picture } from "./drawing/picture";
import type { Plot } from "./drawing/plot";
import { onPrint } from "./drawing/print";
import { layRows, type Rows } from "./drawing/raster";
import { type Stack, stackWindows } from "./drawing/stack";
import { createSvgSurface } from "./drawing/svg-surface";
import { createEdge, measureEdge } from "./edge";
import { createEventMarks, eventsWithin } from "./event-marks";
import { createScales } from "./scales";
import { createThresholdLabels } from "./threshold-labels";
import { addWindowSeries } from "./window-series";

/** The one place that drives Highcharts: it keeps axes and labels, the curves are painted under them. */
export interface PanelChart {
  /** Series come and go without a new chart. Nothing is drawn before `draw`. */
  show(series: readonly ChartSeries[], view: ChartView): void;
  /** Fades all lines but one; null: none. */
  emphasize(id: string | null): void;
  draw(moment: Moment): void;
  /** Makes room on the time axis for a cursor's own time at `x` px; null: there is none. */
  cover(x: number | null): void;
  /** What was drawn last; null before. */
  picture(): Picture | null;
  destroy(): void;
}

/** A line that Highcharts does not know. */
interface Shadow {
  source: ChartSeries;
  curve: Curve;
}

interface Line extends Shadow {
  series: Series;
}

/** A y scale that has been too large for this part of the range, or these steps, becomes smaller. */
const patience = { ofRange: 1 / 20, steps: 10 };
/** What is left of the other lines' ink while one is looked at. */
const fadedPercent = 25;

export function createPanelChart(chart: Chart): PanelChart {
  // The panel's own label says what is drawn; an unnamed picture beside it would only be announced.
  const svg = chart.container.querySelector("svg")!;
  svg.setAttribute("aria-hidden", "true");
  const surface = createCanvasSurface(chart.container);
  const edge = createEdge(chart);
  const marks = createEventMarks(chart);
  const thresholds = createThresholdLabels(chart);
  const axes = createAxes(chart);
  let scales = createScales(0);
  /** What `scales` are for: those of another range fit at once. */
  let scaledRangeMs = 0;
  let lines: Line[] = [];
  let rows: Rows | null = null;
  let shadows: Shadow[] = [];
  let emphasized: string | null = null;
  let view: ChartView | null = null;
  let moment: Moment | null = null;
  let picture: Picture | null = null;
  let marginRight = -1;
  let nameLength = 0;
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
    emphasize(id) {
      if (id === emphasized) return;
      emphasized = id;
      if (moment) draw(moment);
    },
    cover(x) {
      axes.cover(x);
      edge.cover(x);
    },
    picture: () => picture,
    destroy() {
      for (const stop of stops) stop();
      surface.remove();
      edge.destroy();
      marks.destroy();
      thresholds.destroy();
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
    const known = new Map(shadows.map((shadow) => [shadow.source.window, shadow.curve]));
    shadows = wanted
      .flatMap(({ before: earlier }) => earlier ?? [])
      .map((source) => ({ source, curve: known.get(source.window) ?? createCurve(source.window) }));
    view = nextView;
    scaledRangeMs = 0;
    axes.invalidate();
    rows = layRows(wanted, nextView);
    const measured = nextView.endLabels ? measureEdge(wanted) : null;
    nameLength = measured?.nameLength ?? 0;
    const right = measured?.rightPx ?? rows?.marginRight ?? 12;
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
    const { kind } = view;
    const { rangeMs, held } = at;
    const stepMs = Math.min(...lines.map(({ source }) => source.window.stepMs));
    // A column stands around its step's start, a cell reaches to its end.
    const widths = rows ? 1 : kind === "column" ? 1 / 2 : 0;
    const range = {
      minMs: at.edgeMs - rangeMs,
      maxMs: at.edgeMs + (Number.isFinite(stepMs) ? widths * stepMs : 0),
    };
    const isGapZero = view.nulls === "zero";
    for (const { curve, source } of [...lines, ...shadows])
      curve.update(stepsPerBucket(rangeMs / source.window.stepMs, chart.plotWidth), isGapZero, isLog(view));
    const [stack, shadowStack] = isStacked(view)
      ? [stackUp(lines, range), stackUp(shadows, range)]
      : [null, null];
    if (rangeMs !== scaledRangeMs) {
      scaledRangeMs = rangeMs;
      scales = createScales(Math.max(rangeMs * patience.ofRange, patience.steps * stepMs));
    }
    if (kind === "stat") fitSparkline();
    const stacks = [stack, shadowStack].filter((each) => each !== null);
    const { left, right } = rows
      ? { left: rows.scale(chart.plotHeight), right: null }
      : scales.fit({ lines, shadows, stacks }, view, range, at.edgeMs);
    axes.show(range, left, right);
    const { plotLeft, plotTop: top, plotWidth: width, plotHeight: height } = chart;
    const area = { left: plotLeft, top, width, height, ...range, isLog: isLog(view) };
    const plot: Plot = { ...area, min: left.scale.min, max: left.scale.max };
    const rightPlot = right && { ...area, min: right.scale.min, max: right.scale.max };
    const describe = (line: Shadow) => describeLine(line, (line.source.isRight && rightPlot) || plot, at);
    picture = {
      lines: lines.map((line) => fade(describe(line), emphasized !== null && line.source.id !== emphasized)),
      shadows: shadows.map(describe),
      view,
      plot,
      events: kind === "stat" ? [] : eventsWithin(at.events ?? [], range),
      stack,
      shadowStack: shadows.length > 0 ? shadowStack : null,
      raster: rows?.measure(plot) ?? null,
      held,
    };
    repaint();
    marks.draw(picture);
    thresholds.draw(picture);
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

  function drawEdge({ lines: painted, plot, stack, raster }: Picture, at: Moment): void {
    if (!view) return;
    const cellMs = raster ? plot.maxMs - at.edgeMs : 0;
    const cutMs = at.cutMs === null ? null : at.cutMs + cellMs;
    const ends = (raster ? [] : painted).map(({ look, last, plot: own }, i) => ({
      look,
      label: lines[i]!.source.label,
      unit: lines[i]!.source.unit,
      value: last?.value ?? null,
      level: last && stack ? stackedAt(stack, i, last.startMs) : (last?.value ?? null),
      plot: own,
    }));
    edge.draw(ends, { view, plot, moment: { ...at, cutMs }, end: chart.chartWidth - 12, nameLength });
  }

  function stackUp(of: readonly Shadow[], { minMs, maxMs }: { minMs: number; maxMs: number }): Stack {
    return stackWindows(
      of.map(({ source }) => source.window),
      minMs,
      { isPercent: view?.kind === "percent", isGapZero: view?.nulls === "zero", untilMs: maxMs },
    );
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

function describeLine({ source, curve }: Shadow, plot: Plot, { edgeMs, held }: Moment): Painted {
  const { name, look, window, before } = source;
  const last = lastSample(window, held ? edgeMs : undefined);
  return { name, look, window, before: before?.window ?? null, curve, last, plot };
}

function fade(line: Painted, isFaded: boolean): Painted {
  return isFaded ? { ...line, look: fadeLook(line.look, fadedPercent) } : line;
}
