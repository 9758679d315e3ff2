import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLiveSource } from "@/components/live/provider";
import type { Panel } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import type { LiveStatus } from "@/lib/live/group";
import type { LiveSource } from "@/lib/live/source";
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
  const described = useRef<{ series: readonly ChartSeries[]; view: string } | null>(null);
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
  });

  const draw = () => {
    if (!visible || status.state !== "ready") return;
    const moment = pickMoment(source, status.stepMs ?? 1_000);
    const judged = judgePanel(series, moment.edgeMs, moment.cutMs, source.nowMs());
    const values = shown.map((each) => valueAt(each, moment.edgeMs));
    const value = judged.name === "silent" ? null : headlineValue(headline, values);
    const threshold = headThreshold(panel, headline, shown, { values, shown: value });
    const fromMs = moment.edgeMs - rangeMs;
    const note = describeLogGaps(shown, { kind: panel.chart, scale: panel.scale }, fromMs);
    const next = { ...judged, threshold, note };
    setState((before) => (isSameState(before, next) ? before : next));
    drawChart(moment);
    drawLegend(series, choice, fromMs);
    drawHead(next, value);
  };

  function drawChart(moment: Moment): void {
    if (!chart.current) return;
    const { chart: kind, nulls, yMin, yMax, scale, thresholds } = panel;
    const narrow = (parts.frame.current?.clientWidth ?? 0) < narrowPx;
    const endLabels = hasLegend(kind) && series.length <= maxEndLabels && !narrow;
    const view = { kind, rangeMs, nulls, unit, yMin, yMax, scale, thresholds, endLabels };
    const description = JSON.stringify(view);
    if (described.current?.series !== shown || described.current.view !== description) {
      described.current = { series: shown, view: description };
      chart.current.show(shown, view);
    }
    chart.current.draw({ ...moment, events: panel.events ? source.events() : [] });
    drawCrosshair();
  }

  function drawHead({ name, threshold }: PanelState, value: number | null): void {
    const one = headline?.kind === "one" ? shown[headline.index] : undefined;
    const formatted = value === null ? null : formatValue(value, one?.unit ?? unit);
    const level = threshold && threshold.level !== "ok" ? threshold.level : null;
    const plain = panel.chart === "stat" ? undefined : one?.look.textColor;
    const color = name === "offline" ? "var(--text-3)" : level ? levelColors[level] : plain;
    const raster = chart.current?.picture()?.raster;
    const said = raster
      ? describeRaster(raster)
      : { head: formatted, text: formatted && printFormatted(formatted) };
    if (raster) readout.current?.show(said.head, "var(--text-2)");
    else
      readout.current?.show(hasHeadValue(panel.chart, headline) ? formatted : null, color ?? "var(--text)");
    const frame = parts.frame.current;
    const label = `${titleOf(panel)}: ${said.text ?? "no value"}${level ? `, ${level}` : ""}`;
    if (frame && frame.getAttribute("aria-label") !== label) frame.setAttribute("aria-label", label);
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
    const stops = [source.onData(request), source.onStatus(request), source.onEvents(request)];
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

/** All panels with one step end at the same moment, whatever each of them has received. */
function pickMoment(source: LiveSource, stepMs: number): Moment {
  const nowMs = source.nowMs();
  const endMs = source.lastEndMs() ?? nowMs;
  const closedMs = Math.floor(endMs / stepMs) * stepMs;
  const { state } = source.getStatus();
  if (state === "live" || state === "connecting")
    return { edgeMs: closedMs < endMs ? closedMs : closedMs - stepMs, cutMs: null };
  const edgeMs = Math.max(closedMs - stepMs, Math.floor(nowMs / stepMs) * stepMs);
  return { edgeMs, cutMs: closedMs - stepMs };
}

/** The last closed step's value; a step late, the one before. */
function valueAt({ window }: ChartSeries, edgeMs: number): number | null {
  const last = window.count - 1;
  const newest = window.at(last);
  if (last < 0 || newest !== null || edgeMs > window.firstMs + (last + 1) * window.stepMs) return newest;
  for (let i = last; i >= Math.max(0, last - 60); i--) {
    const value = window.at(i);
    if (value !== null) return value;
  }
  return null;
}
