import type { ChartKind } from "@/lib/dashboard/dashboard";
import { printDuration } from "@/lib/metric/duration";

const kinds: Record<ChartKind, string> = {
  line: "Line chart",
  area: "Area chart",
  column: "Column chart",
  stat: "Number with its line",
  step: "Step chart",
  stacked: "Stacked areas",
  percent: "Areas stacked to 100 %",
  band: "Band chart",
  gauge: "Gauges",
  bars: "Bars",
  table: "Table",
  heatmap: "Heatmap",
  timeline: "Timeline of states",
};

/** `Line chart, 3 series, last 15 minutes`: what a picture is, for who does not see it. */
export function describePanel(chart: ChartKind, seriesCount: number, rangeMs: number): string {
  // A heatmap's series are its rows.
  const series = chart === "heatmap" ? "" : `, ${seriesCount} series`;
  return `${kinds[chart]}${series}, last ${sayDuration(rangeMs)}`;
}

const words: Record<string, string> = { d: "day", h: "hour", m: "minute", s: "second" };

/** `15 minutes` */
export function sayDuration(ms: number): string {
  const [, count, unit] = /^(\d+)(\w+)$/.exec(printDuration(ms))!;
  return `${count} ${words[unit!]}${count === "1" ? "" : "s"}`;
}
