import type { ValueScale } from "./ticks";

/** Keeps a y scale that follows the data from moving at every step. */
export interface ScaleHold {
  /** The scale to draw: wider at once when the data asks for it, narrower only after it did for a while. */
  settle(wanted: ValueScale, atMs: number): ValueScale;
}

/** `patienceMs`: how long the data must stay small before the scale does. */
export function createScaleHold(patienceMs: number): ScaleHold {
  let held: ValueScale | null = null;
  let smallSinceMs: number | null = null;
  return {
    settle(wanted, atMs) {
      const fits = held !== null && wanted.min >= held.min && wanted.max <= held.max;
      const same = fits && wanted.min === held!.min && wanted.max === held!.max;
      if (!fits || same) {
        smallSinceMs = null;
        return (held = wanted);
      }
      smallSinceMs = Math.min(smallSinceMs ?? atMs, atMs);
      if (atMs - smallSinceMs < patienceMs) return held!;
      smallSinceMs = null;
      return (held = wanted);
    },
  };
}
