import type { Options, YAxisOptions } from "highcharts";
import type { ChartKind } from "@/lib/dashboard/dashboard";

/** The plot's distances from the panel's inner edge; the right one depends on the names of the lines. */
export const plotMargins = { top: 36, left: 12, bottom: 22 };
/** Of the kinds that are made of rows: their names stand beside the plot. */
export const rowMargins = { heatmap: { right: 60, left: 12 }, timeline: { right: 12, left: 88 } };
export const sparkline = { height: 40, bottom: 8 };

const valueLabels = {
  align: "left" as const,
  x: 0,
  y: -4,
  padding: 0,
  style: {
    color: "var(--text-3)",
    fontSize: "11px",
    whiteSpace: "nowrap",
    textOverflow: "none",
  },
};

/** Beside the plot: at its right where they are values, at its left where they are names. */
function rowLabels(kind: ChartKind): YAxisOptions["labels"] {
  if (kind === "heatmap") return { ...valueLabels, x: 8, y: 4 };
  const style = { ...valueLabels.style, color: "var(--text-2)", fontFamily: "var(--font-mono)" };
  return { ...valueLabels, x: 12 - rowMargins.timeline.left, y: 4, style };
}

const valueAxis: YAxisOptions = {
  title: { text: undefined },
  startOnTick: false,
  endOnTick: false,
  minPadding: 0,
  maxPadding: 0,
  labels: valueLabels,
};

/** Its labels stand inside, as those at the left do, and where both have three lines they are the same ones. */
export const rightAxisOptions: YAxisOptions = {
  ...valueAxis,
  opposite: true,
  gridLineWidth: 0,
  labels: { ...valueLabels, align: "right", x: -4 },
};

/**
 * Options of an empty chart. They never change afterwards: data, axes and margins are driven through
 * `createPanelChart`.
 */
export function makeChartOptions(kind: ChartKind): Options {
  const stat = kind === "stat";
  const rows = kind === "heatmap" || kind === "timeline" ? rowMargins[kind] : null;
  const ink = (percent: string) => `color-mix(in srgb, var(--text) ${percent}, transparent)`;
  return {
    chart: {
      animation: false,
      backgroundColor: "transparent",
      spacing: [0, 0, 0, 0],
      margin: stat
        ? [0, 12, sparkline.bottom, 12]
        : [plotMargins.top, rows?.right ?? 80, plotMargins.bottom, rows?.left ?? plotMargins.left],
      style: { fontFamily: "inherit", fontSize: "11px" },
      reflow: true,
    },
    palette: { injectCSS: false },
    accessibility: { enabled: false },
    credits: { enabled: false },
    legend: { enabled: false },
    title: { text: undefined },
    tooltip: { enabled: false },
    xAxis: {
      type: "datetime",
      visible: !stat,
      minPadding: 0,
      maxPadding: 0,
      // The baseline stands still while the axis moves: the edge draws it.
      lineWidth: 0,
      tickColor: ink("25%"),
      tickLength: 4,
      tickWidth: 1,
      labels: {
        y: 15,
        padding: 0,
        rotation: 0,
        overflow: "allow",
        style: {
          color: "var(--text-3)",
          fontSize: "11px",
          whiteSpace: "nowrap",
          textOverflow: "none",
        },
      },
    },
    yAxis: {
      ...valueAxis,
      visible: !stat,
      gridLineColor: ink("8%"),
      ...(rows && { gridLineWidth: 0, opposite: kind === "heatmap", labels: rowLabels(kind) }),
    },
    plotOptions: {
      series: {
        animation: false,
        enableMouseTracking: false,
        states: { hover: { enabled: false }, inactive: { enabled: false } },
        showInLegend: false,
      },
    },
    series: [],
  };
}
