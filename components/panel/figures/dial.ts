import type { ChartSeries, ChartView } from "../chart-view";
import { formatTicks, formatValue, printFormatted } from "../format";
import { levelMarks, thresholdAt } from "../levels";
import { drawPart, makePart } from "../svg";
import { type Arc, arcPoint, writeArc } from "./arc";
import { arcWidthPx, endLabelPx, placeDial, type Size, thresholdOffsetPx } from "./dial-place";
import { addElement, addName, setStyle, setText } from "./elements";
import { type GaugeScale, shareOf } from "./gauge-scale";

/** One gauge: an arc, what its ends stand for, and the value. */
export interface Dial {
  element: HTMLElement;
  /** `size` is the room for it, in px. */
  draw(value: number | null, scale: GaugeScale, view: ChartView, size: Size): void;
}

const largestPx = 28;
const nameRowPx = 20;

export function createDial(parent: HTMLElement, { name, label, look }: ChartSeries, isNamed: boolean): Dial {
  const element = addElement(parent, "figure", "dial");
  element.title = name;
  const svg = makePart(element, "svg", { "aria-hidden": "true" });
  const track = makePart(svg.element, "path", { class: "dial-track" });
  const bands = ["ok", "warn", "crit"].map((level) => ({
    level,
    part: makePart(svg.element, "path", { class: "dial-band", stroke: `var(--${level})` }),
  }));
  const filled = makePart(svg.element, "path", { class: "dial-value" });
  const needle = makePart(svg.element, "path", { class: "dial-needle" });
  const ends = ["start", "end"].map((anchor) => makePart(svg.element, "text", { "text-anchor": anchor }));
  const readout = addElement(element, "div", "dial-readout");
  const figure = addElement(readout, "span", "figure-value");
  const [number, unit] = [addElement(figure, "b"), addElement(figure, "small")];
  const status = addElement(readout, "small", "dial-level");
  if (isNamed) addName(addElement(element, "figcaption"), label);
  return { element, draw };

  function draw(value: number | null, scale: GaugeScale, view: ChartView, size: Size): void {
    const room = { ...size, height: size.height - (isNamed ? nameRowPx : 0) };
    const { shape, arc } = placeDial(room);
    element.dataset.shape = shape;
    const level = thresholdAt(view.thresholds, value)?.level ?? null;
    const isBad = level === "warn" || level === "crit";
    drawPart(svg, { width: room.width, height: room.height });
    drawPart(track, { d: writeArc(arc, 0, 1) });
    const share = value === null ? 0 : shareOf(scale, value);
    drawPart(filled, {
      d: value === null ? "" : writeArc(arc, 0, share),
      stroke: isBad ? `var(--${level})` : look.color,
    });
    drawNeedle(arc, value === null ? null : share);
    drawBands(arc, scale, view);
    drawEnds(arc, shape === "small" ? null : scale, view);
    drawReadout(value, view, shape === "beside" ? null : arc, room);
    setText(status, level === null || !isBad ? "" : `${levelMarks[level]} ${level}`);
    setStyle(status, "color", isBad ? `var(--${level})` : "");
  }

  function drawNeedle(arc: Arc, share: number | null): void {
    if (share === null) return drawPart(needle, { d: "" });
    const [inner, outer] = [arcPoint(arc, share, -arcWidthPx), arcPoint(arc, share, arcWidthPx / 2 + 1)];
    drawPart(needle, { d: `M${fix(inner.x)} ${fix(inner.y)}L${fix(outer.x)} ${fix(outer.y)}` });
  }

  function drawBands(arc: Arc, scale: GaugeScale, { thresholds }: ChartView): void {
    for (const { level, part } of bands) {
      const pieces = thresholds.map((threshold, i) => {
        if (threshold.level !== level) return "";
        const end = thresholds[i + 1]?.value ?? Number.POSITIVE_INFINITY;
        return writeArc(arc, shareOf(scale, threshold.value), shareOf(scale, end), thresholdOffsetPx);
      });
      drawPart(part, { d: pieces.join("") });
    }
  }

  function drawEnds(arc: Arc, scale: GaugeScale | null, { unit: of }: ChartView): void {
    const texts = scale ? formatTicks([scale.min, scale.max], of) : ["", ""];
    ends.forEach((part, i) => {
      const at = arcPoint(arc, i, arcWidthPx / 2);
      drawPart(part, { x: at.x, y: at.y + endLabelPx, text: texts[i]! });
    });
  }

  /** Within an arc the value takes what width there is, beside it its full size. */
  function drawReadout(value: number | null, view: ChartView, arc: Arc | null, room: Size): void {
    const formatted = value === null ? { number: "–", unit: "" } : formatValue(value, view.unit);
    setText(number, formatted.number);
    setText(unit, formatted.unit);
    const widest = arc
      ? (1.6 * arc.radius) / (0.55 * Math.max(4, printFormatted(formatted).length))
      : largestPx;
    const px = Math.max(12, Math.min(largestPx, widest));
    const isHalf = arc?.sweepDegrees === 180;
    const middle = arc ? arc.y - (isHalf ? px / 2 : 0) : px / 2;
    setStyle(readout, "font-size", `${fix(px)}px`);
    setStyle(readout, "width", `${room.width}px`);
    setStyle(readout, "transform", `translateY(${fix(Math.max(0, middle - px / 2))}px)`);
  }
}

function fix(px: number): number {
  return Math.round(px * 10) / 10;
}
