import type { Remedy } from "./proxies";

/** What is wrong, its cause, and what to change. */
export interface Finding {
  /** `fault`: boards do not work; `warning`: they do, with a loss; `note`: worth knowing. */
  level: "fault" | "warning" | "note";
  /** Names the cause. */
  title: string;
  /** What was measured. */
  detail: string;
  remedies: readonly Remedy[];
}

/** A duration for people: `84 ms`, `3.0 s`. */
export function printMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
