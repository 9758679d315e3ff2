import type { Chart } from "highcharts";
import type { Picture } from "./drawing/picture";
import { yOf } from "./drawing/plot";
import { spreadLabels } from "./edge";
import { formatTicks, formatValue, type KnownUnit, printFormatted } from "./format";
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
  const widthOf = rememberLast(measureWidths);
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
    const words = seen.map(
      ({ value, level }) => `${levelMarks[level]} ${level} ${printFormatted(formatValue(value, view.unit))}`,
    );
    const widths = seen.length === 0 ? [] : widthOf([widestTick(plot.max, view.unit), ...words]);
    const x = plot.left + widths[0]! + gapToTicks;
    seen.forEach(({ level }, i) => {
      const { box, text } = (parts[i] ??= makeParts(group.element));
      const y = places[i]!;
      const width = widths[i + 1]! + 2 * padding;
      drawPart(box, { x, y: y - height / 2, width, stroke: levelColors[level] });
      drawPart(text, { x: x + padding, y: y + 4, text: words[i]!, fill: levelColors[level] });
    });
  }
}

function makeParts(parent: Element): { box: Part; text: Part } {
  const box = makePart(parent, "rect", { class: "threshold-box", height: String(height), rx: "3" });
  return { box, text: makePart(parent, "text", { class: "threshold-text" }) };
}

/** The labels of the axis stand at the same side. */
function widestTick(max: number, unit: KnownUnit): string {
  return formatTicks([max], unit)[0]!.replace(/[\d.]+/, "888");
}

function measureWidths(texts: readonly string[]): number[] {
  return texts.map((text) => measureText(text, "11px", 600));
}

/** Measuring asks the page for its style: texts that stay are measured once. */
function rememberLast<Result>(
  measure: (texts: readonly string[]) => Result,
): (texts: readonly string[]) => Result {
  let last: { key: string; result: Result } | null = null;
  return (texts) => {
    const key = texts.join("\n");
    if (last?.key !== key) last = { key, result: measure(texts) };
    return last.result;
  };
}
