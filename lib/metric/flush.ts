import type { PackedValues } from "./packed-values";

/** Everything one writer received in one step: [startMs, startMs + stepMs). */
export interface Flush {
  /** New at each start of a writer. */
  writer: string;
  /** 1, 2, 3, …: one for each flush of this writer, so that a flush sent twice is stored once. */
  sequence: number;
  startMs: number;
  stepMs: number;
  values: PackedValues;
}
