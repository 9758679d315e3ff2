import type { Chart } from "highcharts";
import type { AnnotationEvent } from "@/lib/live/frames";
import type { Picture } from "./drawing/picture";
import { xOf } from "./drawing/plot";
import { drawPart, makePart } from "./svg";

/** Marked events on the time axis of a chart: a line each, and a triangle under the baseline. */
export interface EventMarks {
  draw(picture: Picture): void;
  destroy(): void;
}

/** Nearer than this, two events are one mark. */
const apartPx = 3;

export function createEventMarks(chart: Chart): EventMarks {
  const group = chart.renderer.g("events").attr({ zIndex: 3 }).add();
  const lines = makePart(group.element, "path", { class: "event-lines" });
  const feet = makePart(group.element, "path", { class: "event-feet" });
  return {
    draw({ events, plot }) {
      const bottom = plot.top + plot.height;
      const places = placesOf(events.map(({ atMs }) => xOf(plot, atMs)));
      drawPart(lines, { d: places.map((x) => `M${x + 0.5} ${plot.top}V${bottom}`).join("") });
      drawPart(feet, { d: places.map((x) => `M${x + 0.5} ${bottom + 1}l4 5h-8z`).join("") });
    },
    destroy: () => void group.destroy(),
  };
}

/** Of all events those that a plot's time holds; `events` are in order. */
export function eventsWithin(
  events: readonly AnnotationEvent[],
  { minMs, maxMs }: { minMs: number; maxMs: number },
): readonly AnnotationEvent[] {
  return events.filter(({ atMs }) => atMs >= minMs && atMs <= maxMs);
}

/** Whole px, without those too near to the one before. */
function placesOf(rising: readonly number[]): number[] {
  const places: number[] = [];
  for (const x of rising.map(Math.round))
    if (places.length === 0 || x - places[places.length - 1]! >= apartPx) places.push(x);
  return places;
}
