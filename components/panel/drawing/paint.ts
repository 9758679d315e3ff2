import type { Look } from "../colors";
import { pickBands } from "./bands";
import { paintColumns } from "./columns";
import { thicken } from "./contrast";
import type { Painted, Picture } from "./picture";
import { type Plot, xOf, yOf } from "./plot";
import { paintRaster } from "./raster";
import { paintShadows } from "./shadows";
import { type Stack, traceStack } from "./stack";
import type { Stroke, Surface } from "./surface";
import { paintThresholds } from "./threshold-bands";
import { traceCurve } from "./trace-curve";
import { type Course, lonelyVertices, traceLine, traceSurface } from "./trace";
import { makeVertices } from "./vertices";

const opacities = { areaTop: 0.1, stack: 0.34, band: 0.14, halo: 0.22 };
const separatorPx = 3.5;
const openDash = [1.5, 2.5];
const dotRadius = { halo: 5.5, dot: 3, small: 2.5 };

// Two corners' rows for all charts: one is drawn after the other.
const corners = makeVertices();
const otherCorners = makeVertices();

/** Paints all lines of a chart, lowest first, and the newest samples over them. */
export function paint(surface: Surface, picture: Picture): void {
  const { lines, view, plot, raster } = picture;
  surface.begin(plot);
  if (plot.width > 0 && plot.height > 0) {
    if (raster) paintRaster(surface, raster, plot);
    else paintCurves(surface, picture);
  }
  surface.unclip();
  // They are the pulse of now.
  if (view.kind !== "column" && !raster && picture.held !== "kept")
    lines.forEach((line, i) => paintLast(surface, line, i, picture));
}

function paintCurves(surface: Surface, picture: Picture): void {
  const { lines, view, stack } = picture;
  paintThresholds(surface, picture);
  paintShadows(surface, picture);
  if (view.kind === "column") paintColumns(surface, picture);
  else if (stack) paintStack(surface, picture, stack);
  else {
    if (view.kind === "band") paintBands(surface, picture);
    for (const line of lines) paintLine(surface, line, picture);
  }
}

function paintLine(surface: Surface, line: Painted, { view, held }: Picture): void {
  const { look, window, plot } = line;
  traceCurve(corners, line, view, plot);
  const course: Course = view.kind === "step" ? { holdMs: window.stepMs } : null;
  if (view.kind === "area" || view.kind === "stat") {
    const base = view.kind === "stat" ? plot.min : Math.min(plot.max, Math.max(plot.min, 0));
    const fill = { color: look.color, opacity: opacities.areaTop, isFading: true };
    surface.fill(fill, (pen) => traceSurface(pen, corners, base, plot));
  }
  surface.stroke(strokeOf(look), (pen) => traceLine(pen, corners, plot, course));
  if (view.kind !== "step") paintLonely(surface, look, plot);
  if (!held) paintOpen(surface, line, plot, view.kind === "step");
}

function paintStack(surface: Surface, { lines, plot }: Picture, stack: Stack): void {
  // Two rows take turns: each curve is the floor of the next.
  let [upper, lower] = [corners, otherCorners];
  const base = Math.min(plot.max, Math.max(plot.min, 0));
  lines.forEach(({ look }, i) => {
    traceStack(upper, stack, i, plot.width);
    const floor = i === 0 ? base : lower;
    surface.fill({ color: look.color, opacity: opacities.stack }, (pen) =>
      traceSurface(pen, upper, floor, plot),
    );
    [upper, lower] = [lower, upper];
  });
  const separator = { color: "var(--panel)", widthPx: separatorPx, dash: null };
  lines.forEach(({ look }, i) => {
    traceStack(corners, stack, i, plot.width);
    surface.stroke(separator, (pen) => traceLine(pen, corners, plot, null));
    surface.stroke(strokeOf(look), (pen) => traceLine(pen, corners, plot, null));
  });
}

function paintBands(surface: Surface, { lines, view }: Picture): void {
  for (const [lowest, highest] of pickBands(lines.map(({ name }) => name))) {
    const [top, bottom] = [lines[highest]!, lines[lowest]!];
    if (top.plot !== bottom.plot) continue;
    traceCurve(corners, top, view, top.plot);
    traceCurve(otherCorners, bottom, view, top.plot);
    const fill = { color: `var(--s${top.look.slot})`, opacity: opacities.band };
    surface.fill(fill, (pen) => traceSurface(pen, corners, otherCorners, top.plot));
  }
}

/** Samples between two gaps, as dots a little wider than the line. */
function paintLonely(surface: Surface, look: Look, plot: Plot): void {
  for (const i of lonelyVertices(corners)) {
    const x = xOf(plot, corners.ms[i]!);
    const y = yOf(plot, corners.values[i]!);
    surface.dot(x, y, (look.widthPx + 1) / 2, { color: look.color, opacity: 1 });
  }
}

/** The step that still runs, dashed from the last closed one. */
function paintOpen(surface: Surface, { look, window, last }: Painted, plot: Plot, isStep: boolean): void {
  const { open } = window;
  if (!last || !open || open.value === null || open.startMs <= last.startMs) return;
  const { startMs, value } = open;
  if (plot.isLog && (value <= 0 || last.value <= 0)) return;
  surface.stroke({ color: look.color, widthPx: thicken(look.widthPx), dash: openDash }, (pen) => {
    pen.moveTo(xOf(plot, last.startMs), yOf(plot, last.value));
    if (isStep) pen.lineTo(xOf(plot, startMs), yOf(plot, last.value));
    pen.lineTo(xOf(plot, startMs), yOf(plot, value));
  });
}

function paintLast(surface: Surface, { look, last, plot }: Painted, index: number, picture: Picture): void {
  const { view, stack } = picture;
  if (!last || last.startMs < plot.minMs) return;
  const value = stack ? stackedAt(stack, index, last.startMs) : last.value;
  if (value === null || value < plot.min || value > plot.max) return;
  const [x, y] = [xOf(plot, last.startMs), yOf(plot, value)];
  const radius = view.kind === "stat" ? dotRadius.small : dotRadius.dot;
  if (view.kind !== "stat") surface.dot(x, y, dotRadius.halo, { color: look.color, opacity: opacities.halo });
  surface.dot(x, y, radius + 1, { color: "var(--panel)", opacity: 1 });
  surface.dot(x, y, radius, { color: look.color, opacity: 1 });
}

export function stackedAt({ columns, firstMs, stepMs }: Stack, index: number, ms: number): number | null {
  const value = columns[index]?.[Math.floor((ms - firstMs) / stepMs)];
  return value === undefined || Number.isNaN(value) ? null : value;
}

function strokeOf(look: Look): Stroke {
  return {
    color: look.color,
    widthPx: thicken(look.widthPx),
    dash: look.dash?.split(" ").map(Number) ?? null,
  };
}
