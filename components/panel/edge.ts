import type { Chart } from "highcharts";
import type { ChartSeries, ChartView } from "./chart-view";
import type { Look } from "./colors";
import { type Plot, xOf, yOf } from "./drawing/plot";
import { hasRows } from "./kinds";
import { cutMiddle } from "./labels";
import { formatValue, type KnownUnit } from "./format";
import { drawPart, makePart, measureText } from "./svg";

/** The newest end of a line. */
export interface LineEnd {
  label: string;
  look: Look;
  /** Null when there is none. */
  value: number | null;
  /** Where on the y axis it is: above those below it in a stack. */
  level: number | null;
  unit: KnownUnit;
  /** Of its own axis. */
  plot: Plot;
}

interface EdgePlace {
  view: ChartView;
  plot: Plot;
  cutMs: number | null;
  /** Where the values end, in px. */
  end: number;
  /** How long names may be. */
  nameLength: number;
}

/** What stands around the curves: the baseline, the fading past, the light of now, names and values. */
export interface Edge {
  draw(ends: LineEnd[], place: EdgePlace): void;
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
  const baseline = makePart(under.element, "path", { class: "edge-baseline" });
  const now = makePart(over.element, "text", { class: "edge-now", "text-anchor": "end" });
  const labels: LabelParts[] = [];
  return {
    draw,
    destroy() {
      under.destroy();
      over.destroy();
    },
  };

  function draw(ends: LineEnd[], place: EdgePlace): void {
    const { view, plot, cutMs } = place;
    const right = plot.left + plot.width;
    const bottom = plot.top + plot.height;
    const area = { y: plot.top, height: Math.max(0, plot.height) };
    const stat = view.kind === "stat";
    // What is made of cells is read cell by cell: no light lies on them.
    const bare = stat || hasRows(view.kind);
    drawPart(fade, { ...area, x: plot.left - 1, width: bare ? 0 : Math.min(fadePx, plot.width) });
    const glowWidth = bare || cutMs !== null ? 0 : Math.max(20, plot.width * 0.05);
    drawPart(glow, { ...area, x: right - glowWidth, width: glowWidth });
    drawCut(plot, stat ? null : cutMs);
    drawPart(baseline, { d: stat ? "" : `M${plot.left} ${bottom + 0.5}h${plot.width}` });
    drawPart(now, { x: right, y: bottom + 15, text: stat ? "" : "now" });
    while (labels.length > ends.length) labels.pop()!.remove();
    const wanted = ends.map((each) => (view.endLabels ? heightOf(each) : null));
    const placed = spreadLabels(wanted, labelGapPx, plot.top + 4, bottom - 2);
    ends.forEach((each, i) =>
      (labels[i] ??= makeLabelParts(over.element)).draw(each, placed[i] ?? null, right, place),
    );
  }

  function drawCut(plot: Plot, cutMs: number | null): void {
    const right = plot.left + plot.width;
    const x = cutMs === null ? right : xOf(plot, cutMs);
    if (x >= right) {
      drawPart(cut, { width: 0 });
      drawPart(cutLine, { d: "" });
      return;
    }
    const from = Math.max(plot.left, x);
    drawPart(cut, { x: from, y: plot.top, width: right - from, height: plot.height });
    drawPart(cutLine, { d: `M${Math.round(from * 10) / 10} ${plot.top}v${plot.height}` });
  }
}

interface LabelParts {
  draw(end: LineEnd, y: number | null, right: number, place: EdgePlace): void;
  remove(): void;
}

function makeLabelParts(over: Element): LabelParts {
  const name = makePart(over, "text", { class: "edge-name" });
  const value = makePart(over, "text", { class: "edge-value", "text-anchor": "end" });
  return {
    draw(line, y, right, { end, nameLength }) {
      if (y === null || line.value === null) {
        drawPart(name, { text: "" });
        drawPart(value, { text: "" });
        return;
      }
      const { number, unit } = formatValue(line.value, line.unit);
      drawPart(name, { x: right + labelOffsetPx, y: y + 4, text: cutMiddle(line.label, nameLength) });
      drawPart(value, { x: end, y: y + 4, text: number + scaleOf(unit), fill: line.look.textColor });
    },
    remove() {
      name.element.remove();
      value.element.remove();
    },
  };
}

/** Px; null where a log scale has no place for it. */
function heightOf({ level, plot }: LineEnd): number | null {
  return level === null || (plot.isLog && level <= 0) ? null : yOf(plot, level);
}

const longestName = 11;
const shortestName = 5;
const marginPx = { least: 80, most: 128 };

/** The right margin that names and values need, and how long names may be so that it suffices. */
export function measureEdge(series: readonly ChartSeries[]): { rightPx: number; nameLength: number } {
  const values = series.map(({ window, unit }) => {
    let newest = 0;
    for (const value of window.column()) if (Math.abs(value) > newest) newest = Math.abs(value);
    const { number, unit: printed } = formatValue(newest, unit);
    return Math.max(measureText("88.8", "11px", 600), measureText(number + scaleOf(printed), "11px", 600));
  });
  const besidePx = 10 + Math.max(0, ...values) + 23;
  const widest = (length: number) =>
    Math.max(0, ...series.map(({ label }) => measureText(cutMiddle(label, length), "11px", 450)));
  let nameLength = longestName;
  while (nameLength > shortestName && widest(nameLength) + besidePx > marginPx.most) nameLength--;
  const px = Math.ceil((widest(nameLength) + besidePx) / 4) * 4;
  return { rightPx: Math.min(marginPx.most, Math.max(marginPx.least, px)), nameLength };
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

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
