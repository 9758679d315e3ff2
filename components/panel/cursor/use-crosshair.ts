import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useLiveSource } from "@/components/live/provider";
import type { FeedSeries } from "@/lib/live/feeds";
import type { PanelChart } from "../chart";
import type { ChartSeries } from "../chart-view";
import { formatValue, type KnownUnit, printFormatted } from "../format";
import { cancelDraw, requestDraw } from "../frames";
import { type Reading, readPicture, stopLengthMs } from "../reading";
import { announce } from "./announce";
import { createCrosshair, type Crosshair, printMoment } from "./crosshair";
import { holdView } from "../view/view";
import { onCursor, placeCursor, readCursor, registerPanel } from "./cursor";
import { showCursor } from "./show-cursor";
import { usePointer } from "./use-pointer";

interface CrosshairProps {
  owner: string;
  frame: RefObject<HTMLElement | null>;
  element: RefObject<HTMLElement | null>;
  chart: RefObject<PanelChart | null>;
  series: readonly ChartSeries[];
  /** What is live, whatever part of time is drawn. */
  followed: readonly FeedSeries[];
  unit: KnownUnit;
  /** With the values at the cursor, one a line; null when it is not on this panel. */
  onReading(values: (number | null)[] | null): void;
}

/** Shows the page's cursor on a panel, and sets it by pointer and keys. Returns what to call after each draw. */
export function useCrosshair(props: CrosshairProps): () => void {
  const { owner, element, chart } = props;
  const source = useLiveSource();
  const follow = usePointer(props);
  const latest = useRef(props);
  useEffect(() => void (latest.current = props));
  const crosshair = useRef<Crosshair | null>(null);

  const draw = useCallback(() => {
    if (!chart.current || !crosshair.current) return;
    const { series, unit, onReading } = latest.current;
    const place = { owner, series, unit, nowMs: source.nowMs() };
    onReading(showCursor(chart.current, crosshair.current, place));
  }, [chart, owner, source]);

  useEffect(() => {
    if (element.current) crosshair.current = createCrosshair(element.current);
    const stop = onCursor(() => requestDraw(draw));
    return () => {
      stop();
      cancelDraw(draw);
    };
  }, [element, draw]);

  useEffect(() => {
    const picture = () => chart.current?.picture() ?? null;
    const step = (points: number) => {
      const drawn = picture();
      if (!drawn) return;
      holdView("step", source.lastEndMs());
      const stopMs = stopLengthMs(drawn);
      const fromMs = readCursor()?.ms ?? drawn.plot.maxMs - Math.min(0, points) * stopMs;
      const reading = readPicture(drawn, fromMs + points * stopMs);
      if (!reading) return;
      placeCursor(reading.ms, owner);
      announce(printReading(reading, latest.current.series, latest.current.unit));
    };
    const windows = () => latest.current.followed.map(({ window }) => window);
    return registerPanel(owner, { step, picture, windows });
  }, [chart, owner, source]);

  return useCallback(() => {
    follow();
    draw();
  }, [follow, draw]);
}

/** `14:02:11: orders 37 /s, returns no value` */
function printReading(reading: Reading, series: readonly ChartSeries[], unit: KnownUnit): string {
  const parts = series.slice(0, 8).map(({ label }, i) => {
    const value = reading.values[i]?.value ?? null;
    return `${label} ${value === null ? "no value" : printFormatted(formatValue(value, unit))}`;
  });
  return `${printMoment(reading.ms)}: ${parts.join(", ")}`;
}
