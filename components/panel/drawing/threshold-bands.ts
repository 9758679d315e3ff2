import type { Level, Threshold } from "@/lib/dashboard/dashboard";
import { levelColors } from "../levels";
import type { Picture } from "./picture";
import { type Plot, yOf } from "./plot";
import type { Surface } from "./surface";

const tints: Record<Level, number> = { ok: 0.04, warn: 0.06, crit: 0.08 };
const lineDash = [4, 4];
const lineOpacity = 70;

/** Tints the heights of each level, and draws where it begins. */
export function paintThresholds(surface: Surface, { view, plot }: Picture): void {
  if (view.kind === "stat") return;
  const { left, width } = plot;
  view.thresholds.forEach((threshold, place) => {
    const { level, value } = threshold;
    const [bottom, top] = [yWithin(plot, threshold), yWithin(plot, view.thresholds[place + 1])];
    if (bottom > top)
      surface.fill({ color: levelColors[level], opacity: tints[level] }, (pen) => {
        pen.moveTo(left, bottom);
        pen.lineTo(left, top);
        pen.lineTo(left + width, top);
        pen.lineTo(left + width, bottom);
      });
    if (value <= plot.min || value >= plot.max) return;
    const color = `color-mix(in srgb, ${levelColors[level]} ${lineOpacity}%, transparent)`;
    surface.stroke({ color, widthPx: 1, dash: lineDash }, (pen) => {
      const y = Math.round(bottom) + 0.5;
      pen.moveTo(left, y);
      pen.lineTo(left + width, y);
    });
  });
}

/** Px; the top of the plot where there is no next threshold. */
function yWithin(plot: Plot, threshold: Threshold | undefined): number {
  if (!threshold || threshold.value >= plot.max) return plot.top;
  return threshold.value <= plot.min ? plot.top + plot.height : yOf(plot, threshold.value);
}
