import type { ChartSeries } from "./chart-view";
import type { SeriesSummary } from "./series-summary";

export const legendColumns = ["last", "min", "max", "avg", "sum"] as const;

export interface LegendActions {
  solo(id: string): void;
  hide(id: string): void;
  /** The pointer or the focus is on this line; null: on none. */
  look(id: string | null): void;
}

export interface LegendRow {
  element: HTMLTableRowElement;
  button: HTMLButtonElement;
  label: string;
  summary: SeriesSummary;
  /** Takes over what the same line is called and looks like now. */
  rename(series: ChartSeries): void;
}

const nothing: SeriesSummary = { last: null, min: null, max: null, avg: null, sum: null };

/** Its name is a button: click is solo, with Alt it hides; keys do the same. */
export function buildRow(series: ChartSeries, on: LegendActions): LegendRow {
  const { id } = series;
  const element = document.createElement("tr");
  const name = document.createElement("th");
  name.scope = "row";
  const button = document.createElement("button");
  button.type = "button";
  const [swatch, text] = [document.createElement("i"), document.createElement("span")];
  button.append(swatch, text);
  name.append(button);
  element.append(name);
  for (const column of legendColumns) element.insertCell().dataset.column = column;
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.altKey) return;
    event.preventDefault();
    on.hide(id);
  });
  element.addEventListener("click", (event) => (event.altKey ? on.hide(id) : on.solo(id)));
  element.addEventListener("pointerenter", () => on.look(id));
  element.addEventListener("pointerleave", () => on.look(null));
  button.addEventListener("focus", () => button.matches(":focus-visible") && on.look(id));
  button.addEventListener("blur", () => on.look(null));
  const row: LegendRow = { element, button, label: "", summary: nothing, rename };
  return row;

  function rename({ label, name: whole, look }: ChartSeries): void {
    row.label = label;
    text.textContent = label;
    button.title = `${whole}\nClick: alone. Alt click: hide.`;
    swatch.style.background = look.dash
      ? `repeating-linear-gradient(to right, ${look.color} 0 4px, transparent 4px 6px)`
      : look.color;
    (element.cells[1] as HTMLElement).style.color = look.textColor;
  }
}

export function showRow(
  { element, button }: LegendRow,
  texts: readonly string[],
  { isDrawn, isSolo }: { isDrawn: boolean; isSolo: boolean },
): void {
  texts.forEach((text, i) => {
    const cell = element.cells[i + 1]!;
    if (cell.textContent !== text) cell.textContent = text;
  });
  element.dataset.drawn = String(isDrawn);
  button.ariaPressed = String(isSolo);
}
