import { type KeptQuantile, keptQuantiles, mapQuantiles } from "@/lib/metric/columns";
import { countDistinct } from "@/lib/metric/distinct";
import { kinds } from "@/lib/metric/series";
import { type Sketch, binValue, sortedBins } from "@/lib/metric/sketch";
import { decodeScalars, encodeScalars } from "./scalar-codec";
import { decodeDistincts, encodeDistincts } from "./set-codec";
import { decodeSketches, encodeSketches } from "./sketch-codec";
import type { StoredColumns } from "./stored-columns";

/** Set when a timer's scalars hold quantiles, or a gauge's when it was touched. */
const extended = 8;

/** One series of one block: what every reader needs, and what only percentiles and unions need. */
export interface EncodedSeries {
  scalars: Uint8Array;
  rich: Uint8Array | null;
}

/**
 * Encodes the columns of one block. `outlivesRich`: the scalars are kept longer than the sketches, so they
 * hold some quantiles. Null when there is nothing of the series.
 */
export function encodeSeries(columns: StoredColumns, outlivesRich: boolean): EncodedSeries | null {
  if (isEmpty(columns)) return null;
  const { arrays, flags } = toArrays(columns, outlivesRich);
  const scalars = encodeScalars(arrays);
  const bytes = new Uint8Array(scalars.length + 1);
  bytes[0] = kinds.indexOf(columns.kind) | flags;
  bytes.set(scalars, 1);
  return { scalars: bytes, rich: encodeRich(columns) };
}

/**
 * Pastes the steps [from, until) of an encoded block into columns of the same step, from index `at`. A
 * RangeError when the bytes are no such block.
 */
export function decodeSeries(
  bytes: Uint8Array,
  rich: Uint8Array | null,
  into: StoredColumns,
  { at, from, until }: { at: number; from: number; until: number },
): void {
  const kind = kinds[bytes[0]! & 3];
  if (kind !== into.kind) throw new RangeError(`a block of ${kind} where ${into.kind} were expected`);
  const isExtended = (bytes[0]! & extended) !== 0;
  const scalars = bytes.subarray(1);
  const paste = (arrays: Float64Array[]) => void decodeScalars(scalars, arrays, at, from, until);
  if (into.kind === "counters") paste([into.sum]);
  else if (into.kind === "gauges") {
    paste(isExtended ? [into.last, into.min, into.max, into.touchedMs] : [into.last, into.min, into.max]);
    for (let i = at; i < at + until - from; i++) {
      const offsetMs = isExtended ? into.touchedMs[i]! : 0;
      into.touchedMs[i] = Number.isNaN(into.last[i]!)
        ? Number.NaN
        : into.startMs + i * into.stepMs + offsetMs;
    }
  } else if (into.kind === "sets") {
    paste([(into.counts ??= new Float64Array(into.coverage.length).fill(Number.NaN))]);
    if (rich) pasteRich(decodeDistincts(rich), into.members, { at, from, until });
  } else {
    const exact = [into.count, into.sum, into.sumOfSquares, into.min, into.max];
    if (isExtended) into.quantiles ??= emptyQuantiles(into.coverage.length);
    paste(isExtended ? [...exact, ...keptQuantiles.map((name) => into.quantiles![name])] : exact);
    if (rich) pasteRich(decodeSketches(rich), into.sketches, { at, from, until });
  }
}

function emptyQuantiles(length: number): Record<KeptQuantile, Float64Array> {
  return mapQuantiles(() => new Float64Array(length).fill(Number.NaN));
}

function pasteRich<T>(
  from: (T | null)[],
  into: (T | null)[],
  place: { at: number; from: number; until: number },
) {
  for (let i = place.from; i < place.until; i++) into[place.at + i - place.from] = from[i] ?? null;
}

function isEmpty(columns: StoredColumns): boolean {
  if (columns.kind === "sets")
    return columns.members.every((each) => each === null) && hasNone(columns.counts);
  if (columns.kind === "counters") return hasNone(columns.sum);
  return hasNone(columns.kind === "gauges" ? columns.last : columns.count);
}

function hasNone(values: Float64Array | null): boolean {
  return values === null || values.every(Number.isNaN);
}

function toArrays(columns: StoredColumns, outlivesRich: boolean): { arrays: Float64Array[]; flags: number } {
  if (columns.kind === "counters") return { arrays: [columns.sum], flags: 0 };
  if (columns.kind === "gauges") {
    const { last, min, max } = columns;
    const offsets = columns.touchedMs.map((ms, i) => ms - columns.startMs - i * columns.stepMs);
    const isFlat = offsets.every((each) => Number.isNaN(each) || each === 0);
    return isFlat
      ? { arrays: [last, min, max], flags: 0 }
      : { arrays: [last, min, max, offsets], flags: extended };
  }
  if (columns.kind === "sets") {
    const { members, counts } = columns;
    const count = (i: number) => (members[i] ? countDistinct(members[i]) : (counts?.[i] ?? Number.NaN));
    return { arrays: [Float64Array.from(members, (_, i) => count(i))], flags: 0 };
  }
  const { count, sum, sumOfSquares, min, max } = columns;
  const exact = [count, sum, sumOfSquares, min, max];
  if (!outlivesRich) return { arrays: exact, flags: 0 };
  const quantiles = quantilesOf(columns);
  return { arrays: [...exact, ...keptQuantiles.map((name) => quantiles[name])], flags: extended };
}

function encodeRich(columns: StoredColumns): Uint8Array | null {
  if (columns.kind === "timers" && columns.sketches.some((each) => each !== null))
    return encodeSketches(columns.sketches);
  if (columns.kind === "sets" && columns.members.some((each) => each !== null))
    return encodeDistincts(columns.members);
  return null;
}

function quantilesOf(
  columns: Extract<StoredColumns, { kind: "timers" }>,
): Record<KeptQuantile, Float64Array> {
  const quantiles = emptyQuantiles(columns.count.length);
  for (let i = 0; i < columns.count.length; i++) {
    const sketch = columns.sketches[i];
    const values = sketch ? valuesAtRanks(sketch) : null;
    keptQuantiles.forEach((name, q) => {
      quantiles[name][i] = values
        ? Math.min(columns.max[i]!, Math.max(columns.min[i]!, values[q]!))
        : (columns.quantiles?.[name][i] ?? Number.NaN);
    });
  }
  return quantiles;
}

/** The nearest ranks of the kept quantiles, as `pN` has them, in one walk over the bins. */
function valuesAtRanks(sketch: Sketch): number[] {
  const bins = sortedBins(sketch);
  const weight = bins.reduce((total, bin) => total + bin[1], 0);
  const values: number[] = [];
  let below = 0;
  let at = 0;
  for (const name of keptQuantiles) {
    const rank = Math.max(1, Math.ceil((Number(name.slice(1)) / 100) * weight - 1e-9));
    while (at < bins.length - 1 && below + bins[at]![1] < rank - 1e-9) below += bins[at++]![1];
    values.push(binValue(bins[at]![0]));
  }
  return values;
}
