"use client";
import type { ReactNode } from "react";
import { useEventSource } from "@/components/live/use-event-source";
import type { Panel } from "@/lib/dashboard/dashboard";
import "./panel.css";

export interface PanelViewProps {
  panel: Panel;
  rangeMs: number;
  /** Up to three buttons of 24 px; shown on hover and focus, their space always kept. */
  actions?: ReactNode;
  /** A word in the head with an accent frame: `editing`, `adding here`. */
  marker?: string;
  onTitleClick?: () => void;
}

/** A panel in its frame; fills its container. */
export function PanelView({ panel, rangeMs, actions, marker, onTitleClick }: PanelViewProps) {
  const status = useEventSource({ targets: panel.targets, rangeMs, stepMs: panel.stepMs });
  return (
    <section className="panel" data-state={status.state} data-marked={marker !== undefined}>
      <header className="panel-head">
        <button type="button" className="panel-title" onClick={onTitleClick}>
          {panel.title || panel.targets.join(", ")}
        </button>
        {marker}
        <span className="panel-actions">{actions}</span>
      </header>
    </section>
  );
}
