import { useState } from "react";
import { mergeArrivals } from "@/lib/dashboard/automatic";
import { movePanel, removePanel } from "@/lib/dashboard/edit";
import type { BoardProps } from "./board";
import styles from "./board.module.css";
import { Grid } from "./grid";
import { useBoard } from "./use-board";

export function BoardPage({ initial, arrivals }: BoardProps) {
  const [known] = useState(() => mergeArrivals([], arrivals));
  const { board, edit, endGesture } = useBoard(initial.state, known, () => {});
  return (
    <div className={styles.page}>
      <main className={styles.main}>
        <Grid
          label="Panels"
          panels={board.panels}
          rangeMs={board.rangeMs}
          marked={null}
          startsBoard
          endsBoard
          actions={{
            open: () => {},
            remove: (id) => edit((each) => removePanel(each, id)),
            move: (id, places) => edit((each) => movePanel(each, id, places), `move ${id}`),
            endMove: endGesture,
          }}
        />
      </main>
    </div>
  );
}
