import type { Dashboard, Panel } from "./dashboard";
import { clampDashboard, clampPanel, limits, panelId } from "./schema";

// Pure operations on boards. Each returns a legal board, the same one when there is nothing to do.

/** Puts a panel behind another one, or at the end; gives it an id that is free. */
export function addPanel(board: Dashboard, panel: Panel, afterId: string | null = null): Dashboard {
  if (board.panels.length >= limits.panels) return board;
  const after = board.panels.findIndex(({ id }) => id === afterId);
  const at = after === -1 ? board.panels.length : after + 1;
  return withPanels(board, board.panels.toSpliced(at, 0, clampPanel({ ...panel, id: freeId(board) })));
}

export function removePanel(board: Dashboard, id: string): Dashboard {
  const panels = board.panels.filter((panel) => panel.id !== id);
  return panels.length === board.panels.length ? board : withPanels(board, panels);
}

export function duplicatePanel(board: Dashboard, id: string): Dashboard {
  const panel = board.panels.find((each) => each.id === id);
  return panel ? addPanel(board, panel, id) : board;
}

/** By places: −1 is one earlier. Stops at both ends. */
export function movePanel(board: Dashboard, id: string, places: number): Dashboard {
  const from = board.panels.findIndex((panel) => panel.id === id);
  const to = Math.min(board.panels.length - 1, Math.max(0, from + places));
  const panel = board.panels[from];
  if (!panel || to === from) return board;
  return withPanels(board, board.panels.toSpliced(from, 1).toSpliced(to, 0, panel));
}

export function changePanel(board: Dashboard, id: string, change: Partial<Omit<Panel, "id">>): Dashboard {
  const panels = board.panels.map((panel) => (panel.id === id ? clampPanel({ ...panel, ...change }) : panel));
  return withPanels(board, panels);
}

/** Adds targets that the panel has not yet. */
export function addTargets(board: Dashboard, id: string, targets: readonly string[]): Dashboard {
  const panel = board.panels.find((each) => each.id === id);
  if (!panel) return board;
  const added = targets.filter((target) => !panel.targets.includes(target));
  return added.length === 0 ? board : changePanel(board, id, { targets: [...panel.targets, ...added] });
}

/** What a panel is without one of its targets: those behind it move, on the axis at the right too. */
export function withoutTarget(
  { targets, rightTargets }: Panel,
  place: number,
): Pick<Panel, "targets" | "rightTargets"> {
  return {
    targets: targets.toSpliced(place, 1),
    rightTargets: rightTargets
      .filter((each) => each !== place)
      .map((each) => (each > place ? each - 1 : each)),
  };
}

export function changeBoard(
  board: Dashboard,
  change: Partial<Pick<Dashboard, "title" | "rangeMs" | "theme">>,
): Dashboard {
  return clampDashboard({ ...board, ...change });
}

/**
 * A board read from a link has ids by place. Gives each panel that was on the page before its id back, so
 * that Back moves panels and does not build them anew.
 */
export function keepIds(before: Dashboard, after: Dashboard): Dashboard {
  const free = new Map(before.panels.map((panel) => [panel.id, panel]));
  const kept = new Map<Panel, string>();
  const isTwin = [
    (a: Panel, b: Panel) => contentOf(a) === contentOf(b),
    (a: Panel, b: Panel) => a.targets.join("\n") === b.targets.join("\n"),
    (a: Panel, b: Panel) => a.title !== "" && a.title === b.title,
  ];
  for (const matches of isTwin)
    for (const panel of after.panels) {
      if (kept.has(panel)) continue;
      const twin = [...free.values()].find((each) => matches(each, panel));
      if (!twin) continue;
      kept.set(panel, twin.id);
      free.delete(twin.id);
    }
  const taken = new Set(before.panels.map(({ id }) => id));
  const panels = after.panels.map((panel) => ({ ...panel, id: kept.get(panel) ?? takeId(taken) }));
  return { ...after, panels };
}

function withPanels(board: Dashboard, panels: Panel[]): Dashboard {
  return { ...board, panels };
}

function contentOf(panel: Panel): string {
  return JSON.stringify({ ...panel, id: "" });
}

function freeId(board: Dashboard): string {
  return takeId(new Set(board.panels.map(({ id }) => id)));
}

function takeId(taken: Set<string>): string {
  let index = taken.size;
  while (taken.has(panelId(index))) index += 1;
  taken.add(panelId(index));
  return panelId(index);
}
