import type { Arc } from "./arc";

export interface Size {
  width: number;
  height: number;
}

export const arcWidthPx = 8;
/** From the arc's middle to that of the thresholds' thin one. */
export const thresholdOffsetPx = 8;
/** From an end of the arc down to the foot of its label. */
export const endLabelPx = 14;

const insetPx = thresholdOffsetPx + 2;
/** Lower than this, three quarters of a circle leave no room for a value in them. */
const leastRoundPx = 96;
const leastBesidePx = 180;

/**
 * What fits: three quarters of a circle around the value, half of one with the value beside it, or, where room is
 * scarce, half of one over the value and without labels.
 */
export function placeDial({ width, height }: Size): { shape: "round" | "beside" | "small"; arc: Arc } {
  const half = { fromDegrees: 180, sweepDegrees: 180 };
  if (height >= leastRoundPx && width >= leastRoundPx) {
    // The open part's ends lie 0.71 of the radius below the middle; their labels hang below them.
    const tall = 1 + Math.SQRT1_2;
    const footPx = endLabelPx + 6;
    const radius = Math.min(width / 2 - insetPx, (height - insetPx - footPx) / tall);
    const top = (height - insetPx - radius * tall - footPx) / 2;
    const arc = { x: width / 2, y: top + insetPx + radius, radius, fromDegrees: 135, sweepDegrees: 270 };
    return { shape: "round", arc };
  }
  if (width >= leastBesidePx) {
    const radius = Math.max(10, Math.min(48, height - insetPx - endLabelPx));
    return {
      shape: "beside",
      arc: { x: width - radius - insetPx, y: insetPx + radius, radius, ...half },
    };
  }
  const radius = Math.max(10, Math.min(width / 2 - insetPx, height - insetPx - 2));
  const top = Math.max(0, (height - insetPx - radius - 2) / 2);
  return { shape: "small", arc: { x: width / 2, y: top + insetPx + radius, radius, ...half } };
}
