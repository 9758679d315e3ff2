import type { Picture } from "./picture";
import { makeYOf, xOf } from "./plot";
import type { Surface } from "./surface";
import { makeVertices } from "./vertices";

/** Of a step's width: around its columns, and around each of them. */
const groupPadding = 0.08;
const barPadding = 0.06;
const corners = makeVertices();

/** Bars from zero, those of one step side by side. */
export function paintColumns(surface: Surface, { lines }: Picture): void {
  lines.forEach(({ look, curve, window, plot }, place) => {
    const yOfValue = makeYOf(plot);
    const base = yOfValue(Math.min(plot.max, Math.max(plot.min, 0)));
    curve.trace(corners, plot.minMs - window.stepMs / 2);
    const stepPx = Math.max(1, xOf(plot, plot.minMs + window.stepMs) - plot.left);
    const slotPx = (stepPx * (1 - 2 * groupPadding)) / lines.length;
    const offset = stepPx * (groupPadding - 0.5) + place * slotPx + slotPx * barPadding;
    const width = Math.max(0.5, slotPx * (1 - 2 * barPadding));
    surface.fill({ color: look.color, opacity: 1 }, (pen) => {
      for (let i = 0; i < corners.count; i++) {
        const value = corners.values[i]!;
        if (Number.isNaN(value)) continue;
        const left = xOf(plot, corners.ms[i]!) + offset;
        const top = yOfValue(value);
        pen.moveTo(left, base);
        pen.lineTo(left, top);
        pen.lineTo(left + width, top);
        pen.lineTo(left + width, base);
      }
    });
  });
}
