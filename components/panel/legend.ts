import type { ChartSeries } from "./chart-view";
import { formatValue, type KnownUnit, printFormatted } from "./format";

/** The compact legend of a panel with many lines: a swatch, a name and the last value each. */
export interface Legend {
  draw(series: readonly ChartSeries[], values: readonly (number | null)[], unit: KnownUnit): void;
}

const maxEntries = 20;

export function createLegend(element: HTMLElement): Legend {
  let shown: readonly ChartSeries[] = [];
  return {
    draw(series, values, unit) {
      if (series !== shown) {
        shown = series;
        element.replaceChildren(...series.slice(0, maxEntries).map(makeEntry));
        if (series.length > maxEntries) element.append(`${series.length - maxEntries} more`);
      }
      series.slice(0, maxEntries).forEach((_, i) => {
        const value = values[i] ?? null;
        const text = value === null ? "–" : printFormatted(formatValue(value, unit));
        const cell = element.children[i]?.lastElementChild;
        if (cell && cell.textContent !== text) cell.textContent = text;
      });
    },
  };
}

function makeEntry({ label, name, look }: ChartSeries): HTMLElement {
  const entry = document.createElement("li");
  entry.title = name;
  const swatch = document.createElement("i");
  swatch.style.background = look.dash
    ? `repeating-linear-gradient(to right, ${look.color} 0 4px, transparent 4px 6px)`
    : look.color;
  const title = document.createElement("span");
  title.textContent = label;
  const value = document.createElement("b");
  value.style.color = look.textColor;
  entry.append(swatch, title, value);
  return entry;
}
