import type { ChartKind } from "@/lib/dashboard/dashboard";
import type { SeriesWindow } from "@/lib/live/window";
import { printDuration } from "@/lib/metric/duration";

/** What a line said within a range. All null when it said nothing. */
export interface Summary {
  last: number | null;
  min: number | null;
  max: number | null;
}

/** Of the steps that began at `fromMs` or later. */
export function summarize(window: SeriesWindow, fromMs: number): Summary {
  const summary: Summary = { last: null, min: null, max: null };
  const from = Math.max(0, Math.ceil((fromMs - window.firstMs) / window.stepMs));
  for (let i = from; i < window.count; i++) {
    const value = window.at(i);
    if (value === null) continue;
    summary.last = value;
    if (summary.min === null || value < summary.min) summary.min = value;
    if (summary.max === null || value > summary.max) summary.max = value;
  }
  return summary;
}

/** `Line chart, 3 series, last 15 minutes`: what a picture is, for who does not see it. */
export function describePanel(chart: ChartKind, seriesCount: number, rangeMs: number): string {
  const kind =
    chart === "stat" ? "Number with its line" : `${chart[0]!.toUpperCase()}${chart.slice(1)} chart`;
  return `${kind}, ${seriesCount} series, last ${sayDuration(rangeMs)}`;
}

const words: Record<string, string> = { d: "day", h: "hour", m: "minute", s: "second" };

/** `15 minutes` */
export function sayDuration(ms: number): string {
  const [, count, unit] = /^(\d+)(\w+)$/.exec(printDuration(ms))!;
  return `${count} ${words[unit!]}${count === "1" ? "" : "s"}`;
}
