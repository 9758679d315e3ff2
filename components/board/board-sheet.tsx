import { Editor } from "@/components/editor/editor";
import { Picker } from "@/components/picker/picker";
import {
  addPanel,
  addTargets,
  changePanel,
  duplicatePanel,
  movePanel,
  removePanel,
} from "@/lib/dashboard/edit";
import { panelLinks } from "@/lib/dashboard/panel-links";
import { panelFor, targetsFor } from "@/lib/dashboard/presets";
import { limits } from "@/lib/dashboard/schema";
import { titleOf } from "@/lib/dashboard/titles";
import type { SeriesName } from "@/lib/metric/series";
import type { BoardProps } from "./board-props";
import { focusPanel, showPanel } from "./keep-focus";
import type { BoardControl } from "./use-board";

/** One sheet at a time. A picker with a panel adds to it, and leads back to its editor. */
export type OpenSheet = { kind: "picker"; panelId: string | null } | { kind: "editor"; panelId: string };

interface BoardSheetProps {
  open: OpenSheet | null;
  control: BoardControl;
  listening: BoardProps["listening"];
  onOpen: (sheet: OpenSheet | null) => void;
  notify: (texts: readonly string[]) => void;
}

export function BoardSheet({ open, control, listening, onOpen, notify }: BoardSheetProps) {
  const { board, edit, endGesture } = control;
  const panel = board.panels.find(({ id }) => id === open?.panelId) ?? null;
  if (open?.kind === "picker")
    return (
      <Picker
        panelTitle={panel ? titleOf(panel) : null}
        isShown={isShown}
        listening={listening}
        onAdd={add}
        onClose={() => onOpen(panel ? { kind: "editor", panelId: panel.id } : null)}
      />
    );
  if (open?.kind !== "editor" || !panel) return null;
  const { id } = panel;
  return (
    <Editor
      key={id}
      panel={panel}
      rangeMs={board.rangeMs}
      links={panelLinks(board, panel)}
      onChange={(change, gesture) => edit((each) => changePanel(each, id, change), gesture)}
      onEndGesture={endGesture}
      onPick={() => onOpen({ kind: "picker", panelId: id })}
      onMove={(places) => {
        edit((each) => movePanel(each, id, places));
        showPanel(id);
      }}
      onDuplicate={() => {
        if (isFull()) return;
        const copied = duplicatePanel(board, id);
        edit(() => copied);
        const copy = copied.panels[copied.panels.findIndex((each) => each.id === id) + 1];
        if (!copy) return;
        onOpen({ kind: "editor", panelId: copy.id });
        showPanel(copy.id);
      }}
      onRemove={() => {
        onOpen(null);
        focusPanel(board.panels.indexOf(panel));
        edit((each) => removePanel(each, id));
      }}
      onClose={() => onOpen(null)}
    />
  );

  function isShown(series: SeriesName): boolean {
    const panels = panel ? [panel] : board.panels;
    return panels.some(({ targets }) =>
      targets.some((each) => each === series || each.startsWith(`${series}:`)),
    );
  }

  function add(series: SeriesName, isNewPanel: boolean): void {
    if (panel && !isNewPanel) {
      if (panel.targets.length + targetsFor(series).length > limits.targets)
        return notify([`A panel holds at most ${limits.targets} targets.`]);
      edit((each) => addTargets(each, panel.id, targetsFor(series)));
      return showPanel(panel.id);
    }
    if (isFull()) return;
    const added = addPanel(board, panelFor(series, ""));
    edit(() => added);
    showPanel(added.panels[added.panels.length - 1]!.id);
  }

  function isFull(): boolean {
    if (board.panels.length < limits.panels) return false;
    notify([`A board holds at most ${limits.panels} panels.`]);
    return true;
  }
}
