import { formatTicks, type KnownUnit } from "../format";
import type { ValueScale } from "../ticks";

/** Samples of [low, high), in the panel's unit. */
export interface Bin {
  low: number;
  high: number;
}

/** `heatmap(timers:api.took) 10.2..20.4` → its bin; null for what is none. */
export function parseBin(name: string): Bin | null {
  const found = /^heatmap\(.* (-?[\d.e+-]+?)\.\.(-?[\d.e+-]+)$/.exec(name);
  if (!found) return null;
  const [low, high] = [Number(found[1]), Number(found[2])];
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : null;
}

/** Where a value stands among rising bins, each of height 1: the first from 0 to 1. */
export function placeInBins(bins: readonly Bin[], value: number): number {
  const row = bins.findIndex(({ high }) => value <= high);
  if (row === -1) return bins.length;
  const { low, high } = bins[row]!;
  if (value <= low) return row;
  // Bins grow by a factor, so that they are equally high on a scale of powers.
  if (low > 0 || high < 0) return row + Math.log(value / low) / Math.log(high / low);
  return row + (value - low) / (high - low || 1);
}

const mantissas = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]];
const maxLabels = 4;

/** A scale of one row for each bin, with a few round values at their places. */
export function scaleBins(bins: readonly Bin[], unit: KnownUnit): ValueScale {
  if (bins.length === 0) return { min: 0, max: 1, ticks: [], labels: [] };
  const values = pickValues(bins[0]!.low, bins[bins.length - 1]!.high);
  return {
    min: 0,
    max: bins.length,
    ticks: values.map((value) => placeInBins(bins, value)),
    labels: values.map((value) => formatTicks([value], unit)[0]!),
  };
}

/** Round values within [low, high], those of both signs and zero: as many as fit, at least one. */
function pickValues(low: number, high: number): number[] {
  let picked: number[] = [];
  for (const each of mantissas) {
    const values = roundValues(each, low, high);
    if (picked.length > 0 && values.length > maxLabels) break;
    picked = values;
    if (picked.length >= 3) break;
  }
  while (picked.length > maxLabels) picked = picked.filter((_, i) => i % 2 === 0);
  return picked.length > 0 ? picked : [Number(high.toPrecision(2))];
}

function roundValues(mantissas: readonly number[], low: number, high: number): number[] {
  const positive = powersWithin(mantissas, Math.max(low, 0), high);
  const negative = powersWithin(mantissas, Math.max(-high, 0), -low).map((value) => -value);
  const zero = low <= 0 && high >= 0 ? [0] : [];
  return [...negative.reverse(), ...zero, ...positive];
}

function powersWithin(mantissas: readonly number[], low: number, high: number): number[] {
  if (!(high > 0)) return [];
  const from = Math.floor(Math.log10(low > 0 ? low : high / 1_000));
  const found: number[] = [];
  for (let power = from; power <= Math.ceil(Math.log10(high)); power++)
    for (const mantissa of mantissas) {
      const value = Number((mantissa * 10 ** power).toPrecision(6));
      if (value >= low && value > 0 && value <= high) found.push(value);
    }
  return found;
}
