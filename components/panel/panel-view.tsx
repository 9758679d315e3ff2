"use client";
import { type CSSProperties, type ReactNode, useMemo, useRef, useState } from "react";
import { useEventSource } from "@/components/live/use-event-source";
import type { KeptSlot, Panel } from "@/lib/dashboard/dashboard";
import { drawnTargets, explainMismatch } from "@/lib/dashboard/drawn-targets";
import { titleOf } from "@/lib/dashboard/titles";
import type { LiveStatus } from "@/lib/live/group";
import { printDuration } from "@/lib/metric/duration";
import { FigureHost } from "./figures/figure-host";
import { hasLegend, isCurve, isFigure } from "./kinds";
import { describeComparison } from "./comparison";
import { singleBucket } from "./labels";
import { PanelNumbers } from "./numbers/panel-numbers";
import { maxLegendRows } from "./legend";
import { LevelMark } from "./level-mark";
import { PanelChartHost } from "./panel-chart";
import type { PanelState } from "./panel-state";
import { StateDot } from "./state-dot";
import { maxEndLabels, useDrawing } from "./use-drawing";
import { useAnnouncedState } from "./use-announced-state";
import { useInTurn } from "./use-in-turn";
import { usePanelSeries } from "./use-panel-series";
import { usePast } from "./view/use-past";
import "./cursor/crosshair.css";
import "./panel.css";

export interface PanelViewProps {
  panel: Panel;
  rangeMs: number;
  /** Up to three buttons of 24 px; shown on hover and focus, their space always kept. */
  actions?: ReactNode;
  /** A word in the head with an accent frame: `editing`, `adding here`. */
  marker?: string;
  onTitleClick?: () => void;
  /** Colours that the panel's board has to keep. */
  onSlots?: (slots: readonly KeptSlot[]) => void;
}

/** A panel in its frame; fills its container. */
export function PanelView({ panel, rangeMs, actions, marker, onTitleClick, onSlots }: PanelViewProps) {
  const frame = useRef<HTMLElement>(null);
  const value = useRef<HTMLElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const crosshair = useRef<HTMLDivElement>(null);
  const parts = useMemo(() => ({ frame, value, legend, crosshair }), []);
  const status = useEventSource({ targets: drawnTargets(panel), rangeMs, stepMs: panel.stepMs });
  const shown = useLastLoaded(status);
  const { visible, ready } = useInTurn(frame);
  const past = usePast(drawnTargets(panel), panel.stepMs, shown, visible);
  const drawn = useMemo(() => (past ? { ...shown, series: past } : shown), [past, shown]);
  const { series, fault } = usePanelSeries(panel, rangeMs, drawn, onSlots);
  const { onChart, headline, state } = useDrawing(panel, rangeMs, shown, series, visible, parts);
  const title = titleOf(panel);
  const comparedMs = isCurve(panel.chart) ? panel.compareMs : null;
  useAnnouncedState(title, state);
  const bucket = useMemo(() => singleBucket(series.map((each) => each.name)), [series]);
  const readout = (
    <span className="panel-value" ref={value} aria-hidden="true">
      <b />
      <small />
    </span>
  );
  const { chart } = panel;
  const stat = chart === "stat";
  const manyLines = hasLegend(chart) && series.length > maxEndLabels;

  return (
    <section
      className="panel"
      ref={frame}
      data-state={status.state === "loading" ? "loading" : state.name}
      data-chart={chart}
      data-legend={manyLines}
      data-level={state.threshold?.level}
      style={{ "--legend-rows": Math.min(series.length, maxLegendRows) } as CSSProperties}
      data-marked={marker !== undefined}
      aria-label={title}
    >
      {ready &&
        status.state !== "error" &&
        (isFigure(chart) ? (
          <FigureHost key={chart} kind={chart} onChart={onChart} />
        ) : (
          <PanelChartHost key={chart} kind={chart} onChart={onChart} />
        ))}
      <div className="panel-crosshair" ref={crosshair} aria-hidden="true" hidden />
      {manyLines && <div className="panel-legend" ref={legend} />}
      <header className="panel-head">
        <button type="button" className="panel-title" onClick={onTitleClick} title={panel.targets.join("\n")}>
          {title}
        </button>
        {bucket !== null && bucket !== title && !stat && comparedMs === null && (
          <code className="panel-bucket">{bucket}</code>
        )}
        {comparedMs !== null && <span className="panel-compare">{describeComparison(comparedMs)}</span>}
        {marker !== undefined && <span className="panel-marker">{marker}</span>}
        <span className="panel-actions">{actions}</span>
        <LevelMark threshold={state.threshold ?? null} />
        {headline?.kind === "sum" && !stat && <span className="panel-sum">Σ</span>}
        {!stat && readout}
        <StateDot
          state={status.state === "ready" ? (state.dot ?? state.name) : state.name}
          sentence={state.sentence}
          threshold={state.threshold ?? null}
        />
      </header>
      {stat && <div className="panel-stat">{readout}</div>}
      <PanelNumbers title={title} chart={chart} rangeMs={rangeMs} series={series} />
      <PanelNotice state={state} status={status} panel={panel} fault={fault} />
    </section>
  );
}

/** While another range loads, the last known shape stays. */
function useLastLoaded(status: LiveStatus): LiveStatus {
  const [loaded, setLoaded] = useState(status);
  if (status.state === "ready" && status !== loaded) setLoaded(status);
  return status.state === "loading" ? loaded : status;
}

interface NoticeProps {
  state: PanelState;
  status: LiveStatus;
  panel: Panel;
  /** Why it is not compared. */
  fault: string;
}

function PanelNotice({ state, status, panel, fault }: NoticeProps) {
  const { stepMs } = panel;
  if (status.state === "error" && status.error)
    return (
      <div className="panel-error" role="alert">
        <strong>{status.error.message}</strong>
        <code>{status.error.target}</code>
        <small>{status.error.code}</small>
      </div>
    );
  if (status.state === "loading") return <div className="panel-loading" aria-hidden="true" />;
  if (state.name === "waiting")
    return <p className="panel-waiting">{explainMismatch(panel) ?? state.sentence}</p>;
  if (state.sentence !== "") return <p className="panel-chip">{state.sentence}</p>;
  if (status.error) return <p className="panel-chip">{status.error.message}</p>;
  if (fault !== "") return <p className="panel-chip">{fault}</p>;
  if (state.note) return <p className="panel-chip">{state.note}</p>;
  if (stepMs !== null && status.stepMs !== null && status.stepMs > stepMs)
    return <p className="panel-chip">drawn at {printDuration(status.stepMs)}</p>;
  return null;
}
