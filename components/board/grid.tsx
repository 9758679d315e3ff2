import { Fragment, type ReactNode } from "react";
import type { Panel } from "@/lib/dashboard/dashboard";
import styles from "./board.module.css";
import { type PanelActions, PanelCell } from "./panel-cell";

interface GridProps {
  panels: readonly Panel[];
  rangeMs: number;
  /** The panel that a sheet is open for, and what its head says then. */
  marked: { id: string; word: string } | null;
  actions: PanelActions;
  /** A line across the grid before the panel at this place. */
  divider: { at: number; content: ReactNode } | null;
}

/** Twelve columns, rows of 40 px with the gap in them; one column on a phone. */
export function Grid({ panels, rangeMs, marked, actions, divider }: GridProps) {
  return (
    <ul className={styles.grid} aria-label="Panels">
      {panels.map((panel, index) => (
        <Fragment key={panel.id}>
          {divider?.at === index && <li className={styles.divider}>{divider.content}</li>}
          <PanelCell
            panel={panel}
            rangeMs={rangeMs}
            marker={marked?.id === panel.id ? marked.word : undefined}
            isFirst={index === 0}
            isLast={index === panels.length - 1}
            actions={actions}
          />
        </Fragment>
      ))}
      {divider?.at === panels.length && <li className={styles.divider}>{divider.content}</li>}
    </ul>
  );
}
