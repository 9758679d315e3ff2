import type { Chart } from "highcharts";
import type { Picture } from "./drawing/picture";
import { yOf } from "./drawing/plot";
import { spreadLabels } from "./edge";
import { formatTicks, formatValue, printFormatted } from "./format";
import { levelColors, levelMarks } from "./levels";
import { isCurve } from "./kinds";
import { drawPart, makePart, measureText, type Part } from "./svg";

/** Names the thresholds in sight, at their lines: mark, word and value, in a box that the curves do not cross. */
export interface ThresholdLabels {
  draw(picture: Picture): void;
  destroy(): void;
}

const height = 16;
const padding = 5;
const gapToTicks = 10;

export function createThresholdLabels(chart: Chart): ThresholdLabels {
  const group = chart.renderer.g("thresholds").attr({ zIndex: 7 }).add();
  const parts: { box: Part; text: Part }[] = [];
  return { draw, destroy: () => void group.destroy() };

  function draw({ view, plot }: Picture): void {
    const isShown = isCurve(view.kind) && view.kind !== "stat" && plot.height > height;
    const seen = isShown ? view.thresholds.filter(({ value }) => value > plot.min && value < plot.max) : [];
    while (parts.length > seen.length) {
      const { box, text } = parts.pop()!;
      box.element.remove();
      text.element.remove();
    }
    const bottom = plot.top + plot.height;
    const places = spreadLabels(
      seen.map(({ value }) => yOf(plot, value)),
      height + 1,
      plot.top + height / 2,
      bottom - height / 2,
    );
    const x = plot.left + widestTick(plot.max, view.unit) + gapToTicks;
    seen.forEach(({ value, level }, i) => {
      const { box, text } = (parts[i] ??= makeParts(group.element));
      const words = `${levelMarks[level]} ${level} ${printFormatted(formatValue(value, view.unit))}`;
      const y = places[i]!;
      const width = measureText(words, "11px", 600) + 2 * padding;
      drawPart(box, { x, y: y - height / 2, width, stroke: levelColors[level] });
      drawPart(text, { x: x + padding, y: y + 4, text: words, fill: levelColors[level] });
    });
  }
}

function makeParts(parent: Element): { box: Part; text: Part } {
  const box = makePart(parent, "rect", { class: "threshold-box", height: String(height), rx: "3" });
  return { box, text: makePart(parent, "text", { class: "threshold-text" }) };
}

/** The labels of the axis stand at the same side. */
function widestTick(max: number, unit: Parameters<typeof formatTicks>[1]): number {
  return measureText(formatTicks([max], unit)[0]!.replace(/[\d.]+/, "888"), "11px", 400);
}
