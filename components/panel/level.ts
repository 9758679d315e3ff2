import type { Level, Threshold } from "@/lib/dashboard/dashboard";

/** The level of a value: of the highest threshold that it reaches, null below all. `thresholds` rise. */
export function levelAt(thresholds: readonly Threshold[], value: number): Level | null {
  return thresholds.findLast((threshold) => value >= threshold.value)?.level ?? null;
}

/** A level by shape, beside its colour and its word. */
export const levelMarks: Record<Level, string> = { ok: "●", warn: "▲", crit: "■" };
