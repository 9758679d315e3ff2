import { printDuration } from "@/lib/metric/duration";
import type { Dashboard, Panel } from "./dashboard";
import { drawnTargets } from "./drawn-targets";
import { panelId } from "./schema";
import { printBoardUrl } from "./url";

/** Where a panel can be had outside its board; paths with their queries. */
export interface PanelLinks {
  /** As a board of its own. */
  board: string;
  /** Alone, to be shown in a frame. */
  frame: string;
  /** What it shows, as CSV. */
  csv: string;
}

export function panelLinks(board: Dashboard, panel: Panel): PanelLinks {
  const alone = { ...board, title: "", panels: [{ ...panel, id: panelId(0) }] };
  const query = printBoardUrl({ board: alone, automatic: false, hostHidden: false });
  const params = new URLSearchParams(drawnTargets(panel).map((target) => ["target", target]));
  params.set("range", printDuration(board.rangeMs));
  if (panel.stepMs !== null) params.set("step", printDuration(panel.stepMs));
  params.set("format", "csv");
  return { board: `/${query}`, frame: `/embed/${panelId(0)}${query}`, csv: `/api/query?${params}` };
}
