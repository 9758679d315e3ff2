import type { Level, Threshold } from "@/lib/dashboard/dashboard";

/** A level is told by its shape and word as well as by its colour. */
export const levelColors: Record<Level, string> = {
  ok: "var(--ok)",
  warn: "var(--warn)",
  crit: "var(--crit)",
};
export const levelMarks: Record<Level, string> = { ok: "●", warn: "▲", crit: "■" };

const severity: Record<Level, number> = { ok: 0, warn: 1, crit: 2 };

/** The threshold that a value has passed; null below the lowest. `thresholds` rise. */
export function thresholdAt(thresholds: readonly Threshold[], value: number | null): Threshold | null {
  return value === null ? null : (thresholds.findLast((each) => value >= each.value) ?? null);
}

/** Of the thresholds that these values have passed, that of the worst level; null when none has. */
export function worstThreshold(
  thresholds: readonly Threshold[],
  values: readonly (number | null)[],
): Threshold | null {
  let worst: Threshold | null = null;
  for (const value of values) {
    const passed = thresholdAt(thresholds, value);
    if (passed && (!worst || severity[passed.level] > severity[worst.level])) worst = passed;
  }
  return worst;
}
