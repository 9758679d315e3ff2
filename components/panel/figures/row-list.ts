/** Rows of one height under keys: only those out of place are moved, and glide from where they were. */
export interface RowList<Row extends { element: HTMLElement }> {
  /** The rows of these keys, in this order; new ones are made, others removed. */
  arrange(keys: readonly string[]): Row[];
}

export function createRowList<Row extends { element: HTMLElement }>(
  list: HTMLElement,
  pitchPx: number,
  make: (key: string) => Row,
): RowList<Row> {
  let rows = new Map<string, Row>();
  let order: readonly string[] = [];
  return { arrange };

  function arrange(keys: readonly string[]): Row[] {
    if (keys.length === order.length && keys.every((key, i) => key === order[i])) return [...rows.values()];
    const places = new Map(order.map((key, i) => [key, i]));
    const next = new Map(keys.map((key) => [key, rows.get(key) ?? make(key)]));
    for (const [key, { element }] of rows) if (!next.has(key)) element.remove();
    let at = list.firstElementChild;
    for (const { element } of next.values())
      if (element === at) at = at.nextElementSibling;
      else list.insertBefore(element, at);
    const durationMs = Number.parseFloat(getComputedStyle(list).getPropertyValue("--t-panel")) || 0;
    keys.forEach((key, place) => {
      const from = (places.get(key) ?? place) - place;
      if (from !== 0 && durationMs > 0) glide(next.get(key)!.element, from * pitchPx, durationMs);
    });
    [rows, order] = [next, keys];
    return [...rows.values()];
  }
}

function glide(element: HTMLElement, fromPx: number, durationMs: number): void {
  const frames = [{ transform: `translateY(${fromPx}px)` }, { transform: "none" }];
  element.animate(frames, { duration: durationMs, easing: "cubic-bezier(0.2, 0, 0, 1)" });
}
