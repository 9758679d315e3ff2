import { useEffect, useRef, useState } from "react";
import type { PanelChart } from "../chart";
import type { FigureKind } from "../kinds";
import type { Figure } from "./figure";
import "./figures.css";

interface FigureHostProps {
  kind: FigureKind;
  /** With the new figure, and with null when it is gone. */
  onChart(chart: PanelChart | null): void;
}

// Loaded when they are needed: the first curves of a page do not wait for them.
const makers: Record<FigureKind, () => Promise<(host: HTMLElement) => Figure>> = {
  gauge: () => import("./gauge").then((file) => file.createGauge),
  bars: () => import("./bars").then((file) => file.createBars),
  table: () => import("./table").then((file) => file.createTable),
};

/** Where a figure is drawn. Give it a key by kind. */
export function FigureHost({ kind, onChart }: FigureHostProps) {
  const host = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let figure: Figure | null = null;
    let isGone = false;
    void makers[kind]().then((create) => {
      if (isGone || !host.current) return;
      figure = create(host.current);
      onChart({ ...figure, picture: () => null, emphasize: () => {} });
    }, setFailure);
    return () => {
      isGone = true;
      if (!figure) return;
      onChart(null);
      figure.destroy();
    };
  }, [kind, onChart]);
  if (failure !== null) throw failure;
  return <div ref={host} className="panel-figure" />;
}
