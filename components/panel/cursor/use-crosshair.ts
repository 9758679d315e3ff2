import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { PanelChart } from "../chart";
import type { ChartSeries } from "../chart-view";
import type { Plot } from "../drawing/plot";
import { formatValue, printFormatted } from "../format";
import { cancelDraw, requestDraw } from "../frames";
import { type Reading, stopLengthMs } from "../reading";
import { announce } from "./announce";
import { createCrosshair, type Crosshair, printMoment } from "./crosshair";
import { readPoint } from "./read-point";
import { leaveCursor, moveCursor, onCursor, readCursor, registerStepper } from "./cursor";

interface CrosshairProps {
  owner: string;
  frame: RefObject<HTMLElement | null>;
  element: RefObject<HTMLElement | null>;
  chart: RefObject<PanelChart | null>;
  series: readonly ChartSeries[];
}

/** Shows the page's cursor on a panel, and sets it by pointer and keys. Returns what to call after each draw. */
export function useCrosshair(props: CrosshairProps): () => void {
  const { owner, frame, element, chart } = props;
  const latest = useRef(props);
  useEffect(() => void (latest.current = props));
  const crosshair = useRef<Crosshair | null>(null);
  /** Where the pointer rests, in px of the chart: the moment under it changes with every step. */
  const pointerX = useRef<number | null>(null);
  const pointerY = useRef<number | null>(null);

  const draw = useCallback(() => {
    const cursor = readCursor();
    const picture = chart.current?.picture() ?? null;
    const read = cursor && picture ? readPoint(picture, cursor.ms, pointerY.current, latest.current) : null;
    if (!cursor || !picture || !read || cursor.ms < picture.plot.minMs) return crosshair.current?.hide();
    const { reading, series } = read;
    if (series.length !== reading.values.length) return crosshair.current?.hide();
    crosshair.current?.show(reading, { plot: picture.plot, series, isOwner: cursor.owner === owner });
  }, [chart, owner]);

  const point = useCallback(() => {
    const plot = chart.current?.picture()?.plot;
    const x = pointerX.current;
    if (!plot || x === null) return;
    if (x < plot.left || x > plot.left + plot.width) leaveCursor(owner);
    else moveCursor({ ms: momentAt(plot, x), owner });
  }, [chart, owner]);

  useEffect(() => {
    if (element.current) crosshair.current = createCrosshair(element.current);
    const stop = onCursor(() => requestDraw(draw));
    return () => {
      stop();
      cancelDraw(draw);
    };
  }, [element, draw]);

  useEffect(() => {
    const target = frame.current;
    if (!target) return;
    let [left, top] = [0, 0];
    const enter = () => {
      const place = target.getBoundingClientRect();
      left = place.left + target.clientLeft;
      top = place.top + target.clientTop + window.scrollY;
    };
    const move = (event: PointerEvent) => {
      pointerX.current = event.clientX - left;
      pointerY.current = event.pageY - top;
      point();
      // Between rows the moment stays and what is read changes.
      if (chart.current?.picture()?.raster) requestDraw(draw);
    };
    const leave = () => {
      pointerX.current = null;
      pointerY.current = null;
      leaveCursor(owner);
    };
    target.addEventListener("pointerenter", enter);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerleave", leave);
    return () => {
      target.removeEventListener("pointerenter", enter);
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerleave", leave);
    };
  }, [frame, owner, point, chart, draw]);

  useEffect(() => {
    const step = (points: number) => {
      const picture = chart.current?.picture();
      if (!picture) return;
      const cursor = readCursor();
      const stopMs = stopLengthMs(picture);
      const fromMs = cursor?.owner === owner ? cursor.ms : picture.plot.maxMs - Math.min(0, points) * stopMs;
      const read = readPoint(picture, fromMs + points * stopMs, null, latest.current);
      if (!read) return;
      moveCursor({ ms: read.reading.ms, owner });
      announce(printReading(read.reading, read.series));
    };
    return registerStepper(owner, step);
  }, [chart, owner]);

  return useCallback(() => {
    point();
    draw();
  }, [point, draw]);
}

function momentAt(plot: Plot, x: number): number {
  return plot.minMs + ((x - plot.left) * (plot.maxMs - plot.minMs)) / plot.width;
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
