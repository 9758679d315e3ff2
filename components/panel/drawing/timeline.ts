import type { Level, Threshold } from "@/lib/dashboard/dashboard";
import type { SeriesWindow } from "@/lib/live/window";
import type { ChartView } from "../chart-view";
import { formatValue, printFormatted } from "../format";
import { levelColors, levelMarks, thresholdAt } from "../levels";
import { stepsPerBucket } from "./bucket";
import { type Plot, xOf } from "./plot";
import { findSpans, type Span } from "./spans";
import { type Box, type Surface, traceBox } from "./surface";

/** Rows of states, the first at the top. A state is a level where there are thresholds, else a value. */
export interface Timeline {
  rows: readonly Span<Level | number>[][];
  /** Rows that have no room. */
  more: number;
  view: ChartView;
  /** What values span, in all rows. */
  low: number;
  high: number;
}

const rowGapPx = 4;
const leastTextPx = 13;
const characterPx = 6.6;
const textInsetPx = 5;
const hatchPx = 6;
const opacities: Record<Level, number> = { ok: 0.17, warn: 0.9, crit: 0.95 };
// Steps of the heat scale on which one of the two inks can be read: `--h6` has too little contrast for either.
const shades = [2, 3, 4, 5, 7, 8, 9, 10];
const lastDark = 5;

export function measureTimeline(
  windows: readonly SeriesWindow[],
  shown: number,
  view: ChartView,
  plot: Plot,
): Timeline {
  const { thresholds, nulls } = view;
  const rows = windows.slice(0, shown).map((window) =>
    findSpans<Level | number>(window, {
      fromMs: plot.minMs,
      endMs: plot.maxMs,
      stepsPerBucket: stepsPerBucket((plot.maxMs - plot.minMs) / window.stepMs / 2, plot.width),
      nulls,
      stateOf: (value) => (thresholds.length > 0 ? levelOf(thresholds, value) : value),
    }),
  );
  const values = rows.flat().flatMap(({ value }) => value ?? []);
  return {
    rows,
    more: windows.length - rows.length,
    view,
    low: values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY),
    high: values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY),
  };
}

/** Below the lowest threshold all is well. */
export function levelOf(thresholds: readonly Threshold[], value: number): Level {
  return thresholdAt(thresholds, value)?.level ?? "ok";
}

export function paintTimeline(surface: Surface, timeline: Timeline, plot: Plot): void {
  timeline.rows.forEach((spans, row) => {
    const { top, bottom } = rowPlace(plot, timeline.rows.length, row);
    let isOkSaid = false;
    for (const span of spans) {
      const box = {
        left: Math.round(Math.max(plot.left, xOf(plot, span.fromMs))),
        right: Math.round(Math.min(plot.left + plot.width, xOf(plot, span.untilMs))),
        top,
        bottom,
      };
      if (box.right <= box.left) continue;
      // A line of the panel's own colour tells neighbours apart.
      if (box.right - box.left > 3 && span.untilMs < plot.maxMs) box.right -= 1;
      if (span.state === null) {
        paintHatch(surface, box);
        continue;
      }
      const { color, opacity, ink, texts } = describeSpan(timeline, span.state);
      const text = bottom - top < leastTextPx ? undefined : texts.find((each) => fits(each, box));
      // Where no mark fits, height tells the levels apart.
      if (text === undefined && span.state === "warn") box.top += Math.round((bottom - top) * 0.4);
      surface.fill({ color, opacity }, (pen) => traceBox(pen, box));
      // Most rows are well most of the time: once is enough.
      if (text === undefined || (span.state === "ok" && isOkSaid)) continue;
      isOkSaid ||= span.state === "ok";
      surface.text(box.left + textInsetPx, (top + bottom) / 2 + 4, text, ink);
    }
  });
}

/** Where a row is painted, in px of the chart. */
export function rowPlace(plot: Plot, rows: number, row: number): { top: number; bottom: number } {
  const top = Math.round(plot.top + (row * plot.height) / rows);
  const bottom = Math.round(plot.top + ((row + 1) * plot.height) / rows);
  const gapPx = bottom - top > 12 ? rowGapPx : 1;
  return { top, bottom: bottom - gapPx };
}

function fits(text: string, { left, right }: Box): boolean {
  return text.length * characterPx + 2 * textInsetPx <= right - left;
}

/** `texts`: what it says, the longest first. */
function describeSpan({ low, high, view }: Timeline, state: Level | number) {
  if (typeof state === "number") {
    const share = high > low ? (state - low) / (high - low) : 0.25;
    const shade = shades[Math.round(share * (shades.length - 1))]!;
    const ink = shade <= lastDark ? "var(--text)" : "var(--panel)";
    const formatted = formatValue(state, view.unit);
    const texts = [printFormatted(formatted), formatted.number];
    return { color: `var(--h${shade})`, opacity: 1, ink, texts };
  }
  const color = levelColors[state];
  const texts = state === "ok" ? ["ok"] : [`${levelMarks[state]} ${state}`, levelMarks[state]];
  return { color, opacity: opacities[state], ink: state === "ok" ? color : "var(--panel)", texts };
}

/** Slanted lines, cut where the box ends. */
function paintHatch(surface: Surface, { left, top, right, bottom }: Box): void {
  const height = bottom - top;
  const how = { color: "color-mix(in srgb, var(--text-3) 45%, transparent)", widthPx: 1, dash: null };
  surface.stroke(how, (pen) => {
    for (let x = Math.floor((left - height) / hatchPx) * hatchPx; x < right; x += hatchPx) {
      const [from, to] = [Math.max(left, x), Math.min(right, x + height)];
      if (to <= from) continue;
      pen.moveTo(from, bottom - (from - x));
      pen.lineTo(to, bottom - (to - x));
    }
  });
}
