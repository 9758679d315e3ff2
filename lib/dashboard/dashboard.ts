// A board as people see it. All of it fits in a URL; nothing here is a React or a server thing.

// Links name a choice by its place: new ones are appended.
export const charts = [
  "line",
  "area",
  "column",
  "stat",
  "step",
  "stacked",
  "percent",
  "band",
  "gauge",
  "bars",
  "table",
  "heatmap",
  "timeline",
] as const;
export type ChartKind = (typeof charts)[number];

/** What a step without a value is: a hole in the line, a zero, or nothing between its neighbours. */
export const nullModes = ["gap", "zero", "connect"] as const;
export type NullMode = (typeof nullModes)[number];

export const scales = ["linear", "log"] as const;
export type Scale = (typeof scales)[number];

export const levels = ["ok", "warn", "crit"] as const;
export type Level = (typeof levels)[number];

/** From `value` up to the next threshold, values have this level. */
export interface Threshold {
  /** In the unit of the left axis: ms, bytes, per second. */
  value: number;
  level: Level;
}

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export interface Dashboard {
  title: string;
  /** The length of the window that ends now. 1 minute to 60 days. */
  rangeMs: number;
  theme: Theme;
  panels: Panel[];
}

export interface Panel {
  /** Unique in its board, and the key of its elements in the page: `a`, `b`, … */
  id: string;
  /** Empty: made from the targets. */
  title: string;
  targets: string[];
  chart: ChartKind;
  /** Null: the finest step that the range can be drawn in. */
  stepMs: number | null;
  /** Null: by the data. */
  yMin: number | null;
  yMax: number | null;
  /** `auto`: from the kind of the first target. */
  unit: Unit;
  nulls: NullMode;
  /** Colours that are kept: those that a bucket's name alone would not lead to. */
  slots: readonly KeptSlot[];
  /** Of both y axes. */
  scale: Scale;
  /** Places in `targets` of those on the axis at the right, rising. */
  rightTargets: readonly number[];
  /** `auto`: from the kind of the first target at the right. */
  rightUnit: Unit;
  /** Rising. */
  thresholds: readonly Threshold[];
  /** Null: not compared. Else how far back the period lies that is drawn beside this one. */
  compareMs: number | null;
  /** Whether marked events are shown. */
  events: boolean;
  /** Grid columns (of 12) and rows (of 40 px). */
  width: number;
  height: number;
}

/** A bucket's place among the colours: 0 to 7, and dashed 8 to 15. */
export type KeptSlot = readonly [bucket: string, slot: number];

export const units = ["auto", "none", "ms", "perSecond", "percent", "bytes", "bytesPerSecond"] as const;
export type Unit = (typeof units)[number];

export const defaultRangeMs = 900_000;
export const rangePresets = ["1m", "5m", "15m", "1h", "6h", "24h", "7d", "30d"] as const;
