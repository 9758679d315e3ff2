import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type Arrival, showBoard } from "@/lib/dashboard/automatic";
import type { Dashboard } from "@/lib/dashboard/dashboard";
import { changeBoard, keepIds } from "@/lib/dashboard/edit";
import { createLinkWriter } from "@/lib/dashboard/history";
import { type BoardState, parseBoardUrl, printBoardUrl } from "@/lib/dashboard/url";

export interface BoardControl {
  /** What is on the page, whether it is a board of its own or the default one. */
  board: Dashboard;
  state: BoardState;
  /** Changes the board and its link. Changes with the same gesture, until `endGesture`, are one step back. */
  edit(change: (board: Dashboard) => Dashboard, gesture?: string): void;
  /** Range and theme belong to the link, but leave the default board the default one. */
  view(change: Partial<Pick<Dashboard, "rangeMs" | "theme">>): void;
  hideHost(hidden: boolean): void;
  endGesture(): void;
  /** Changes a board of its own and its link, without a step back. The default board stays as it is. */
  amend(change: (board: Dashboard) => Dashboard): void;
}

/** The board, its link and the way back. */
export function useBoard(
  initial: BoardState,
  arrivals: readonly Arrival[],
  onNotices: (notices: string[]) => void,
): BoardControl {
  const [state, setState] = useState(initial);
  const [links] = useState(openLinks);
  const board = showBoard(state, arrivals);
  /** The state to come: several panels may amend it before the next render. */
  const latest = useRef(state);
  useEffect(() => void (latest.current = state), [state]);

  const onBack = useEffectEvent(() => {
    const parsed = parseBoardUrl(links.goBack(window.location.search));
    setState({ ...parsed.state, board: keepIds(board, parsed.state.board) });
    onNotices(parsed.notices);
  });
  useEffect(() => {
    const goBack = () => onBack();
    const settle = () => links.settle();
    window.addEventListener("popstate", goBack);
    window.addEventListener("pagehide", settle);
    return () => {
      window.removeEventListener("popstate", goBack);
      window.removeEventListener("pagehide", settle);
    };
  }, [links]);

  function commit(next: BoardState, gesture: string | null): void {
    latest.current = next;
    setState(next);
    links.write(printBoardUrl(next), gesture);
  }

  return {
    board,
    state,
    edit(change, gesture) {
      const changed = change(board);
      if (changed === board) return;
      commit({ board: changed, automatic: false, hostHidden: false }, gesture ?? null);
    },
    view(change) {
      commit({ ...state, board: changeBoard(state.board, change) }, null);
    },
    hideHost(hidden) {
      commit({ ...state, hostHidden: hidden }, null);
    },
    endGesture: links.endGesture,
    amend(change) {
      if (latest.current.automatic) return;
      const next = { ...latest.current, board: change(latest.current.board) };
      latest.current = next;
      setState(next);
      links.amend(printBoardUrl(next));
    },
  };
}

function openLinks() {
  return createLinkWriter(
    {
      push: (query) => window.history.pushState(null, "", window.location.pathname + query),
      replace: (query) => window.history.replaceState(null, "", window.location.pathname + query),
    },
    {
      now: () => performance.now(),
      setTimer(run, ms) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
  );
}
