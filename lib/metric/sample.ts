import type { Kind } from "./series";

/** One accepted measurement of one bucket. */
export type Sample = { bucket: string; kind: Kind } & (
  | { kind: "counters"; value: number; sampleRate: number }
  | { kind: "gauges"; value: number; delta: boolean }
  | { kind: "timers"; value: number; sampleRate: number }
  | { kind: "sets"; member: string }
);
