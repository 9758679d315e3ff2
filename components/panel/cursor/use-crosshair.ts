import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useLiveSource } from "@/components/live/provider";
import type { FeedSeries } from "@/lib/live/feeds";
import type { PanelChart } from "../chart";
import type { ChartSeries } from "../chart-view";
import { formatValue, printFormatted } from "../format";
import { cancelDraw, requestDraw } from "../frames";
import { type Reading, stopLengthMs } from "../reading";
import { holdView } from "../view/view";
import { announce } from "./announce";
import { createCrosshair, type Crosshair, printMoment } from "./crosshair";
import { onCursor, placeCursor, readCursor, registerPanel } from "./cursor";
import { readPoint } from "./read-point";
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
  /** With the values at the cursor, one a line; null when it is not on this panel. */
  onReading(values: (number | null)[] | null): void;
}

/** Shows the page's cursor on a panel, and sets it by pointer and keys. Returns what to call after each draw. */
export function useCrosshair(props: CrosshairProps): () => void {
  const { owner, frame, element, chart } = props;
  const source = useLiveSource();
  const latest = useRef(props);
  useEffect(() => void (latest.current = props));
  const crosshair = useRef<Crosshair | null>(null);
  const pointerY = useRef<number | null>(null);

  const draw = useCallback(() => {
    if (!chart.current || !crosshair.current) return;
    const { series, onReading } = latest.current;
    const place = { owner, series, nowMs: source.nowMs(), y: pointerY.current };
    onReading(showCursor(chart.current, crosshair.current, place));
  }, [chart, owner, source]);

  const onMove = useCallback(
    (y: number | null) => {
      pointerY.current = y;
      // Between rows the moment stays and what is read changes.
      if (chart.current?.picture()?.raster) requestDraw(draw);
    },
    [chart, draw],
  );
  const follow = usePointer({ owner, frame, chart, onMove });

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
      const read = readPoint(drawn, fromMs + points * stopMs, null, latest.current);
      if (!read) return;
      placeCursor(read.reading.ms, owner);
      announce(printReading(read.reading, read.series));
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
function printReading(reading: Reading, series: readonly ChartSeries[]): string {
  const parts = series.slice(0, 8).map(({ label, unit, before }, i) => {
    const { value = null, earlier = null } = reading.values[i] ?? {};
    const print = (each: number | null) =>
      each === null ? "no value" : printFormatted(formatValue(each, unit));
    return `${label} ${print(value)}${before ? `, earlier ${print(earlier)}` : ""}`;
  });
  const events = reading.events.map(({ title }) => `, event ${title}`).join("");
  return `${printMoment(reading.ms)}: ${parts.join(", ")}${events}`;
}
