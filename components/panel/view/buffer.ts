import { listPanels } from "../cursor/cursor";
import { readView } from "./view";
import type { Span } from "./zoom";

/** All that the page holds, at least the board's range up to now; null before there is any. */
export function findBuffer(endMs: number | null): Span | null {
  if (endMs === null) return null;
  const starts = listPanels().flatMap((panel) => {
    const picture = panel.picture();
    const firsts = panel
      .windows()
      .filter(({ count }) => count > 0)
      .map(({ firstMs }) => firstMs);
    return picture ? [endMs - picture.view.rangeMs, ...firsts] : [];
  });
  return starts.length === 0 ? null : { fromMs: Math.min(...starts), untilMs: endMs };
}

/** What all panels show now. `rangeMs`: the board's. */
export function findShown(rangeMs: number, endMs: number): Span {
  const view = readView();
  const untilMs = view?.untilMs ?? endMs;
  return { fromMs: view?.fromMs ?? untilMs - rangeMs, untilMs };
}
