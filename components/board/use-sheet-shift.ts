import { type RefObject, useEffect } from "react";

const sheetWidth = 480;
const gap = 16;

/** While a sheet is open for a panel that lies under it, slides the board sideways until the panel shows. */
export function useSheetShift(board: RefObject<HTMLElement | null>, panelId: string | null): void {
  useEffect(() => {
    const element = board.current;
    const panel = panelId === null ? null : element?.querySelector(`[data-panel="${CSS.escape(panelId)}"]`);
    if (!element || !panel || window.innerWidth <= 2 * sheetWidth) return;
    const { left, right } = panel.getBoundingClientRect();
    const hidden = right - (window.innerWidth - sheetWidth - gap);
    const shift = Math.min(hidden, left - gap);
    if (shift <= 0) return;
    element.style.transform = `translateX(${-Math.round(shift)}px)`;
    return () => {
      element.style.transform = "";
    };
  }, [board, panelId]);
}
