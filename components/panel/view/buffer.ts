import { listPictures } from "../cursor/cursor";
import { readView } from "./view";
import type { Span } from "./zoom";

/** All that the page holds, at least the board's range up to now; null before there is any. */
export function findBuffer(endMs: number | null): Span | null {
  const pictures = listPictures();
  if (endMs === null || pictures.length === 0) return null;
  const starts = pictures.flatMap(({ lines, view }) => [
    endMs - view.rangeMs,
    ...lines.filter(({ window }) => window.count > 0).map(({ window }) => window.firstMs),
  ]);
  return { fromMs: Math.min(...starts), untilMs: endMs };
}

/** What all panels show now. `rangeMs`: the board's. */
export function findShown(rangeMs: number, endMs: number): Span {
  const view = readView();
  const untilMs = view?.untilMs ?? endMs;
  return { fromMs: view?.fromMs ?? untilMs - rangeMs, untilMs };
}
