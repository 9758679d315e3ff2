import { parseSeriesName } from "./labels";

/** How one line is drawn. Colours are CSS variables, so that a theme needs no redraw. */
export interface Look {
  /** `1` … `8`, or `-more`: the variables `--s<slot>` (line) and `--t<slot>` (text). */
  slot: string;
  color: string;
  textColor: string;
  widthPx: number;
  dash: string | null;
}

const slotCount = 8;

/** Looks for the series of one panel. The same bucket has the same hue on every panel, unless it is taken. */
export function pickLooks(names: readonly string[]): Look[] {
  const slots = assignSlots(names.map((name) => parseSeriesName(name).bucket));
  return names.map((name) => {
    const { bucket, stat } = parseSeriesName(name);
    const { slot, dashed } = slots.get(bucket)!;
    const line = `var(--s${slot})`;
    const light = stat === "p99" || stat === "p99.9" || stat === "max";
    return {
      slot,
      color: light ? `color-mix(in srgb, ${line} var(--mix-p99), var(--text))` : line,
      textColor: slot === "-more" ? "var(--text-2)" : `var(--t${slot})`,
      widthPx: pickWidth(stat),
      dash: dashed ? "6 3" : null,
    };
  });
}

/** The same with this much of its ink. */
export function fadeLook(look: Look, percent: number): Look {
  return { ...look, color: `color-mix(in srgb, ${look.color} ${percent}%, transparent)` };
}

/** Each bucket's slot by its hash, or the next free one; buckets 9 to 16 are dashed, later ones grey. */
export function assignSlots(buckets: readonly string[]): Map<string, { slot: string; dashed: boolean }> {
  const sorted = [...new Set(buckets)].sort((a, b) => hashName(a) - hashName(b) || (a < b ? -1 : 1));
  const slots = new Map<string, { slot: string; dashed: boolean }>();
  let taken = new Set<number>();
  for (const [index, bucket] of sorted.entries()) {
    if (index >= 2 * slotCount) {
      slots.set(bucket, { slot: "-more", dashed: false });
      continue;
    }
    if (index === slotCount) taken = new Set();
    let slot = hashName(bucket) % slotCount;
    while (taken.has(slot)) slot = (slot + 1) % slotCount;
    taken.add(slot);
    slots.set(bucket, { slot: String(slot + 1), dashed: index >= slotCount });
  }
  return slots;
}

function pickWidth(stat: string | null): number {
  if (stat === "p95") return 2;
  if (stat === "p50" || stat === "median") return 1.25;
  if (stat === "p99" || stat === "p99.9" || stat === "max") return 1;
  return 1.5;
}

/** FNV-1a, 32 bits, with its bits mixed once more so that the low ones differ too. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
