import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLiveSource } from "@/components/live/provider";
import type { KeptSlot, Panel } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import type { LiveStatus } from "@/lib/live/group";
import type { LiveSource } from "@/lib/live/source";
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
import type { Slots } from "./slots";
import { useSlots } from "./use-slots";

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
  onSlots?: (slots: readonly KeptSlot[]) => void,
) {
  const source = useLiveSource();
  const chart = useRef<PanelChart | null>(null);
  const shown = useRef<unknown>(null);
  const [state, setState] = useState<PanelState>({ name: "loading", sentence: "" });
  const names = useMemo(() => status.series.map((each) => each.name), [status.series]);
  const slots = useSlots(panel, names, onSlots);
  const series = useMemo(() => describe(status.series, slots), [status.series, slots]);
  const unit = pickUnit(panel.unit, series[0]?.name);
  const headline = useMemo(() => pickHeadline(names), [names]);
  const readout = useRef<ReturnType<typeof createReadout> | null>(null);
  const legend = useRef<ReturnType<typeof createLegend> | null>(null);

  const drawCrosshair = useCrosshair({
    owner: panel.id,
    frame: parts.frame,
    element: parts.crosshair,
    chart,
    series,
    unit,
  });

  const draw = () => {
    if (!visible || status.state !== "ready") return;
    const moment = pickMoment(source, status.stepMs ?? 1_000);
    const judged = judgePanel(series, moment.edgeMs, moment.cutMs, source.nowMs());
    setState((before) =>
      before.name === judged.name && before.sentence === judged.sentence ? before : judged,
    );
    drawChart(moment);
    const values = series.map((each) => valueAt(each, moment.edgeMs));
    legend.current?.draw(series, values, unit);
    drawHead(judged, values);
  };

  function drawChart(moment: Moment): void {
    if (!chart.current) return;
    const { chart: kind, nulls, yMin, yMax } = panel;
    const narrow = (parts.frame.current?.clientWidth ?? 0) < narrowPx;
    const endLabels = kind !== "stat" && series.length <= maxEndLabels && !narrow;
    const view = { kind, rangeMs, nulls, unit, yMin, yMax, endLabels };
    const description = JSON.stringify([view, series.map(({ id, look }) => [id, look])]);
    if (shown.current !== description) {
      shown.current = description;
      chart.current.show(series, view);
    }
    chart.current.draw(moment);
    drawCrosshair();
  }

  function drawHead(judged: PanelState, values: (number | null)[]): void {
    const value = judged.name === "silent" ? null : headlineValue(headline, values);
    const formatted = value === null ? null : formatValue(value, unit);
    const one = headline?.kind === "one" && panel.chart !== "stat" ? series[headline.index] : undefined;
    const quiet = judged.name === "offline" ? "var(--text-3)" : undefined;
    readout.current?.show(formatted, quiet ?? one?.look.textColor ?? "var(--text)");
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
    const stops = [source.onData(request), source.onStatus(request)];
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

function describe(series: LiveStatus["series"], slots: Slots): ChartSeries[] {
  const names = series.map((each) => each.name);
  const looks = pickLooks(names, slots);
  const labels = labelSeries(names);
  return series.map((each, i) => ({ ...each, look: looks[i]!, label: labels[i]! }));
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
