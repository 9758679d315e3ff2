import type { KnownUnit } from "../format";
import { niceAbove } from "../ticks";

/** What a gauge spans. */
export interface GaugeScale {
  min: number;
  max: number;
}

/**
 * Ends set by hand, else from zero to a round number above the data; percentages span 0 to 100 as long as they
 * fit. `low` and `high` are what the data reached, thresholds included.
 */
export function pickGaugeScale(
  [low, high]: readonly [number, number],
  unit: KnownUnit,
  { yMin, yMax }: { yMin: number | null; yMax: number | null },
): GaugeScale {
  const known = Number.isFinite(low) && Number.isFinite(high);
  const top = !known ? 1 : unit === "percent" && high <= 100 ? 100 : high > 0 ? niceAbove(high) : 0;
  const bottom = known && low < 0 ? -niceAbove(-low) : 0;
  const min = yMin ?? Math.min(bottom, yMax === null ? bottom : yMax - 1);
  const max = yMax ?? top;
  return { min, max: max > min ? max : min + 1 };
}

/** How far along a gauge a value is, 0 to 1. */
export function shareOf({ min, max }: GaugeScale, value: number): number {
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}
