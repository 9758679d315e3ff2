import type { Columns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import type { Line } from "./lines";

/** One step of series, each one step long. A Map is one. */
export interface StepSource {
  get(series: SeriesName): Columns | undefined;
}

/** A value that became another, of a step before the one that was put. */
export type Change = [line: number, startMs: number, value: number];

/** A target that goes on: steps are put in, and its lines have their values. Shared by all who follow it. */
export interface LiveTarget {
  readonly stepMs: number;
  /** The present lines, which may become others every 10 s. */
  lines(): readonly Line[];
  /** False: the step is older than what is held; what it changes has to be read again. */
  put(startMs: number, source: StepSource): boolean;
  /** The value of a line at the step of its own that begins then; NaN for none. */
  valueAt(line: number, startMs: number): number;
  release(): void;
}

/** Hears of values that changed besides those just put; null: the lines are others now. */
export type OnChange = (changes: Change[] | null) => void;

export function valueOf({ grid, values }: Line, startMs: number): number {
  return values[Math.round((startMs - grid.startMs) / grid.stepMs)] ?? Number.NaN;
}
