/** Draws the line at a place alone, or all again. */
type Solo = (place: number) => void;

const panels = new Map<string, Solo>();

/** For the keys 1 to 9, which mean a panel of the board. Returns how to end it. */
export function registerSolo(panelId: string, solo: Solo): () => void {
  panels.set(panelId, solo);
  return () => {
    if (panels.get(panelId) === solo) panels.delete(panelId);
  };
}

export function soloSeries(panelId: string, place: number): void {
  panels.get(panelId)?.(place);
}
