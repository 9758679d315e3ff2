/** The steps of a line: `length` of them from `startMs`. Live, it moves: lines share the object. */
export interface Grid {
  startMs: number;
  stepMs: number;
  length: number;
}

export type Consolidation = "average" | "sum" | "min" | "max" | "first" | "last" | "avg_zero";

/** One line of a target: a value for each step of its grid, NaN for none. */
export interface Line {
  name: string;
  /** What functions that combine lines call it: Graphite's path expression. */
  path: string;
  tags: ReadonlyMap<string, string>;
  grid: Grid;
  values: Float64Array;
  /** How several of its points become one. */
  consolidation: Consolidation;
  /** The share of points that must be there for that. */
  xFilesFactor: number;
}

/** All samples of several timers together, step by step. */
export interface SketchLine {
  text: string;
  grid: Grid;
  sketches: (ReadonlyMap<number, number> | null)[];
  min: Float64Array;
  max: Float64Array;
}

/** Another line of the same steps, its values still to be filled in. */
export function lineLike(line: Line, name: string, more: Partial<Line> = {}): Line {
  const values = new Float64Array(line.grid.length).fill(Number.NaN);
  return { ...line, name, path: name, values, ...more };
}

/** Each path once, as Graphite names a combination. */
export function joinPaths(lines: readonly Line[]): string {
  return [...new Set(lines.map((line) => line.path))].join(",");
}

/** C's `%g`: six digits, as Graphite prints numbers into names. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const [mantissa = "", exponent = ""] = value.toExponential(5).split("e");
  const power = Number(exponent);
  const trim = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < 6) return trim(value.toFixed(Math.max(0, 5 - power)));
  return `${trim(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

export function roundTo6(value: number): number {
  const scaled = value * 1e6;
  return Math.abs(scaled) < 2 ** 53 ? Math.round(scaled) / 1e6 : value;
}
