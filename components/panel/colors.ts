import { parseSeriesName } from "./labels";
import { assignSlots, hueCount, type Slots } from "./slots";

/** How one line is drawn. Colours are CSS variables, so that a theme needs no redraw. */
export interface Look {
  /** `1` … `8`, or `-more`: the variables `--s<slot>` (line) and `--t<slot>` (text). */
  slot: string;
  color: string;
  textColor: string;
  widthPx: number;
  dash: string | null;
}

/** Looks for the series of one panel; without `slots` each bucket's by its hash. */
export function pickLooks(names: readonly string[], slots: Slots = assignSlots(bucketsOf(names))): Look[] {
  return names.map((name) => {
    const { bucket, stat } = parseSeriesName(name);
    const place = slots.get(bucket);
    const slot = place === undefined ? "-more" : String((place % hueCount) + 1);
    const line = `var(--s${slot})`;
    const light = stat === "p99" || stat === "p99.9" || stat === "max";
    return {
      slot,
      color: light ? `color-mix(in srgb, ${line} var(--mix-p99), var(--text))` : line,
      textColor: slot === "-more" ? "var(--text-2)" : `var(--t${slot})`,
      widthPx: pickWidth(stat),
      dash: place !== undefined && place >= hueCount ? "6 3" : null,
    };
  });
}

/** The same with this much of its ink. */
export function fadeLook(look: Look, percent: number): Look {
  return { ...look, color: `color-mix(in srgb, ${look.color} ${percent}%, transparent)` };
}

export function bucketsOf(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => parseSeriesName(name).bucket))];
}

function pickWidth(stat: string | null): number {
  if (stat === "p95") return 2;
  if (stat === "p50" || stat === "median") return 1.25;
  if (stat === "p99" || stat === "p99.9" || stat === "max") return 1;
  return 1.5;
}
