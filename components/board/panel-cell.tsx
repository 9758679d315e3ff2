import { type KeyboardEvent, useMemo } from "react";
import { leaveCursor, stepCursor } from "@/components/panel/cursor/cursor";
import { releaseView } from "@/components/panel/view/view";
import { PanelView } from "@/components/panel/panel-view";
import type { KeptSlot, Panel } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import styles from "./board.module.css";
import { Icon } from "./icons";
import { PanelBoundary } from "./panel-boundary";

export interface PanelActions {
  open(id: string): void;
  remove(id: string): void;
  /** −1 is one place earlier. */
  move(id: string, places: number): void;
  /** The key that moved it is up again. */
  endMove(): void;
  /** Colours are kept in the board, without a step back. */
  keepSlots(id: string, slots: readonly KeptSlot[]): void;
}

interface PanelCellProps {
  panel: Panel;
  rangeMs: number;
  marker: string | undefined;
  isFirst: boolean;
  isLast: boolean;
  actions: PanelActions;
}

/** A panel in its place on the grid, with what can be done to it. */
export function PanelCell({ panel, rangeMs, marker, isFirst, isLast, actions }: PanelCellProps) {
  const name = titleOf(panel);
  const titled = useMemo(() => (panel.title === name ? panel : { ...panel, title: name }), [panel, name]);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.altKey) return;
    const held = [event.ctrlKey || event.metaKey ? "Control" : "", event.shiftKey ? "Shift" : "", event.key];
    const act = panelKeys[held.filter((each) => each !== "").join(" ")];
    if (!act) return;
    event.preventDefault();
    act(actions, panel.id);
  }
  return (
    <li
      className={styles.cell}
      data-panel={panel.id}
      data-chart={panel.chart}
      style={{ "--columns": panel.width, "--rows": panel.height } as React.CSSProperties}
      tabIndex={0}
      aria-label={name}
      aria-keyshortcuts="ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight P Control+Shift+ArrowLeft Control+Shift+ArrowRight Enter Delete"
      onKeyDown={onKeyDown}
      onBlur={() => {
        leaveCursor(panel.id);
        releaseView("step");
      }}
      onKeyUp={(event) => event.key === "Shift" && actions.endMove()}
    >
      <PanelBoundary content={panel}>
        <PanelView
          panel={titled}
          rangeMs={rangeMs}
          marker={marker}
          onTitleClick={() => actions.open(panel.id)}
          onSlots={(slots) => actions.keepSlots(panel.id, slots)}
          actions={
            <>
              <button
                type="button"
                title="Move earlier (Ctrl Shift ←)"
                aria-label={`Move ${name} earlier`}
                disabled={isFirst}
                onClick={() => actions.move(panel.id, -1)}
              >
                <Icon name="earlier" size={14} />
              </button>
              <button
                type="button"
                title="Move later (Ctrl Shift →)"
                aria-label={`Move ${name} later`}
                disabled={isLast}
                onClick={() => actions.move(panel.id, 1)}
              >
                <Icon name="later" size={14} />
              </button>
              <button
                type="button"
                title="Remove (Delete)"
                aria-label={`Remove ${name}`}
                onClick={() => actions.remove(panel.id)}
              >
                <Icon name="close" size={14} />
              </button>
            </>
          }
        />
      </PanelBoundary>
    </li>
  );
}

const panelKeys: Record<string, (actions: PanelActions, id: string) => void> = {
  ArrowLeft: (_, id) => stepCursor(-1, id),
  ArrowRight: (_, id) => stepCursor(1, id),
  "Shift ArrowLeft": (_, id) => stepCursor(-10, id),
  "Shift ArrowRight": (_, id) => stepCursor(10, id),
  "Control Shift ArrowLeft": (actions, id) => actions.move(id, -1),
  "Control Shift ArrowUp": (actions, id) => actions.move(id, -1),
  "Control Shift ArrowRight": (actions, id) => actions.move(id, 1),
  "Control Shift ArrowDown": (actions, id) => actions.move(id, 1),
  Enter: (actions, id) => actions.open(id),
  Delete: (actions, id) => actions.remove(id),
};
