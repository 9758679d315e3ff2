import { useLiveSource } from "@/components/live/provider";
import { announce } from "@/components/panel/cursor/announce";
import { readCursor, stepCursor } from "@/components/panel/cursor/cursor";
import { pinTooltip, unpinTooltip } from "@/components/panel/cursor/pin";
import { printTime } from "@/components/panel/ticks";
import { findBuffer, findShown } from "@/components/panel/view/buffer";
import { goLive, holdView, readView, showView } from "@/components/panel/view/view";
import { fitSpan, scaleSpan } from "@/components/panel/view/zoom";

/** What pages do with their view, by keys and by buttons. */
export interface ViewControl {
  /** Holds it, or lets it go. */
  pause(): void;
  goLive(): void;
  /** Takes a pinned tooltip away, or else goes live; false when there was nothing to leave. */
  escape(): boolean;
  keys: Record<string, () => void>;
}

const zoomFactor = 2;

/** `rangeMs`: the board's. */
export function useViewControl(rangeMs: number): ViewControl {
  const source = useLiveSource();

  function pause(): void {
    if (readView()?.isKept) return live();
    holdView("wish", source.lastEndMs());
    const view = readView();
    if (view) announce(`Paused at ${printTime(view.untilMs, 1_000)}`);
  }

  function live(): void {
    if (!readView()) return;
    goLive();
    announce("Live");
  }

  function escape(): boolean {
    if (unpinTooltip()) return true;
    if (!readView()) return false;
    live();
    return true;
  }

  function togglePin(): void {
    if (!unpinTooltip() && readCursor()) pinTooltip(source.lastEndMs());
  }

  function step(points: number): void {
    if (readView()) stepCursor(points);
  }

  function zoom(factor: number): void {
    const endMs = source.lastEndMs();
    const buffer = findBuffer(endMs);
    if (!buffer || endMs === null) return;
    const shown = findShown(rangeMs, endMs);
    const aroundMs = readCursor()?.ms ?? (shown.fromMs + shown.untilMs) / 2;
    const span = fitSpan(scaleSpan(shown, factor, aroundMs), buffer, 1_000);
    // As far out as the board's range, there is nothing left that is zoomed.
    if (factor > 1 && span.untilMs - span.fromMs >= Math.min(rangeMs, buffer.untilMs - buffer.fromMs))
      return live();
    showView(span.fromMs, span.untilMs);
    announce(`${printTime(span.fromMs, 1_000)} to ${printTime(span.untilMs, 1_000)}`);
  }

  return {
    pause,
    goLive: live,
    escape,
    keys: {
      " ": pause,
      "0": live,
      p: togglePin,
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      "Shift ArrowLeft": () => step(-10),
      "Shift ArrowRight": () => step(10),
      "+": () => zoom(1 / zoomFactor),
      "=": () => zoom(1 / zoomFactor),
      "-": () => zoom(zoomFactor),
      "−": () => zoom(zoomFactor),
    },
  };
}
