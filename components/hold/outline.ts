import { listPanels } from "@/components/panel/cursor/cursor";
import { extent, measureExtent } from "@/components/panel/drawing/bucket";
import type { Span } from "@/components/panel/view/zoom";

/** The first line of the page over the whole buffer, small: a path of its highest values, a column a unit. */
export function traceOutline({ fromMs, untilMs }: Span, size: { width: number; height: number }): string {
  const window = listPanels()[0]?.windows()[0];
  if (!window || window.count === 0) return "";
  const column = window.column();
  measureExtent(column, 0, column.length, false);
  const { low, high } = extent;
  if (Number.isNaN(low)) return "";
  const pxPerMs = size.width / (untilMs - fromMs);
  const perColumn = Math.max(1, Math.ceil(1 / (pxPerMs * window.stepMs)));
  let path = "";
  let pen = "M";
  for (let from = 0; from < column.length; from += perColumn) {
    measureExtent(column, from, Math.min(column.length, from + perColumn), false);
    if (Number.isNaN(extent.high)) {
      pen = "M";
      continue;
    }
    const x = (window.firstMs + extent.highAt * window.stepMs - fromMs) * pxPerMs;
    const share = high === low ? 0.5 : (extent.high - low) / (high - low);
    path += `${pen}${x.toFixed(1)} ${(2 + (1 - share) * (size.height - 4)).toFixed(1)}`;
    pen = "L";
  }
  return path;
}
