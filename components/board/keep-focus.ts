/** Moving an element in the page takes its focus away: gives it back once the change is drawn. */
export function keepFocus(): void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement)) return;
  requestAnimationFrame(() => {
    if (!focused.isConnected) return;
    focused.focus({ preventScroll: true });
    focused.scrollIntoView({ block: "nearest" });
  });
}

/** After a panel went: the one that took its place, or the last. */
export function focusPanel(place: number): void {
  requestAnimationFrame(() => {
    const cells = document.querySelectorAll<HTMLElement>("[data-panel]");
    cells[Math.min(place, cells.length - 1)]?.focus({ preventScroll: true });
  });
}

/** Brings a panel into sight, once it is drawn. */
export function showPanel(id: string): void {
  requestAnimationFrame(() => {
    document.querySelector(`[data-panel="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" });
  });
}
