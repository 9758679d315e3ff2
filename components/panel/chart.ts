import type { Chart, Series, SeriesOptionsType } from "highcharts";
import type { ChartKind } from "@/lib/dashboard/dashboard";
import { lastSample, type SeriesWindow } from "@/lib/live/window";
import type { ChartSeries, ChartView, Moment } from "./chart-view";
import { sparkline } from "./chart-options";
import { createEdge, type EdgeSeries, measureEdge } from "./edge";
import { formatTicks } from "./format";
import { pickTimeTicks, pickValueScale, printTime, type ValueScale } from "./ticks";

/** The one place that drives Highcharts: at most one redraw a call of `draw`. */
export interface PanelChart {
  /** Series come and go without a new chart. Nothing is drawn before `draw`. */
  show(series: readonly ChartSeries[], view: ChartView): void;
  draw(moment: Moment): void;
  destroy(): void;
}

/** What the chart already holds of a window. */
interface Drawn {
  series: Series;
  source: ChartSeries;
  look: string;
  firstMs: number;
  nextMs: number;
  rewrites: number;
}

const maxAppended = 30;

export function createPanelChart(chart: Chart): PanelChart {
  // The panel's own label says what is drawn; an unnamed picture beside it would only be announced.
  chart.container.querySelector("svg")?.setAttribute("aria-hidden", "true");
  const edge = createEdge(chart);
  let drawn = new Map<string, Drawn>();
  let view: ChartView | null = null;
  let moment: Moment = { edgeMs: 0, cutMs: null };
  let scale: ValueScale = { min: 0, max: 1, ticks: [] };
  let marginRight = -1;
  let shownStepMs = 0;
  let known = false;

  const xAxis = chart.xAxis[0]!;
  const yAxis = chart.yAxis[0]!;
  xAxis.update(
    {
      tickPositioner: () => {
        const { min, max } = xAxis.getExtremes();
        const offsetMs = -new Date(max).getTimezoneOffset() * 60_000;
        const picked = pickTimeTicks(min, max, chart.plotWidth, offsetMs);
        shownStepMs = picked.stepMs;
        return picked.ticks as never;
      },
      labels: { formatter: ({ value }) => printTime(Number(value), shownStepMs) },
    },
    false,
  );
  yAxis.update(
    {
      tickPositioner: () => scale.ticks as never,
      labels: {
        formatter: ({ value }) =>
          (known && formatTicks(scale.ticks, view?.unit ?? "none")[scale.ticks.indexOf(Number(value))]) || "",
      },
    },
    false,
  );

  return {
    show,
    draw,
    destroy() {
      edge.destroy();
      drawn.clear();
    },
  };

  function show(wanted: readonly ChartSeries[], nextView: ChartView): void {
    const rebuilt = view?.kind !== nextView.kind;
    view = nextView;
    const kept = new Map<string, Drawn>();
    for (const source of wanted) {
      const before = drawn.get(source.id);
      drawn.delete(source.id);
      const look = JSON.stringify(source.look);
      if (before && !rebuilt && before.look === look && before.source.window === source.window) {
        kept.set(source.id, { ...before, source });
        continue;
      }
      before?.series.remove(false, false);
      const series = chart.addSeries(describeSeries(source, nextView.kind), false, false);
      kept.set(source.id, { series, source, look, firstMs: 0, nextMs: 0, rewrites: -1 });
    }
    for (const { series } of drawn.values()) series.remove(false, false);
    drawn = kept;
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
    const { kind, rangeMs } = view;
    const stepMs = Math.min(...[...drawn.values()].map((each) => each.source.window.stepMs));
    const halfBar = kind === "column" && Number.isFinite(stepMs) ? stepMs / 2 : 0;
    const maxMs = at.edgeMs + halfBar;
    const minMs = at.edgeMs - rangeMs;
    for (const each of drawn.values()) pushPoints(each, minMs);
    const extremes = findExtremes(
      [...drawn.values()].map((each) => each.source.window),
      minMs,
    );
    known = Number.isFinite(extremes[0]);
    scale = fitScale(extremes, view);
    if (kind === "stat") fitSparkline();
    xAxis.setExtremes(minMs, maxMs, false, false);
    yAxis.setExtremes(scale.min, scale.max, false, false);
    // A change of extremes alone does not tell the labels that their texts changed.
    (yAxis as unknown as { isDirty: boolean }).isDirty = true;
    chart.redraw(false);
    drawEdge();
  }

  function drawEdge(): void {
    if (!view) return;
    const series = [...drawn.values()].map(({ source, series: line }): EdgeSeries => ({
      label: source.label,
      look: source.look,
      window: source.window,
      last: lastSample(source.window),
      points: line.points,
    }));
    edge.draw(series, view, moment);
  }

  /** A sparkline leaves its room above to the number. */
  function fitSparkline(): void {
    const top = chart.chartHeight - sparkline.height - sparkline.bottom;
    const margin = (chart as unknown as { margin: number[] }).margin;
    if (margin[0] !== top) chart.update({ chart: { marginTop: Math.max(0, top) } }, false, false, false);
  }
}

function describeSeries({ id, look }: ChartSeries, kind: ChartKind): SeriesOptionsType {
  const filled = kind === "area" || kind === "stat";
  return {
    id,
    type: kind === "column" ? "column" : filled ? "area" : "line",
    name: id,
    data: [],
    color: look.color,
    fillColor: `url(#area${look.slot})`,
    lineWidth: look.widthPx,
    dashStyle: look.dash ? "Dash" : "Solid",
    threshold: kind === "area" ? 0 : kind === "stat" ? -Infinity : null,
  } as SeriesOptionsType;
}

/** Steps that simply follow are appended; anything else is handed over whole. */
function pushPoints(drawn: Drawn, minMs: number): void {
  const { series, source } = drawn;
  const { window } = source;
  const { stepMs, values, firstMs } = window;
  const endMs = firstMs + values.length * stepMs;
  const appended = (endMs - drawn.nextMs) / stepMs;
  if (window.rewrites === drawn.rewrites && appended <= maxAppended) {
    for (let startMs = drawn.nextMs; startMs < endMs; startMs += stepMs) {
      const shift = drawn.firstMs < minMs - stepMs;
      series.addPoint([startMs, values[(startMs - firstMs) / stepMs] ?? null], false, shift, false, false);
      if (shift) drawn.firstMs += stepMs;
    }
  } else {
    const points = values.map((value, i) => [firstMs + i * stepMs, value] as [number, number | null]);
    series.setData(points, false, false, false);
    drawn.firstMs = firstMs;
    drawn.rewrites = window.rewrites;
  }
  drawn.nextMs = endMs;
}

function findExtremes(windows: SeriesWindow[], minMs: number): [low: number, high: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values, firstMs, stepMs, open } of windows) {
    for (let i = Math.max(0, Math.ceil((minMs - firstMs) / stepMs)); i < values.length; i++) {
      const value = values[i];
      if (value === null || value === undefined) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (open && open.value !== null) {
      low = Math.min(low, open.value);
      high = Math.max(high, open.value);
    }
  }
  return [low, high];
}

function fitScale([low, high]: [number, number], view: ChartView): ValueScale {
  if (view.kind !== "stat") {
    const bars = view.kind === "column" && view.yMin === null && low > 0;
    return pickValueScale(bars ? 0 : low, high, view.yMin, view.yMax);
  }
  if (!Number.isFinite(low)) return { min: 0, max: 1, ticks: [] };
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  return { min: view.yMin ?? low - pad, max: view.yMax ?? high + pad, ticks: [] };
}
