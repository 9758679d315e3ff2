/** What the load generator is told: one JSON object a line on its standard input. */
export type LoadCommand =
  | { type: "open"; port: number; path: string; clients: number; headers: string }
  /** Counts from now on. */
  | { type: "begin" }
  | { type: "report" };

/** What it answers, a line each. */
export type LoadAnswer =
  /** Every client has its first event with `marker`, since `atMs` (epoch). */
  { type: "ready"; atMs: number } | ({ type: "report" } & LoadReport);

export interface LoadReport {
  frames: number;
  /** Steps that a client did not get between two that it got. */
  lost: number;
  /** Connections that ended. */
  closed: number;
  bytes: number;
  /** From the `end` that a frame tells to its arrival, in milliseconds, rising. */
  delaysMs: number[];
}

/** By it a frame is told from all else, and its step from others. */
export const marker = '"end":';
/** What each frame says: a step's end in epoch milliseconds, a second after the one before. */
export const stepMs = 1_000;
