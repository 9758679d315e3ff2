// One series in the browser: consecutive steps that end with the newest one known. A point is an upsert by
// the start of its step, so that repeats, corrections and late steps need no order.

export interface SeriesWindow {
  readonly stepMs: number;
  /** The start of the first step kept; of no meaning while `values` is empty. */
  readonly firstMs: number;
  /** One value a step from `firstMs`; null is a gap. */
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
}

/** Keeps steps that start within `rangeMs` of the newest one. */
export function createWindow(stepMs: number, rangeMs: number): WritableWindow {
  const limit = Math.ceil(rangeMs / stepMs) + 1;
  let values: (number | null)[] = [];
  const window = {
    stepMs,
    firstMs: 0,
    values: values as readonly (number | null)[],
    open: null as SeriesWindow["open"],
    version: 0,
    rewrites: 0,
    upsert,
    setOpen,
    clear,
  };
  return window;

  function upsert(startMs: number, value: number | null): void {
    if (startMs % stepMs !== 0) return;
    if (values.length === 0) {
      window.firstMs = startMs;
      values.push(value);
      window.version++;
      return;
    }
    const index = (startMs - window.firstMs) / stepMs;
    if (index >= values.length) append(startMs, index, value);
    else if (index >= 0) replace(index, value);
    else prepend(startMs, -index, value);
  }

  function append(startMs: number, index: number, value: number | null): void {
    if (index - values.length >= limit) {
      clear();
      window.firstMs = startMs;
    } else while (values.length < index) values.push(null);
    values.push(value);
    const surplus = values.length - limit;
    if (surplus > 0) {
      values.splice(0, surplus);
      window.firstMs += surplus * stepMs;
    }
    if (window.open && window.open.startMs <= startMs) window.open = null;
    window.version++;
  }

  function replace(index: number, value: number | null): void {
    if (Object.is(values[index], value)) return;
    values[index] = value;
    window.version++;
    window.rewrites++;
  }

  function prepend(startMs: number, count: number, value: number | null): void {
    if (values.length + count > limit) return;
    const added: (number | null)[] = Array.from({ length: count }, () => null);
    added[0] = value;
    values.unshift(...added);
    window.firstMs = startMs;
    window.version++;
    window.rewrites++;
  }

  function setOpen(startMs: number, value: number | null): void {
    if (values.length > 0 && startMs < window.firstMs + values.length * stepMs) return;
    window.open = { startMs, value };
    window.version++;
  }

  function clear(): void {
    values = [];
    window.values = values;
    window.open = null;
    window.version++;
    window.rewrites++;
  }
}

/** The newest step with a value; null when there is none. */
export function lastSample(window: SeriesWindow): { startMs: number; value: number } | null {
  for (let i = window.values.length - 1; i >= 0; i--) {
    const value = window.values[i];
    if (value !== null && value !== undefined) return { startMs: window.firstMs + i * window.stepMs, value };
  }
  return null;
}
