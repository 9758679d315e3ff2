// One series in the browser: consecutive steps that end with the newest one known. A point is an upsert by
// the start of its step, so that repeats, corrections and late steps need no order.

export interface SeriesWindow {
  readonly stepMs: number;
  /** The start of the first step kept; of no meaning while there is none. */
  readonly firstMs: number;
  /** How many steps are kept. */
  readonly count: number;
  /** The step at this place, counted from `firstMs`; null is a gap, and what is outside. */
  at(index: number): number | null;
  /** The same steps as numbers in one row, NaN for a gap. A view: good until the next change. */
  column(): Float64Array;
  /** The same steps as a list, made when it is asked for. */
  readonly values: readonly (number | null)[];
  /** The step that is still running, with its value so far. */
  readonly open: { startMs: number; value: number | null } | null;
  /** Rises with every change. */
  readonly version: number;
  /** Rises when a step changed that was not simply the next one. */
  readonly rewrites: number;
}

export interface WritableWindow extends SeriesWindow {
  upsert(startMs: number, value: number | null): void;
  setOpen(startMs: number, value: number | null): void;
  clear(): void;
  /** While held, nothing is dropped for being old, up to `mostHeldSteps`, nor by `clear`. */
  hold(isHeld: boolean): void;
}

const smallestRoom = 64;
/** 18 hours at 1 Hz, almost two at 10 Hz; half a megabyte a series. */
export const mostHeldSteps = 65_536;

/** Keeps steps that start within `rangeMs` of the newest one. */
export function createWindow(stepMs: number, rangeMs: number): WritableWindow {
  const usualLimit = Math.ceil(rangeMs / stepMs) + 1;
  let limit = usualLimit;
  let isHeld = false;
  // Values lie in [from, from + count) of a row with room behind them, so that most steps move nothing.
  let row = new Float64Array(smallestRoom);
  let from = 0;
  let list: { version: number; values: (number | null)[] } = { version: 0, values: [] };
  const window = {
    stepMs,
    firstMs: 0,
    count: 0,
    at,
    column: () => row.subarray(from, from + window.count),
    get values() {
      if (list.version !== window.version)
        list = { version: window.version, values: Array.from({ length: window.count }, (_, i) => at(i)) };
      return list.values as readonly (number | null)[];
    },
    open: null as SeriesWindow["open"],
    version: 0,
    rewrites: 0,
    upsert,
    setOpen,
    clear() {
      if (!isHeld) empty();
    },
    hold,
  };
  return window;

  function at(index: number): number | null {
    if (!(index >= 0 && index < window.count)) return null;
    const value = row[from + index]!;
    return Number.isNaN(value) ? null : value;
  }

  function upsert(startMs: number, value: number | null): void {
    if (startMs % stepMs !== 0) return;
    if (window.count === 0) window.firstMs = startMs;
    const index = (startMs - window.firstMs) / stepMs;
    if (index >= window.count) append(startMs, index, value ?? Number.NaN);
    else if (index >= 0) replace(index, value ?? Number.NaN);
    else prepend(startMs, -index, value ?? Number.NaN);
  }

  function append(startMs: number, index: number, value: number): void {
    if (index - window.count >= limit) {
      empty();
      window.firstMs = startMs;
      index = 0;
    }
    const surplus = Math.max(0, index + 1 - limit);
    from += surplus;
    window.firstMs += surplus * stepMs;
    const kept = Math.max(0, window.count - surplus);
    const count = index + 1 - surplus;
    makeRoom(kept, count);
    row.fill(Number.NaN, from + kept, from + count - 1);
    row[from + count - 1] = value;
    window.count = count;
    if (window.open && window.open.startMs <= startMs) window.open = null;
    window.version++;
  }

  /** Room for `count` values, of which the first `kept` are there. */
  function makeRoom(kept: number, count: number): void {
    if (from + count <= row.length) return;
    const length = Math.min(largestRoom(), Math.max(2 * count, smallestRoom));
    if (length > row.length) {
      const larger = new Float64Array(length);
      larger.set(row.subarray(from, from + kept));
      row = larger;
    } else row.copyWithin(0, from, from + kept);
    from = 0;
  }

  function replace(index: number, value: number): void {
    if (Object.is(row[from + index], value)) return;
    row[from + index] = value;
    window.version++;
    window.rewrites++;
  }

  function prepend(startMs: number, added: number, value: number): void {
    if (window.count + added > limit) return;
    const next = new Float64Array(
      Math.min(largestRoom(), Math.max(2 * (window.count + added), smallestRoom)),
    );
    next.fill(Number.NaN, 0, added);
    next[0] = value;
    next.set(window.column(), added);
    row = next;
    from = 0;
    window.count += added;
    window.firstMs = startMs;
    window.version++;
    window.rewrites++;
  }

  function setOpen(startMs: number, value: number | null): void {
    if (window.count > 0 && startMs < window.firstMs + window.count * stepMs) return;
    window.open = { startMs, value };
    window.version++;
  }

  function empty(): void {
    window.count = 0;
    from = 0;
    window.open = null;
    window.version++;
    window.rewrites++;
  }

  function hold(wanted: boolean): void {
    if (wanted === isHeld) return;
    isHeld = wanted;
    limit = isHeld ? Math.max(usualLimit, mostHeldSteps) : usualLimit;
    if (isHeld || row.length <= largestRoom()) return;
    // A copy gives the room back that the hold took.
    const surplus = Math.max(0, window.count - limit);
    row = row.slice(from + surplus, from + window.count);
    from = 0;
    window.firstMs += surplus * stepMs;
    window.count -= surplus;
    window.version++;
  }

  function largestRoom(): number {
    return limit + Math.max(smallestRoom, limit >> 3);
  }
}

/** The newest step with a value, of those that start by `untilMs`; null when there is none. */
export function lastSample(
  window: SeriesWindow,
  untilMs = Number.POSITIVE_INFINITY,
): { startMs: number; value: number } | null {
  const newest = Math.min(window.count - 1, Math.floor((untilMs - window.firstMs) / window.stepMs));
  for (let i = newest; i >= 0; i--) {
    const value = window.at(i);
    if (value !== null) return { startMs: window.firstMs + i * window.stepMs, value };
  }
  return null;
}
