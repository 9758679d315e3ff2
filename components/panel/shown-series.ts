/** Which lines of a panel are drawn. Of the view, not of the board. */
export interface Choice {
  /** The only one; null: not one alone. */
  solo: string | null;
  hidden: ReadonlySet<string>;
}

export const everything: Choice = { solo: null, hidden: new Set() };

/** Alone, or again with the others. */
export function toggleSolo(choice: Choice, id: string): Choice {
  return { ...choice, solo: choice.solo === id ? null : id };
}

export function toggleHidden({ hidden }: Choice, id: string): Choice {
  const next = new Set(hidden);
  if (!next.delete(id)) next.add(id);
  return { solo: null, hidden: next };
}

/** At least one: what is chosen may be gone. */
export function pickShown<Series extends { id: string }>(
  series: readonly Series[],
  { solo, hidden }: Choice,
): readonly Series[] {
  const alone = series.filter(({ id }) => id === solo);
  if (alone.length > 0) return alone;
  const shown = series.filter(({ id }) => !hidden.has(id));
  return shown.length === series.length || shown.length === 0 ? series : shown;
}
