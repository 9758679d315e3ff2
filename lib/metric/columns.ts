import type { Distinct } from "./distinct";
import type { SeriesName } from "./series";
import type { Sketch } from "./sketch";

/**
 * One series over consecutive steps, the first of which starts at `startMs`. All arrays are as long as
 * there are steps. NaN, null: nothing of this series in that step.
 */
export type Columns = {
  series: SeriesName;
  startMs: number;
  /** The step really used, which may be coarser than the one asked for. */
  stepMs: number;
  /** 1 where any writer delivered the step. 0 is a hole: nobody knows what happened. */
  coverage: Uint8Array;
} & (CounterColumns | GaugeColumns | TimerColumns | SetColumns);

export interface CounterColumns {
  kind: "counters";
  sum: Float64Array;
}

/** `last` is carried forward over steps in which the gauge was not set, for the gauge's time to live. */
export interface GaugeColumns {
  kind: "gauges";
  last: Float64Array;
  min: Float64Array;
  max: Float64Array;
}

export interface TimerColumns {
  kind: "timers";
  count: Float64Array;
  sum: Float64Array;
  sumOfSquares: Float64Array;
  min: Float64Array;
  max: Float64Array;
  sketches: (Sketch | null)[];
}

export interface SetColumns {
  kind: "sets";
  members: (Distinct | null)[];
}

/** One step of several series: each column is one step long and starts at `startMs`. */
export interface Step {
  startMs: number;
  stepMs: number;
  columns: Columns[];
}
