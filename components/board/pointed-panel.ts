/** The panel that a key means: the one that the keyboard is on, else the one under the pointer; or none. */
export function findPointedPanel(): string | null {
  const focused = document.querySelector(":focus-visible")?.closest<HTMLElement>("[data-panel]");
  const pointed = focused ?? document.querySelector<HTMLElement>("[data-panel]:hover");
  return pointed?.dataset.panel ?? null;
}
