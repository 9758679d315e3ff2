import type { Panel } from "@/lib/dashboard/dashboard";
import styles from "./board.module.css";
import { type PanelActions, PanelCell } from "./panel-cell";

interface GridProps {
  label: string;
  panels: readonly Panel[];
  rangeMs: number;
  /** The panel that a sheet is open for, and what its head says then. */
  marked: { id: string; word: string } | null;
  actions: PanelActions;
  /** Whether these are the board's first and last panels. */
  startsBoard: boolean;
  endsBoard: boolean;
}

/** Twelve columns, rows of 40 px with the gap in them; one column on a phone. */
export function Grid({ label, panels, rangeMs, marked, actions, startsBoard, endsBoard }: GridProps) {
  return (
    <ul className={styles.grid} aria-label={label}>
      {panels.map((panel, index) => (
        <PanelCell
          key={panel.id}
          panel={panel}
          rangeMs={rangeMs}
          marker={marked?.id === panel.id ? marked.word : undefined}
          isFirst={startsBoard && index === 0}
          isLast={endsBoard && index === panels.length - 1}
          actions={actions}
        />
      ))}
    </ul>
  );
}
