import { bucketOf, type SeriesName } from "@/lib/metric/series";
import type { Dashboard } from "./dashboard";
import { defaultBoard, isProgramsOwn, panelFor } from "./presets";
import type { BoardState } from "./url";

/** A bucket that somebody sent. */
export interface Arrival {
  series: SeriesName;
  firstSeenMs: number;
}

/** All alike, so that they fill the grid in the order they came. */
const arrivalSize = { width: 4, height: 5 };

/** So many panels come by themselves; the rest is found with the picker. */
export const maxArrivals = 12;

/** The board that a state shows: its own, or the user's buckets in the order they came, then the host's. */
export function showBoard(state: BoardState, arrivals: readonly Arrival[]): Dashboard {
  if (!state.automatic) return state.board;
  const ours = arrivals
    .slice(0, maxArrivals)
    .map(({ series }) => ({ ...panelFor(series, series), ...arrivalSize }));
  return { ...state.board, panels: [...ours, ...(state.hostHidden ? [] : hostPanels)] };
}

const hostPanels = defaultBoard().panels;

/** How many of the shown board's panels, from the first, are the user's. */
export function countOwn(state: BoardState, arrivals: readonly Arrival[]): number {
  return state.automatic ? Math.min(arrivals.length, maxArrivals) : state.board.panels.length;
}

/** Both lists as one, without the program's own buckets, by first sight and then by name. */
export function mergeArrivals(known: readonly Arrival[], more: readonly Arrival[]): readonly Arrival[] {
  const bySeries = new Map(known.map((each) => [each.series, each]));
  for (const { series, firstSeenMs } of more) {
    if (isProgramsOwn(bucketOf(series)) || bySeries.has(series)) continue;
    bySeries.set(series, { series, firstSeenMs });
  }
  if (bySeries.size === known.length) return known;
  return [...bySeries.values()].sort(
    (a, b) => a.firstSeenMs - b.firstSeenMs || (a.series < b.series ? -1 : a.series > b.series ? 1 : 0),
  );
}
