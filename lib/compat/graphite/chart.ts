import type { RenderedLine } from "./line";
import type { ChartOptions, Color } from "./chart-options";
import { pickTimeTicks, pickValueTicks } from "./ticks";
import { fitText, measureText } from "./glyphs";
import type { Chart, Frame, Point, Shape } from "./shapes";
import { traceLine, traceStack } from "./trace";

const margin = 10;
const axisSize = 11;
const titleSize = 14;
const legendRow = 16;
const maxLegendByDefault = 10;
const softInk = 0.62;
const dotSize = 3;
/** Beyond it the difference of two numbers may be infinite. */
const largest = 1e300;

/** Draws lines over a span: title, axes, grid, areas, lines, legend. */
export function layChart(
  lines: readonly RenderedLine[],
  options: ChartOptions & { fromMs: number; untilMs: number; zone: string },
): Chart {
  const { width, height, background, foreground, palette } = options;
  const shapes: Shape[] = [];
  const text = (shape: Omit<Shape & { type: "text" }, "type" | "color">, color = foreground) =>
    shapes.push({ type: "text", color, ...shape });
  const soft = mix(foreground, background, softInk);
  const colorOf = (i: number) => palette[i % palette.length]!;
  const frame: Frame = { left: margin, right: width - margin, top: margin, bottom: height - margin };

  if (options.title !== "") {
    const title = fitText(options.title, titleSize, width - 2 * margin);
    text({ x: width / 2, y: frame.top + titleSize, text: title, size: titleSize, anchor: "middle" });
    frame.top += titleSize + 10;
  }
  if (!(options.hideLegend ?? lines.length > maxLegendByDefault))
    frame.bottom -= layLegend(lines, frame, colorOf, soft, shapes, height);
  if (options.vtitle !== "" && !options.hideAxes) {
    text(
      {
        x: frame.left + 10,
        y: (frame.top + frame.bottom) / 2,
        text: options.vtitle,
        size: axisSize,
        anchor: "middle",
        upwards: true,
      },
      soft,
    );
    frame.left += 18;
  }
  if (!options.hideAxes) frame.bottom -= axisSize + 6;

  const stacked = options.areaMode === "stacked" ? traceStack(lines) : null;
  const [least, greatest] = findBounds(stacked ?? lines, options);
  const values = pickValueTicks(least, greatest, Math.max(2, Math.floor((frame.bottom - frame.top) / 45)));
  const low = options.yMin ?? Math.min(values.ticks[0] ?? least, least);
  const high = options.yMax ?? Math.max(values.ticks.at(-1) ?? greatest, greatest);
  if (!options.hideAxes)
    frame.left += Math.max(...values.ticks.map((tick) => measureText(values.print(tick), axisSize)), 0) + 8;

  const yOf = (value: number) =>
    frame.bottom -
    ((Math.min(high, Math.max(low, value)) - low) / (high - low || 1)) * (frame.bottom - frame.top);
  const spanMs = options.untilMs - options.fromMs;
  const xOf = (ms: number) => frame.left + ((ms - options.fromMs) / spanMs) * (frame.right - frame.left);
  if (frame.right - frame.left < 2 || frame.bottom - frame.top < 2)
    return { width, height, background, shapes };

  const ruler = mix(foreground, background, 0.1);
  for (const tick of values.ticks.filter((each) => each >= low && each <= high)) {
    const y = Math.round(yOf(tick)) + 0.5;
    if (!options.hideGrid)
      shapes.push(
        stroke(
          [
            [frame.left, y],
            [frame.right, y],
          ],
          ruler,
          1,
        ),
      );
    if (!options.hideAxes)
      text({ x: frame.left - 6, y: y + 4, text: values.print(tick), size: axisSize, anchor: "end" }, soft);
  }
  if (!options.hideAxes) {
    const base = Math.round(frame.bottom) + 0.5;
    shapes.push(
      stroke(
        [
          [frame.left, base],
          [frame.right, base],
        ],
        mix(foreground, background, 0.35),
        1,
      ),
    );
    let freeFrom = frame.left - margin;
    const most = Math.max(1, Math.floor((frame.right - frame.left) / 70));
    for (const { atMs, label } of pickTimeTicks(options.fromMs, options.untilMs, options.zone, most)) {
      const x = Math.round(xOf(atMs)) + 0.5;
      const half = measureText(label, axisSize) / 2;
      shapes.push(
        stroke(
          [
            [x, base],
            [x, base + 4],
          ],
          mix(foreground, background, 0.35),
          1,
        ),
      );
      if (x - half < freeFrom || x + half > width) continue;
      text({ x, y: base + axisSize + 5, text: label, size: axisSize, anchor: "middle" }, soft);
      freeFrom = x + half + 8;
    }
  }

  const scale = { xOf, yOf, frame, lineMode: options.lineMode, nullAsZero: options.nullAsZero };
  (stacked ?? lines).forEach((line, i) => {
    const { runs, dots, areas } = traceLine(line, scale, stacked?.[i - 1] ?? null);
    const isFilled =
      options.areaMode === "all" || stacked !== null || (options.areaMode === "first" && i === 0);
    if (isFilled)
      for (const points of areas)
        shapes.push({ type: "fill", points, color: colorOf(i), opacity: stacked ? 0.55 : 0.25 });
    for (const points of runs) shapes.push(stroke(points, colorOf(i), options.lineWidth));
    for (const [x, y] of dots) {
      const ends: Point[] = [
        [x - dotSize / 2, y],
        [x + dotSize / 2, y],
      ];
      shapes.push(stroke(ends, colorOf(i), Math.max(dotSize, options.lineWidth)));
    }
  });
  return { width, height, background, shapes };
}

function stroke(points: Point[], color: Color, width: number): Shape {
  return { type: "stroke", points, color, width, opacity: 1 };
}

/** Entries in columns below the plot, on at most half the height. Returns how high they are. */
function layLegend(
  lines: readonly RenderedLine[],
  frame: Frame,
  colorOf: (i: number) => Color,
  ink: Color,
  shapes: Shape[],
  height: number,
): number {
  if (lines.length === 0) return 0;
  const room = frame.right - frame.left;
  const widest =
    Math.max(...lines.slice(0, 500).map((line) => measureText(line.name.slice(0, 300), axisSize))) + 28;
  const columns = Math.min(lines.length, Math.max(1, Math.floor(room / widest)));
  const rowsThatFit = Math.max(1, Math.floor(height / 2 / legendRow));
  const rows = Math.min(rowsThatFit, Math.ceil(lines.length / columns));
  const shown = rows * columns < lines.length ? rows * columns - 1 : lines.length;
  const top = frame.bottom - rows * legendRow;
  const place = (i: number) => ({
    x: frame.left + (i % columns) * (room / columns),
    y: top + Math.floor(i / columns) * legendRow,
  });
  for (let i = 0; i < shown; i++) {
    const { x, y } = place(i);
    const [left, middle] = [x, y + 8];
    const corners: Point[] = [
      [left, middle - 2],
      [left + 12, middle - 2],
      [left + 12, middle + 2],
      [left, middle + 2],
    ];
    shapes.push({ type: "fill", points: corners, color: colorOf(i), opacity: 1 });
    const name = fitText(lines[i]!.name.slice(0, 300), axisSize, room / columns - 28);
    shapes.push({
      type: "text",
      x: x + 18,
      y: y + 12,
      text: name,
      size: axisSize,
      color: ink,
      anchor: "start",
    });
  }
  if (shown < lines.length) {
    const { x, y } = place(shown);
    const more = `${lines.length - shown} more`;
    shapes.push({
      type: "text",
      x: x + 18,
      y: y + 12,
      text: more,
      size: axisSize,
      color: ink,
      anchor: "start",
    });
  }
  return rows * legendRow + 8;
}

function findBounds(
  lines: readonly RenderedLine[],
  { areaMode, nullAsZero }: ChartOptions,
): [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of lines)
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      least = Math.max(-largest, Math.min(least, value));
      greatest = Math.min(largest, Math.max(greatest, value));
    }
  if (least > greatest) return [0, 1];
  if (nullAsZero || areaMode !== "none") [least, greatest] = [Math.min(0, least), Math.max(0, greatest)];
  if (least === greatest) return least === 0 ? [0, 1] : [Math.min(0, least), Math.max(0, greatest)];
  // A walk far from zero is drawn as such; otherwise zero belongs to the picture.
  return least > 0 && least < greatest * 0.5 ? [0, greatest] : [least, greatest];
}

/** `share` of a over b. */
function mix(a: Color, b: Color, share: number): Color {
  const read = (color: Color, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  const channel = (at: number) => Math.round(read(a, at) * share + read(b, at) * (1 - share));
  return `#${[1, 3, 5].map((at) => channel(at).toString(16).padStart(2, "0")).join("")}`;
}
