/** One line of an answer: a value for each step, NaN for none. */
export interface RenderedLine {
  name: string;
  /** The start of the first step. Epoch milliseconds. */
  startMs: number;
  stepMs: number;
  values: Float64Array;
  tags: ReadonlyMap<string, string>;
}
