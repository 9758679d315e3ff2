import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLiveSource } from "@/components/live/provider";
import type { Panel } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import type { LiveStatus } from "@/lib/live/group";
import type { PanelChart } from "./chart";
import type { ChartSeries, Moment } from "./chart-view";
import { describeRaster } from "./drawing/raster";
import { useCrosshair } from "./cursor/use-crosshair";
import { formatValue, pickUnit, printFormatted } from "./format";
import { cancelDraw, requestDraw } from "./frames";
import { headThreshold } from "./head-level";
import { headlineValue, pickHeadline } from "./headline";
import { hasHeadValue, hasLegend } from "./kinds";
import { levelColors } from "./levels";
import { describeLogGaps } from "./log-gaps";
import { isSameState, judgePanel, type PanelState } from "./panel-state";
import { createReadout } from "./readout";
import { useLegend } from "./use-legend";
import { useShownSeries } from "./use-shown-series";
import { describePast, pickMoment } from "./view/moment";
import { onView, readView } from "./view/view";

export interface DrawingParts {
  frame: RefObject<HTMLElement | null>;
  value: RefObject<HTMLElement | null>;
  legend: RefObject<HTMLElement | null>;
  crosshair: RefObject<HTMLElement | null>;
}

export const maxEndLabels = 4;
const narrowPx = 240;

/** Draws a panel once in each frame in which its data, its place or its link changed. */
export function useDrawing(
  panel: Panel,
  rangeMs: number,
  status: LiveStatus,
  series: readonly ChartSeries[],
  visible: boolean,
  parts: DrawingParts,
) {
  const source = useLiveSource();
  const chart = useRef<PanelChart | null>(null);
  /** What the chart was told last. */
  const described = useRef<{ series: readonly ChartSeries[]; view: string; past: string | null } | null>(
    null,
  );
  /** What the head said last, and the values at the cursor, which it says instead while there is one. */
  const newest = useRef<{ state: PanelState; value: number | null } | null>(null);
  const pointed = useRef<(number | null)[] | null>(null);
  const [state, setState] = useState<PanelState>({ name: "loading", sentence: "" });
  const { shown, choice, solo, hide } = useShownSeries(panel.id, series, panel.chart !== "heatmap");
  const unit = pickUnit(panel.unit, series.find(({ isRight }) => !isRight)?.name);
  const headline = useMemo(() => pickHeadline(shown.map((each) => each.name)), [shown]);
  const readout = useRef<ReturnType<typeof createReadout> | null>(null);
  const manyLines = hasLegend(panel.chart) && series.length > maxEndLabels;
  const look = (id: string | null) => chart.current?.emphasize(id);
  const drawLegend = useLegend(parts.legend, manyLines, { solo, hide, look });

  const drawCrosshair = useCrosshair({
    owner: panel.id,
    frame: parts.frame,
    element: parts.crosshair,
    chart,
    series: shown,
    followed: status.series,
    onReading(values) {
      const wasPointed = pointed.current !== null;
      pointed.current = values;
      if ((values || wasPointed) && newest.current) drawHead(newest.current.state, newest.current.value);
    },
  });

  const draw = () => {
    if (!visible || status.state !== "ready") return;
    const view = readView();
    const drawn = { stepMs: status.stepMs ?? 1_000, rangeMs };
    const now = pickMoment(source, { ...drawn, view: null });
    const moment = view ? pickMoment(source, { ...drawn, view }) : now;
    const judged = judgePanel(status.series, now.edgeMs, now.cutMs, source.nowMs());
    const values = shown.map((each) => valueAt(each, moment.edgeMs));
    const value = judged.name === "silent" ? null : headlineValue(headline, values);
    const threshold = headThreshold(panel, headline, shown, { values, shown: value });
    const fromMs = moment.edgeMs - moment.rangeMs;
    const note = describeLogGaps(shown, { kind: panel.chart, scale: panel.scale }, fromMs);
    const next = { ...judged, threshold, note };
    setState((before) => (isSameState(before, next) ? before : next));
    newest.current = { state: next, value };
    drawChart(moment);
    drawLegend(series, choice, { fromMs, untilMs: moment.edgeMs });
    drawHead(next, value);
    nameFrame(next, value);
  };

  function drawChart(moment: Moment): void {
    if (!chart.current) return;
    const { chart: kind, nulls, yMin, yMax, scale, thresholds } = panel;
    const narrow = (parts.frame.current?.clientWidth ?? 0) < narrowPx;
    const endLabels = hasLegend(kind) && series.length <= maxEndLabels && !narrow;
    const view = { kind, rangeMs, nulls, unit, yMin, yMax, scale, thresholds, endLabels };
    const description = JSON.stringify(view);
    const events = panel.events ? source.events() : [];
    const past = moment.held ? describePast(shown, moment, events) : null;
    if (described.current?.series !== shown || described.current.view !== description)
      chart.current.show(shown, view);
    else if (past !== null && past === described.current.past) return drawCrosshair();
    described.current = { series: shown, view: description, past };
    chart.current.draw({ ...moment, events });
    drawCrosshair();
  }

  /** What is at the cursor, or else the newest. */
  function drawHead({ name, threshold }: PanelState, newestValue: number | null): void {
    const value = pointed.current ? headlineValue(headline, pointed.current) : newestValue;
    const level = levelOf(threshold);
    const plain = panel.chart === "stat" ? undefined : headlineLine()?.look.textColor;
    const color = name === "offline" ? "var(--text-3)" : level ? levelColors[level] : plain;
    const raster = chart.current?.picture()?.raster;
    if (raster) return readout.current?.show(describeRaster(raster).head, "var(--text-2)");
    const formatted = hasHeadValue(panel.chart, headline) ? formatHead(value) : null;
    readout.current?.show(formatted, color ?? "var(--text)", pointed.current !== null);
  }

  /** For screen readers, which have no cursor of their own. */
  function nameFrame({ threshold }: PanelState, value: number | null): void {
    const raster = chart.current?.picture()?.raster;
    const formatted = formatHead(value);
    const said = raster ? describeRaster(raster).text : formatted && printFormatted(formatted);
    const level = levelOf(threshold);
    const frame = parts.frame.current;
    const label = `${titleOf(panel)}: ${said ?? "no value"}${level ? `, ${level}` : ""}`;
    if (frame && frame.getAttribute("aria-label") !== label) frame.setAttribute("aria-label", label);
  }

  function headlineLine(): ChartSeries | undefined {
    return headline?.kind === "one" ? shown[headline.index] : undefined;
  }

  function formatHead(value: number | null) {
    return value === null ? null : formatValue(value, headlineLine()?.unit ?? unit);
  }

  // One function for every reason to draw, so that a frame draws once.
  const latestDraw = useRef(draw);
  useEffect(() => {
    latestDraw.current = draw;
  });
  const drawSoon = useCallback(() => latestDraw.current(), []);
  useEffect(() => {
    if (parts.value.current) readout.current = createReadout(parts.value.current);
    return () => readout.current?.stop();
  }, [parts.value, panel.chart]);
  useEffect(() => {
    const request = () => requestDraw(drawSoon);
    const stops = [
      source.onData(request),
      source.onStatus(request),
      source.onEvents(request),
      onView(request),
    ];
    const resized = new ResizeObserver(request);
    if (parts.frame.current) resized.observe(parts.frame.current);
    return () => {
      for (const stop of stops) stop();
      resized.disconnect();
      cancelDraw(drawSoon);
    };
  }, [source, parts.frame, drawSoon]);
  const drawOnce = useCallback(() => requestDraw(drawSoon), [drawSoon]);
  useEffect(drawOnce, [drawOnce, visible, status, panel, rangeMs, series, choice]);
  const onChart = useCallback(
    (next: PanelChart | null) => {
      chart.current = next;
      described.current = null;
      if (next) drawOnce();
    },
    [drawOnce],
  );
  const name = status.state === "ready" ? state.name : status.state;
  return { onChart, headline, state: { ...state, name } satisfies PanelState };
}

/** The value of the step at the edge, or the newest before it; a step late, the one before. */
function valueAt({ window }: ChartSeries, edgeMs: number): number | null {
  const last = Math.min(window.count - 1, Math.floor((edgeMs - window.firstMs) / window.stepMs));
  const newest = window.at(last);
  if (last < 0 || newest !== null || edgeMs > window.firstMs + (last + 1) * window.stepMs) return newest;
  for (let i = last; i >= Math.max(0, last - 60); i--) {
    const value = window.at(i);
    if (value !== null) return value;
  }
  return null;
}

/** Worth saying: that all is well is not. */
function levelOf(threshold: PanelState["threshold"]) {
  return threshold && threshold.level !== "ok" ? threshold.level : null;
}
