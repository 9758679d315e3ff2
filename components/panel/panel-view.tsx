"use client";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useEventSource } from "@/components/live/use-event-source";
import type { KeptSlot, Panel } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import type { LiveStatus } from "@/lib/live/group";
import { printDuration } from "@/lib/metric/duration";
import { singleBucket } from "./labels";
import { PanelNumbers } from "./numbers/panel-numbers";
import { PanelChartHost } from "./panel-chart";
import type { PanelState } from "./panel-state";
import { StateDot } from "./state-dot";
import { maxEndLabels, useDrawing } from "./use-drawing";
import { useAnnouncedState } from "./use-announced-state";
import { useInTurn } from "./use-in-turn";
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
  const legend = useRef<HTMLUListElement>(null);
  const crosshair = useRef<HTMLDivElement>(null);
  const parts = useMemo(() => ({ frame, value, legend, crosshair }), []);
  const status = useEventSource({ targets: panel.targets, rangeMs, stepMs: panel.stepMs });
  const shown = useLastLoaded(status);
  const { visible, ready } = useInTurn(frame);
  const { onChart, series, unit, headline, state } = useDrawing(
    panel,
    rangeMs,
    shown,
    visible,
    parts,
    onSlots,
  );
  const title = titleOf(panel);
  useAnnouncedState(title, state);
  const bucket = useMemo(() => singleBucket(series.map((each) => each.name)), [series]);
  const readout = (
    <span className="panel-value" ref={value} aria-hidden="true">
      <b />
      <small />
    </span>
  );
  const stat = panel.chart === "stat";
  const manyLines = !stat && series.length > maxEndLabels;

  return (
    <section
      className="panel"
      ref={frame}
      data-state={status.state === "loading" ? "loading" : state.name}
      data-chart={panel.chart}
      data-legend={manyLines}
      data-marked={marker !== undefined}
      aria-label={title}
    >
      {ready && status.state !== "error" && (
        <PanelChartHost key={panel.chart} kind={panel.chart} onChart={onChart} />
      )}
      <div className="panel-crosshair" ref={crosshair} aria-hidden="true" hidden />
      {manyLines && <ul className="panel-legend" ref={legend} tabIndex={0} aria-label="Series" />}
      <header className="panel-head">
        <button type="button" className="panel-title" onClick={onTitleClick} title={panel.targets.join("\n")}>
          {title}
        </button>
        {bucket !== null && bucket !== title && !stat && <code className="panel-bucket">{bucket}</code>}
        {marker !== undefined && <span className="panel-marker">{marker}</span>}
        <span className="panel-actions">{actions}</span>
        {headline?.kind === "sum" && !stat && <span className="panel-sum">Σ</span>}
        {!stat && readout}
        <StateDot
          state={status.state === "ready" ? (state.dot ?? state.name) : state.name}
          sentence={state.sentence}
        />
      </header>
      {stat && <div className="panel-stat">{readout}</div>}
      <PanelNumbers title={title} chart={panel.chart} rangeMs={rangeMs} series={series} unit={unit} />
      <PanelNotice state={state} status={status} stepMs={panel.stepMs} />
    </section>
  );
}

/** While another range loads, the last known shape stays. */
function useLastLoaded(status: LiveStatus): LiveStatus {
  const [loaded, setLoaded] = useState(status);
  if (status.state === "ready" && status !== loaded) setLoaded(status);
  return status.state === "loading" ? loaded : status;
}

function PanelNotice(props: { state: PanelState; status: LiveStatus; stepMs: number | null }) {
  const { state, status, stepMs } = props;
  if (status.state === "error" && status.error)
    return (
      <div className="panel-error" role="alert">
        <strong>{status.error.message}</strong>
        <code>{status.error.target}</code>
        <small>{status.error.code}</small>
      </div>
    );
  if (status.state === "loading") return <div className="panel-loading" aria-hidden="true" />;
  if (state.name === "waiting") return <p className="panel-waiting">{state.sentence}</p>;
  if (state.sentence !== "") return <p className="panel-chip">{state.sentence}</p>;
  if (status.error) return <p className="panel-chip">{status.error.message}</p>;
  if (stepMs !== null && status.stepMs !== null && status.stepMs > stepMs)
    return <p className="panel-chip">drawn at {printDuration(status.stepMs)}</p>;
  return null;
}
