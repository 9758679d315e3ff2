import type { AnnotationEvent } from "@/lib/live/frames";
import type { LiveSource } from "@/lib/live/source";
import type { ChartSeries, Moment } from "../chart-view";
import type { HeldView } from "./view";

interface Drawn {
  stepMs: number;
  /** The board's range. */
  rangeMs: number;
  /** Null: live. */
  view: HeldView | null;
}

/** All panels with one step end at the same moment, whatever each of them has received. */
export function pickMoment(
  source: Pick<LiveSource, "nowMs" | "lastEndMs" | "getStatus">,
  { stepMs, rangeMs, view }: Drawn,
): Moment {
  const nowMs = source.nowMs();
  const lastEndMs = source.lastEndMs() ?? nowMs;
  const { state } = source.getStatus();
  const isLinked = state === "live" || state === "connecting";
  const closedMs = Math.floor(lastEndMs / stepMs) * stepMs;
  const cutMs = isLinked ? null : closedMs - stepMs;
  if (view) {
    const { fromMs, untilMs } = view;
    const edgeMs = fromMs === null ? newestStep(untilMs, stepMs) : untilMs;
    return {
      edgeMs,
      rangeMs: fromMs === null ? rangeMs : untilMs - fromMs,
      cutMs: cutMs !== null && cutMs < edgeMs ? cutMs : null,
      held: view.isKept ? "kept" : "pointed",
    };
  }
  if (isLinked) return { edgeMs: newestStep(lastEndMs, stepMs), rangeMs, cutMs, held: null };
  const edgeMs = Math.max(closedMs - stepMs, Math.floor(nowMs / stepMs) * stepMs);
  return { edgeMs, rangeMs, cutMs, held: null };
}

/** All that a held picture depends on: while it is equal, there is nothing to draw. */
export function describePast(
  series: readonly ChartSeries[],
  moment: Moment,
  events: readonly AnnotationEvent[],
): string {
  const minMs = moment.edgeMs - moment.rangeMs;
  const windows = series.flatMap(({ window, before }) => (before ? [window, before.window] : [window]));
  const parts = windows.map((window) => {
    const { firstMs, stepMs, count, rewrites } = window;
    const endMs = Math.min(firstMs + count * stepMs, moment.edgeMs + stepMs);
    return [rewrites, Math.max(firstMs, minMs), endMs].join(" ");
  });
  return [moment.edgeMs, moment.rangeMs, moment.cutMs, moment.held, events.length, ...parts].join("|");
}

/** The start of the newest step that had begun before `endMs`. */
function newestStep(endMs: number, stepMs: number): number {
  const closedMs = Math.floor(endMs / stepMs) * stepMs;
  return closedMs < endMs ? closedMs : closedMs - stepMs;
}
