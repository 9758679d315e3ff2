import type { Picture } from "./picture";
import { traceStack } from "./stack";
import type { Surface } from "./surface";
import { traceLine } from "./trace";
import { traceCurve } from "./trace-curve";
import { makeVertices } from "./vertices";

const corners = makeVertices();
const dots = [1, 3];

/** The lines of an earlier time, dotted; in a stack its edges. */
export function paintShadows(surface: Surface, { shadows, shadowStack, view }: Picture): void {
  shadows.forEach((shadow, i) => {
    const { look, plot, window } = shadow;
    if (shadowStack) traceStack(corners, shadowStack, i, plot.width);
    else traceCurve(corners, shadow, view, plot);
    const isHeld = view.kind === "step" || view.kind === "column";
    const stroke = { color: look.color, widthPx: Math.max(1.5, look.widthPx), dash: dots };
    surface.stroke(stroke, (pen) =>
      traceLine(pen, corners, plot, isHeld && !shadowStack ? { holdMs: window.stepMs } : null),
    );
  });
}
