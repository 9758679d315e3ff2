import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useLiveSource } from "@/components/live/provider";
import type { PanelChart } from "../chart";
import type { Plot } from "../drawing/plot";
import { finestStepMs } from "../reading";
import { findBuffer } from "../view/buffer";
import { goLive, holdView, leaveView, showView } from "../view/view";
import { fitSpan } from "../view/zoom";
import { leaveCursor, moveCursor } from "./cursor";
import { watchGestures } from "./gestures";
import { pinTooltip, unpinTooltip } from "./pin";

interface PointerProps {
  owner: string;
  frame: RefObject<HTMLElement | null>;
  chart: RefObject<PanelChart | null>;
  /** With the height that the pointer is at, in px of the chart; null when it leaves. */
  onMove(y: number | null): void;
}

/** Turns gestures on a panel into the page's cursor and view. Returns what to call after each draw. */
export function usePointer({ owner, frame, chart, onMove }: PointerProps): () => void {
  const source = useLiveSource();
  /** Where the pointer rests, in px of the chart: the moment under it changes when the view does. */
  const restingX = useRef<number | null>(null);

  const follow = useCallback(() => {
    const plot = chart.current?.picture()?.plot;
    const x = restingX.current;
    if (!plot || x === null) return;
    if (isInside(plot, x)) moveCursor({ ms: momentAt(plot, x), owner });
    else leaveCursor(owner);
  }, [chart, owner]);

  useEffect(() => {
    if (!frame.current) return;
    /** The moments that two fingers came down on. */
    let pinched: [number, number] | null = null;
    const readPlot = () => chart.current?.picture()?.plot ?? null;
    const show = (fromMs: number, untilMs: number) => {
      const picture = chart.current?.picture();
      const buffer = findBuffer(source.lastEndMs());
      if (!picture || !buffer) return;
      const span = fitSpan({ fromMs, untilMs }, buffer, finestStepMs(picture));
      showView(span.fromMs, span.untilMs);
    };
    const point = (x: number, y: number) => {
      restingX.current = x;
      onMove(y);
      holdView("pointer", source.lastEndMs());
      follow();
    };
    const leave = () => {
      restingX.current = null;
      onMove(null);
      leaveCursor(owner);
      leaveView();
    };
    const stop = watchGestures(frame.current, {
      point,
      leave,
      click(x) {
        const plot = readPlot();
        if (unpinTooltip()) return follow();
        if (!plot || !isInside(plot, x)) return;
        moveCursor({ ms: momentAt(plot, x), owner });
        pinTooltip(source.lastEndMs());
      },
      doubleClick: goLive,
      drag(fromX, x) {
        const plot = readPlot();
        if (!plot) return;
        restingX.current = null;
        moveCursor({ ms: momentAt(plot, x), owner, dragFromMs: momentAt(plot, fromX) });
      },
      drop(fromX, x) {
        const plot = readPlot();
        restingX.current = x;
        if (!plot) return;
        const [fromMs, untilMs] = [momentAt(plot, Math.min(fromX, x)), momentAt(plot, Math.max(fromX, x))];
        unpinTooltip();
        follow();
        show(fromMs, untilMs);
      },
      cancelDrag: leave,
      beginPinch(xs) {
        const plot = readPlot();
        pinched = plot && [momentAt(plot, xs[0]), momentAt(plot, xs[1])];
      },
      pinch(xs) {
        const plot = readPlot();
        if (!plot || !pinched) return;
        const msPerPx = (pinched[1] - pinched[0]) / (xs[1] - xs[0]);
        const fromMs = pinched[0] - (xs[0] - plot.left) * msPerPx;
        show(fromMs, fromMs + plot.width * msPerPx);
      },
    });
    return () => {
      stop();
      if (restingX.current !== null) leave();
    };
  }, [frame, chart, owner, source, follow, onMove]);

  return follow;
}

function isInside(plot: Plot, x: number): boolean {
  return x >= plot.left && x <= plot.left + plot.width;
}

/** Within the plot, however far beside it `x` is. */
function momentAt(plot: Plot, x: number): number {
  const px = Math.max(0, Math.min(plot.width, x - plot.left));
  return plot.minMs + (px * (plot.maxMs - plot.minMs)) / plot.width;
}
