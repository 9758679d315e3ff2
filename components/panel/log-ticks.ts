import type { ValueScale } from "./ticks";

/** Lines of a decade, densest first; below them every decade, every second one, … */
const mantissas = [[1, 2, 5], [1, 5], [1]];
const maxLines = 4;
/** How much of the height stays free above the highest line, for its label. */
const headroom = 0.1;

/** A logarithmic y scale for data in [low, high], both above zero; ends that are not are left to the data. */
export function pickLogScale(
  low: number,
  high: number,
  fixedMin: number | null,
  fixedMax: number | null,
): ValueScale {
  const isKnown = Number.isFinite(low) && Number.isFinite(high);
  const top = above(fixedMax) ?? (isKnown ? high : 10);
  const base = above(fixedMin) ?? niceBelow(Math.min(isKnown ? low : 1, top / 1.001));
  const min = Math.min(base, top / 2);
  const ticks = linesBetween(min, Math.max(top, fixedMax === null ? min * 10 : 0));
  const highest = ticks[ticks.length - 1] ?? top;
  const reach = Math.log(highest / min) / (1 - headroom);
  const max = above(fixedMax) ?? Math.max(top, min * Math.exp(reach));
  return { min, max, ticks, isLog: true };
}

/** Not the bottom itself: the baseline is there. */
function linesBetween(min: number, max: number): number[] {
  const isInside = (value: number) => value > min * (1 + 1e-9) && value <= max * (1 + 1e-9);
  for (const factors of mantissas) {
    const lines = linesOf(min, max, 1, factors).filter(isInside);
    if (lines.length <= maxLines) return lines;
  }
  const decades = Math.log10(max / min);
  return linesOf(min, max, Math.ceil(decades / maxLines), [1]).filter(isInside);
}

function linesOf(min: number, max: number, every: number, factors: readonly number[]): number[] {
  const lines: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max) + 1e-9; power++)
    if (power % every === 0) lines.push(...factors.map((factor) => clean(factor * 10 ** power)));
  return lines;
}

/** The next 1, 2 or 5 at or below. */
function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const factor = [5, 2, 1].find((each) => each * power <= value * (1 + 1e-9)) ?? 1;
  return clean(factor * power);
}

function above(bound: number | null): number | null {
  return bound !== null && bound > 0 ? bound : null;
}

/** Without the last digits of binary fractions. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
