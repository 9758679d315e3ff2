import type { Chart, Point } from "highcharts";
import type { SeriesWindow } from "@/lib/live/window";
import type { ChartSeries, ChartView, Moment } from "./chart-view";
import type { Look } from "./colors";
import { formatValue, type KnownUnit } from "./format";
import { drawPart, makePart, measureText } from "./svg";

export interface EdgeSeries {
  label: string;
  look: Look;
  window: SeriesWindow;
  last: { startMs: number; value: number } | null;
  points: Point[];
}

/** What stands over Highcharts' own drawing: the fading past, the newest samples, their names and values. */
export interface Edge {
  draw(series: EdgeSeries[], view: ChartView, moment: Moment): void;
  destroy(): void;
}

const fadePx = 56;
const labelGapPx = 14;
const labelOffsetPx = 11;

export function createEdge(chart: Chart): Edge {
  const under = chart.renderer.g("edge-under").attr({ zIndex: 4 }).add();
  const over = chart.renderer.g("edge").attr({ zIndex: 8 }).add();
  const fade = makePart(under.element, "rect", { fill: "url(#fade-old)" });
  const glow = makePart(under.element, "rect", { fill: "url(#light-now)" });
  const cut = makePart(under.element, "rect", { fill: "url(#hatch)" });
  const cutLine = makePart(under.element, "path", { stroke: "var(--warn)", "stroke-width": "1" });
  const now = makePart(over.element, "text", { class: "edge-now", "text-anchor": "end" });
  const lines: LineParts[] = [];
  return {
    draw,
    destroy() {
      under.destroy();
      over.destroy();
    },
  };

  function draw(series: EdgeSeries[], view: ChartView, moment: Moment): void {
    const plot = {
      left: chart.plotLeft,
      top: chart.plotTop,
      width: chart.plotWidth,
      height: chart.plotHeight,
    };
    const right = plot.left + plot.width;
    const area = { y: plot.top, height: Math.max(0, plot.height) };
    const stat = view.kind === "stat";
    drawPart(fade, { ...area, x: plot.left - 1, width: stat ? 0 : Math.min(fadePx, plot.width) });
    const glowWidth = stat || moment.cutMs !== null ? 0 : Math.max(20, plot.width * 0.05);
    drawPart(glow, { ...area, x: right - glowWidth, width: glowWidth });
    drawCut(plot, stat ? null : moment.cutMs);
    drawPart(now, { x: right, y: plot.top + plot.height + 15, text: stat ? "" : "now" });
    while (lines.length > series.length) lines.pop()!.remove();
    series.forEach((each, i) =>
      (lines[i] ??= makeLineParts(over.element, under.element)).draw(chart, each, stat),
    );
    drawLabels(series, view, right);
  }

  function drawCut(plot: { left: number; top: number; width: number; height: number }, cutMs: number | null) {
    const x = cutMs === null ? null : chart.xAxis[0]!.toPixels(cutMs, false);
    if (x === null || x >= plot.left + plot.width) {
      drawPart(cut, { width: 0 });
      drawPart(cutLine, { d: "" });
      return;
    }
    const from = Math.max(plot.left, x);
    drawPart(cut, {
      x: from,
      y: plot.top,
      width: plot.left + plot.width - from,
      height: plot.height,
    });
    drawPart(cutLine, { d: `M${round(from)} ${plot.top}v${plot.height}` });
  }

  function drawLabels(series: EdgeSeries[], view: ChartView, right: number): void {
    const wanted = series.map(({ last }) =>
      last && view.endLabels ? chart.yAxis[0]!.toPixels(last.value, false) : null,
    );
    const bottom = chart.plotTop + chart.plotHeight;
    const placed = spreadLabels(wanted, labelGapPx, chart.plotTop + 4, bottom - 2);
    series.forEach((each, i) => lines[i]!.label(each, view, placed[i] ?? null, right, chart.chartWidth - 12));
  }
}

interface LineParts {
  draw(chart: Chart, series: EdgeSeries, small: boolean): void;
  label(series: EdgeSeries, view: ChartView, y: number | null, right: number, end: number): void;
  remove(): void;
}

function makeLineParts(over: Element, under: Element): LineParts {
  const halo = makePart(over, "circle", { "fill-opacity": ".22" });
  const dot = makePart(over, "circle", { stroke: "var(--panel)", "stroke-width": "1" });
  const running = makePart(under, "path", { fill: "none", "stroke-dasharray": "1.5 2.5" });
  const lonely = makePart(under, "path", { fill: "none", "stroke-linecap": "round" });
  const name = makePart(over, "text", { class: "edge-name" });
  const value = makePart(over, "text", { class: "edge-value", "text-anchor": "end" });
  const parts = [halo, dot, running, lonely, name, value];
  return {
    draw(chart, { look, window, last, points }, small) {
      const xAxis = chart.xAxis[0]!;
      const yAxis = chart.yAxis[0]!;
      const bars = points[0]?.series.type === "column";
      const shown = last !== null && last.startMs >= (xAxis.min ?? 0) && !bars;
      const at = shown
        ? [xAxis.toPixels(last.startMs, false), yAxis.toPixels(last.value, false)]
        : [-20, -20];
      const inside = at[1]! >= chart.plotTop - 1 && at[1]! <= chart.plotTop + chart.plotHeight + 1;
      const place = { cx: inside ? at[0]! : -20, cy: inside ? at[1]! : -20, fill: look.color };
      drawPart(halo, { ...place, r: small ? 0 : 5.5 });
      drawPart(dot, { ...place, r: small ? 2.5 : 3 });
      const { open } = window;
      const d =
        shown && open && open.value !== null && open.startMs > last.startMs
          ? `M${round(at[0]!)} ${round(at[1]!)}L${round(xAxis.toPixels(open.startMs, false))} ${round(yAxis.toPixels(open.value, false))}`
          : "";
      drawPart(running, { d, stroke: look.color, "stroke-width": look.widthPx });
      const path = bars ? "" : lonelyPath(chart, points);
      drawPart(lonely, { d: path, stroke: look.color, "stroke-width": look.widthPx + 1 });
    },
    label({ label, look, last }, view, y, right, end) {
      if (y === null || last === null) {
        drawPart(name, { text: "" });
        drawPart(value, { text: "" });
        return;
      }
      const { number, unit } = formatValue(last.value, view.unit);
      drawPart(name, { x: right + labelOffsetPx, y: y + 4, text: cutMiddle(label) });
      drawPart(value, { x: end, y: y + 4, text: number + scaleOf(unit), fill: look.textColor });
    },
    remove() {
      for (const part of parts) part.element.remove();
    },
  };
}

/** Samples between two gaps, which a line cannot show. */
function lonelyPath(chart: Chart, points: Point[]): string {
  let path = "";
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    const bare = (other: Point | undefined) => (other?.y ?? null) === null;
    if (bare(point) || !bare(points[i - 1]) || !bare(points[i + 1]) || point.plotX === undefined) continue;
    if (point.plotX < 0 || point.plotX > chart.plotWidth) continue;
    path += `M${round(chart.plotLeft + point.plotX)} ${round(chart.plotTop + (point.plotY ?? 0))}h.01`;
  }
  return path;
}

/** The right margin that the longest name and value need: 80 to 112 px. */
export function measureEdge(series: readonly ChartSeries[], unit: KnownUnit): number {
  const names = series.map(({ label }) => measureText(cutMiddle(label), "11px", 450));
  const values = series.map(({ window }) => {
    const newest = window.values.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
    const { number, unit: printed } = formatValue(newest, unit);
    return Math.max(measureText("88.8", "11px", 600), measureText(number + scaleOf(printed), "11px", 600));
  });
  const px = Math.max(0, ...names) + 10 + Math.max(0, ...values) + 23;
  return Math.min(112, Math.max(80, Math.ceil(px / 4) * 4));
}

/** Pushes labels apart symmetrically until each has its room; null stays null. */
export function spreadLabels(
  wanted: readonly (number | null)[],
  gap: number,
  top: number,
  bottom: number,
): (number | null)[] {
  const order = wanted.flatMap((y, i) => (y === null ? [] : [{ y, i }])).sort((a, b) => a.y - b.y);
  const groups: { center: number; members: number[] }[] = [];
  for (const { y, i } of order) {
    let group = { center: clamp(y, top, bottom), members: [i] };
    for (let before = groups[groups.length - 1]; before; before = groups[groups.length - 1]) {
      const room = ((before.members.length + group.members.length) * gap) / 2;
      if (group.center - before.center >= room) break;
      groups.pop();
      const total = before.members.length + group.members.length;
      const half = ((total - 1) * gap) / 2;
      const weighed = (before.center * before.members.length + group.center * group.members.length) / total;
      group = {
        center: clamp(weighed, top + half, Math.max(top + half, bottom - half)),
        members: [...before.members, ...group.members],
      };
    }
    groups.push(group);
  }
  const placed: (number | null)[] = wanted.map(() => null);
  for (const { center, members } of groups)
    members.forEach((i, place) => (placed[i] = center + (place - (members.length - 1) / 2) * gap));
  return placed;
}

/** `k/s` → `k`: the head says the unit, the line's end only its scale. */
function scaleOf(unit: string): string {
  return /^[kMGTPE]/.test(unit)
    ? `\u2009${unit[0]}`
    : unit === "s" || unit === "µs" || unit === "min"
      ? `\u2009${unit}`
      : "";
}

function cutMiddle(text: string): string {
  return text.length <= 11 ? text : `${text.slice(0, 5)}…${text.slice(-5)}`;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
