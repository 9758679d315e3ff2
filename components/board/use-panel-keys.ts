import { readCursor } from "@/components/panel/cursor/cursor";
import { soloSeries } from "@/components/panel/solo-keys";
import type { Panel } from "@/lib/dashboard/dashboard";
import { changePanel } from "@/lib/dashboard/edit";
import { nextComparison, toggleScale, toggleStack } from "@/lib/dashboard/quick-changes";
import { findPointedPanel } from "./pointed-panel";
import type { BoardControl } from "./use-board";

/**
 * Keys for the panel that is pointed at or focused, else for the one being edited; without any, C means all
 * panels. `onMark` gets the moment pointed at, or null for now.
 */
export function usePanelKeys(
  { board, edit }: BoardControl,
  editedId: string | null,
  onMark: (atMs: number | null) => void,
): Record<string, () => void> {
  function change(make: (panel: Panel) => Partial<Panel>): void {
    const id = findPointedPanel() ?? editedId;
    const panel = board.panels.find((each) => each.id === id);
    if (panel) edit((each) => changePanel(each, panel.id, make(panel)));
  }
  function compare(): void {
    if (findPointedPanel() ?? editedId) return change(nextComparison);
    const [first] = board.panels;
    if (!first) return;
    const next = nextComparison(first);
    edit((each) => each.panels.reduce((changed, { id }) => changePanel(changed, id, next), each));
  }
  function solo(place: number): void {
    const id = findPointedPanel() ?? editedId;
    if (id !== null) soloSeries(id, place);
  }
  return {
    l: () => change(toggleScale),
    s: () => change(toggleStack),
    c: compare,
    e: () => onMark(readCursor()?.ms ?? null),
    ...Object.fromEntries(Array.from({ length: 9 }, (_, place) => [`${place + 1}`, () => solo(place)])),
  };
}
