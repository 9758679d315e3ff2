import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLiveSource } from "@/components/live/provider";
import type { Panel } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import type { FeedSeries } from "@/lib/live/feeds";
import type { LiveStatus } from "@/lib/live/group";
import type { PanelChart } from "./chart";
import type { ChartSeries, Moment } from "./chart-view";
import { pickLooks } from "./colors";
import { formatValue, pickUnit, printFormatted } from "./format";
import { useCrosshair } from "./cursor/use-crosshair";
import { cancelDraw, requestDraw } from "./frames";
import { headlineValue, pickHeadline } from "./headline";
import { labelSeries } from "./labels";
import { createLegend } from "./legend";
import { judgePanel, type PanelState } from "./panel-state";
import { createReadout } from "./readout";
import { describePast, pickMoment } from "./view/moment";
import { usePast } from "./view/use-past";
import { onView, readView } from "./view/view";

export interface DrawingParts {
  frame: RefObject<HTMLElement | null>;
  value: RefObject<HTMLElement | null>;
  legend: RefObject<HTMLUListElement | null>;
  crosshair: RefObject<HTMLElement | null>;
}

export const maxEndLabels = 4;
const narrowPx = 240;

/** Draws a panel once in each frame in which its data, its place or its link changed. */
export function useDrawing(
  panel: Panel,
  rangeMs: number,
  status: LiveStatus,
  visible: boolean,
  parts: DrawingParts,
) {
  const source = useLiveSource();
  const chart = useRef<PanelChart | null>(null);
  const shown = useRef<{ description: string; past: string | null } | null>(null);
  const newest = useRef<{ judged: PanelState; values: (number | null)[] } | null>(null);
  const pointed = useRef<(number | null)[] | null>(null);
  const [state, setState] = useState<PanelState>({ name: "loading", sentence: "" });
  const past = usePast(panel, status, visible);
  const series = useMemo(() => describe(past ?? status.series), [past, status.series]);
  const unit = pickUnit(panel.unit, series[0]?.name);
  const headline = useMemo(() => pickHeadline(series.map((each) => each.name)), [series]);
  const readout = useRef<ReturnType<typeof createReadout> | null>(null);
  const legend = useRef<ReturnType<typeof createLegend> | null>(null);

  const drawCrosshair = useCrosshair({
    owner: panel.id,
    frame: parts.frame,
    element: parts.crosshair,
    chart,
    series,
    followed: status.series,
    unit,
    onReading(values) {
      const wasPointed = pointed.current !== null;
      pointed.current = values;
      if (values || wasPointed) drawValues();
    },
  });

  const draw = () => {
    if (!visible || status.state !== "ready") return;
    const view = readView();
    const drawn = { stepMs: status.stepMs ?? 1_000, rangeMs };
    const now = pickMoment(source, { ...drawn, view: null });
    const moment = view ? pickMoment(source, { ...drawn, view }) : now;
    const judged = judgePanel(status.series, now.edgeMs, now.cutMs, source.nowMs());
    setState((before) =>
      before.name === judged.name && before.sentence === judged.sentence ? before : judged,
    );
    newest.current = { judged, values: series.map((each) => valueAt(each, moment.edgeMs)) };
    drawChart(moment);
    drawValues();
  };

  function drawChart(moment: Moment): void {
    if (!chart.current) return;
    const { chart: kind, nulls, yMin, yMax } = panel;
    const narrow = (parts.frame.current?.clientWidth ?? 0) < narrowPx;
    const endLabels = kind !== "stat" && series.length <= maxEndLabels && !narrow;
    const view = { kind, rangeMs, nulls, unit, yMin, yMax, endLabels };
    const description = JSON.stringify([view, series.map((each) => each.id)]);
    const past = moment.held ? describePast(series, moment) : null;
    if (shown.current?.description !== description) chart.current.show(series, view);
    else if (past !== null && past === shown.current.past) return drawCrosshair();
    shown.current = { description, past };
    chart.current.draw(moment);
    drawCrosshair();
  }

  /** The head and the legend say what is at the cursor, or else the newest. */
  function drawValues(): void {
    if (!newest.current) return;
    const { judged } = newest.current;
    const values = pointed.current ?? newest.current.values;
    legend.current?.draw(series, values, unit);
    const value = judged.name === "silent" && !pointed.current ? null : headlineValue(headline, values);
    const formatted = value === null ? null : formatValue(value, unit);
    const one = headline?.kind === "one" && panel.chart !== "stat" ? series[headline.index] : undefined;
    const quiet = judged.name === "offline" ? "var(--text-3)" : undefined;
    readout.current?.show(formatted, quiet ?? one?.look.textColor ?? "var(--text)", pointed.current !== null);
    if (pointed.current) return;
    const frame = parts.frame.current;
    const label = `${titleOf(panel)}: ${formatted ? printFormatted(formatted) : "no value"}`;
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
  const hasLegend = series.length > maxEndLabels;
  useEffect(() => {
    legend.current = hasLegend && parts.legend.current ? createLegend(parts.legend.current) : null;
  }, [parts.legend, panel.chart, hasLegend]);
  useEffect(() => {
    const request = () => requestDraw(drawSoon);
    const stops = [source.onData(request), source.onStatus(request), onView(request)];
    const resized = new ResizeObserver(request);
    if (parts.frame.current) resized.observe(parts.frame.current);
    return () => {
      for (const stop of stops) stop();
      resized.disconnect();
      cancelDraw(drawSoon);
    };
  }, [source, parts.frame, drawSoon]);
  const drawOnce = useCallback(() => requestDraw(drawSoon), [drawSoon]);
  useEffect(drawOnce, [drawOnce, visible, status, panel, rangeMs, series]);
  const onChart = useCallback(
    (next: PanelChart | null) => {
      chart.current = next;
      shown.current = null;
      if (next) drawOnce();
    },
    [drawOnce],
  );
  const name = status.state === "ready" ? state.name : status.state;
  return { onChart, series, headline, unit, state: { ...state, name } satisfies PanelState };
}

function describe(series: readonly FeedSeries[]): ChartSeries[] {
  const names = series.map((each) => each.name);
  const looks = pickLooks(names);
  const labels = labelSeries(names);
  return series.map((each, i) => ({ ...each, look: looks[i]!, label: labels[i]! }));
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
