import type { SeriesWindow } from "@/lib/live/window";
import { extent, measureExtent } from "./bucket";
import { addVertex, resetVertices, type Vertices } from "./vertices";

/**
 * A window as it can be drawn: step by step, or by the extremes of each column of pixels. The columns begin at
 * multiples of their length, so that they wander with time and only the newest one is measured again.
 */
export interface Curve {
  /** Takes in what the window has received. Gaps count as 0 if `isGapZero`; if `isLog`, what is not above 0 is a gap. */
  update(stepsPerBucket: number, isGapZero: boolean, isLog?: boolean): void;
  /** The lowest and the highest value since `fromMs`, the running step included; Infinity, −Infinity if none. */
  extremes(fromMs: number): [low: number, high: number];
  /** The corners from the one before `fromMs` to the newest step. */
  trace(into: Vertices, fromMs: number): void;
}

export function createCurve(window: SeriesWindow): Curve {
  const { stepMs } = window;
  let size = 1;
  let gapZero = false;
  let floor = Number.NEGATIVE_INFINITY;
  let rewrites = -1;
  /** Counted in steps since 1970: everything before it is measured. */
  let measuredTo = 0;
  // Rings of buckets, by their number since 1970.
  let ring = 0;
  let lows = new Float64Array(0);
  let highs = new Float64Array(0);
  let lowsAt = new Uint32Array(0);
  let highsAt = new Uint32Array(0);
  return { update, extremes, trace };

  function update(stepsPerBucket: number, isGapZero: boolean, isLog = false): void {
    const nextFloor = isLog ? 0 : Number.NEGATIVE_INFINITY;
    const isAlike = isGapZero === gapZero && nextFloor === floor;
    const same = stepsPerBucket === size && isAlike && window.rewrites === rewrites;
    size = stepsPerBucket;
    gapZero = isGapZero;
    floor = nextFloor;
    rewrites = window.rewrites;
    if (size === 1 || window.count === 0) {
      measuredTo = 0;
      return;
    }
    const first = window.firstMs / stepMs;
    const end = first + window.count;
    if (!same || measuredTo < first) measuredTo = first;
    const needed = Math.ceil(window.count / size) + 2;
    if (needed > ring) {
      makeRing(Math.ceil(needed * 1.25));
      measuredTo = first;
    }
    measure(first, end);
  }

  function makeRing(length: number): void {
    ring = length;
    lows = new Float64Array(length);
    highs = new Float64Array(length);
    lowsAt = new Uint32Array(length);
    highsAt = new Uint32Array(length);
  }

  function measure(first: number, end: number): void {
    const column = window.column();
    for (let bucket = Math.floor(measuredTo / size); bucket * size < end; bucket++) {
      const from = Math.max(first, bucket * size);
      const to = Math.min(end, (bucket + 1) * size);
      measureExtent(column, from - first, to - first, gapZero, floor);
      const place = bucket % ring;
      lows[place] = extent.low;
      highs[place] = extent.high;
      lowsAt[place] = first + extent.lowAt - bucket * size;
      highsAt[place] = first + extent.highAt - bucket * size;
    }
    measuredTo = end;
  }

  function extremes(fromMs: number): [number, number] {
    const first = window.firstMs / stepMs;
    const from = Math.max(first, Math.ceil(fromMs / stepMs));
    const end = first + window.count;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    if (size === 1) {
      measureExtent(window.column(), from - first, window.count, gapZero, floor);
      if (!Number.isNaN(extent.low)) [low, high] = [extent.low, extent.high];
    } else
      for (let bucket = Math.floor(from / size); bucket * size < end; bucket++) {
        const place = bucket % ring;
        if (lows[place]! < low) low = lows[place]!;
        if (highs[place]! > high) high = highs[place]!;
      }
    const open = window.open?.value ?? null;
    if (open === null || open <= floor) return [low, high];
    return [Math.min(low, open), Math.max(high, open)];
  }

  function trace(into: Vertices, fromMs: number): void {
    const first = window.firstMs / stepMs;
    const from = Math.max(first, Math.floor(fromMs / stepMs));
    const end = first + window.count;
    resetVertices(into, 2 * Math.ceil((end - from) / size) + 4);
    const column = window.column();
    if (size === 1) {
      for (let step = from; step < end; step++) {
        addVertex(into, step * stepMs, countedValue(column[step - first]!));
      }
      return;
    }
    for (let bucket = Math.floor(from / size); bucket * size < end; bucket++) addBucket(into, bucket);
    const last = column[window.count - 1]!;
    if (last > floor && into.ms[into.count - 1]! < (end - 1) * stepMs)
      addVertex(into, (end - 1) * stepMs, last);
  }

  function countedValue(value: number): number {
    const counted = gapZero && Number.isNaN(value) ? 0 : value;
    return counted <= floor ? Number.NaN : counted;
  }

  function addBucket(into: Vertices, bucket: number): void {
    const place = bucket % ring;
    const low = lows[place]!;
    const high = highs[place]!;
    const lowMs = (bucket * size + lowsAt[place]!) * stepMs;
    const highMs = (bucket * size + highsAt[place]!) * stepMs;
    if (lowMs === highMs) addVertex(into, lowMs, low);
    else if (lowMs < highMs) {
      addVertex(into, lowMs, low);
      addVertex(into, highMs, high);
    } else {
      addVertex(into, highMs, high);
      addVertex(into, lowMs, low);
    }
  }
}
