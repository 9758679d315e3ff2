import type { LinesResult } from "./query";

/** Texts of about this length are handed on. */
const chunkLength = 1 << 16;

/**
 * `{ series: [{ target, name, startMs, stepMs, values }], historyFromMs, notices }` in pieces: many points
 * never become boxed numbers. What is no finite number is null.
 */
export function* printJson({ lines, historyFromMs, notices }: LinesResult): Generator<string> {
  let text = '{"series":[';
  let comma = "";
  for (const { target, name, startMs, stepMs, values } of lines) {
    const head = JSON.stringify({ target, name, startMs, stepMs });
    text += `${comma}${head.slice(0, -1)},"values":[`;
    comma = ",";
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      // A difference of a number with itself is zero only if it is finite.
      text +=
        i > 0 ? (value - value === 0 ? `,${value}` : ",null") : value - value === 0 ? `${value}` : "null";
      if (text.length >= chunkLength) {
        yield text;
        text = "";
      }
    }
    text += "]}";
  }
  yield `${text}],"historyFromMs":${historyFromMs},"notices":${JSON.stringify(notices)}}`;
}
