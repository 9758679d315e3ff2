import { useEffect, useRef, useState } from "react";
import { EmptyState } from "@/components/empty/empty-state";
import { Header } from "@/components/header/header";
import { HoldBar } from "@/components/hold/hold-bar";
import { useViewControl } from "@/components/hold/use-view-control";
import { countOwn, maxArrivals } from "@/lib/dashboard/automatic";
import { changeBoard, changePanel, movePanel, removePanel } from "@/lib/dashboard/edit";
import { printBoardUrl } from "@/lib/dashboard/url";
import type { BoardProps } from "./board-props";
import styles from "./board.module.css";
import { BoardSheet, type OpenSheet } from "./board-sheet";
import { Grid } from "./grid";
import { focusPanel, keepFocus } from "./keep-focus";
import { KeyHelp } from "./key-help";
import { MarkEvent } from "./mark-event";
import { Notices } from "./notices";
import type { PanelActions } from "./panel-cell";
import { useArrivals } from "./use-arrivals";
import { useBoard } from "./use-board";
import { useKeys } from "./use-keys";
import { usePanelKeys } from "./use-panel-keys";
import { useNotices } from "./use-notices";
import { useSheetShift } from "./use-sheet-shift";
import { useTheme } from "./use-theme";

export function BoardPage({ initial, arrivals: first, listening }: BoardProps) {
  const arrivals = useArrivals(first);
  const { notices, notify, dismiss } = useNotices(initial.notices);
  const control = useBoard(initial.state, arrivals, notify);
  const { board, state } = control;
  const [sheet, setSheet] = useState<OpenSheet | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  /** The event being written. */
  const [mark, setMark] = useState<{ atMs: number | null } | null>(null);
  const otherTheme = useTheme(board.theme);

  const main = useRef<HTMLElement>(null);
  useSheetShift(main, sheet?.panelId ?? null);

  useEffect(() => {
    document.title = board.title === "" ? "Statboard" : `${board.title} · Statboard`;
  }, [board.title]);

  const view = useViewControl(board.rangeMs);
  const toggleTheme = () => control.view({ theme: otherTheme() });
  const openPicker = () =>
    setSheet((open) => ({
      kind: "picker",
      panelId: open?.kind === "editor" ? open.panelId : null,
    }));
  const panelKeys = usePanelKeys(control, sheet?.panelId ?? null, (atMs) => setMark({ atMs }));
  useKeys({
    ...view.keys,
    ...panelKeys,
    "/": openPicker,
    t: toggleTheme,
    "?": () => setHelpOpen(true),
    Escape: () => (sheet ? setSheet(null) : !isHelpOpen && view.escape()),
  });

  const actions: PanelActions = {
    open: (panelId) => setSheet({ kind: "editor", panelId }),
    move(id, places) {
      keepFocus();
      control.edit((each) => movePanel(each, id, places), `move ${id}`);
    },
    endMove: control.endGesture,
    keepSlots: (id, slots) => control.amend((each) => changePanel(each, id, { slots })),
    remove(id) {
      focusPanel(board.panels.findIndex((panel) => panel.id === id));
      control.edit((each) => removePanel(each, id));
    },
  };
  const isListening = state.automatic && arrivals.length === 0;
  const hiddenArrivals = state.automatic ? arrivals.length - maxArrivals : 0;

  return (
    <div className={styles.page}>
      <Header
        title={board.title}
        rangeMs={board.rangeMs}
        onTitle={(title) => control.edit((each) => changeBoard(each, { title }), "title")}
        onTitleEnd={control.endGesture}
        onRange={(rangeMs) => {
          view.goLive();
          if (rangeMs !== board.rangeMs) control.view({ rangeMs });
        }}
        onPause={view.pause}
        onTheme={toggleTheme}
        onAdd={openPicker}
        onHelp={() => setHelpOpen(true)}
        getShareQuery={() => printBoardUrl({ board, automatic: false, hostHidden: false })}
      />
      <main ref={main} className={styles.main}>
        {isListening && (
          <div className={styles.above}>
            <EmptyState listening={listening} />
          </div>
        )}
        {hiddenArrivals > 0 && (
          <p className={styles.more}>
            The first {maxArrivals} of your metrics are shown, and {hiddenArrivals} more: press{" "}
            <kbd className="kbd">/</kbd>
          </p>
        )}
        <Grid
          panels={board.panels}
          rangeMs={board.rangeMs}
          marked={sheet?.panelId ? { id: sheet.panelId, word: markOf(sheet) } : null}
          actions={actions}
          divider={
            state.automatic
              ? {
                  at: countOwn(state, arrivals),
                  content: <HostHeading isHidden={state.hostHidden} onHide={control.hideHost} />,
                }
              : null
          }
        />
        {board.panels.length === 0 && !state.automatic && (
          <div className={styles.nothing}>
            <p>This board has no panels.</p>
            <button type="button" className="button filled" onClick={openPicker}>
              Add metrics
            </button>
          </div>
        )}
      </main>
      <footer className={styles.hint}>
        <span>
          <kbd className="kbd">/</kbd> add metrics
        </span>
        <span>
          <kbd className="kbd">Space</kbd> pause
        </span>
        <span>
          <kbd className="kbd">?</kbd> keys
        </span>
        <span className={styles.aside}>
          {board.panels.length === 1 ? "1 panel" : `${board.panels.length} panels`}
        </span>
      </footer>
      <HoldBar rangeMs={board.rangeMs} onLive={view.goLive} />
      <BoardSheet open={sheet} control={control} listening={listening} onOpen={setSheet} notify={notify} />
      {mark && <MarkEvent atMs={mark.atMs} onClose={() => setMark(null)} />}
      {isHelpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
      <Notices notices={notices} onDismiss={dismiss} />
    </div>
  );
}

function HostHeading({ isHidden, onHide }: { isHidden: boolean; onHide: (hidden: boolean) => void }) {
  return (
    <div className={styles.section}>
      <h2>This computer</h2>
      <p>measured by Statboard itself every second{isHidden ? "" : ", hide with one click"}</p>
      <button type="button" className="button plain" onClick={() => onHide(!isHidden)}>
        {isHidden ? "Show host panels" : "Hide host panels"}
      </button>
    </div>
  );
}

function markOf(sheet: OpenSheet): string {
  return sheet.kind === "picker" ? "adding here" : "editing";
}
