import { longestNumber, writeNumber, writeText } from "./print-number";
import type { LinesResult } from "./query";

/** Pieces of about this length are handed on. */
const pieceBytes = 1 << 16;
const encoder = new TextEncoder();

/**
 * `{ series: [{ target, name, startMs, stepMs, values }], historyFromMs, notices }` as UTF-8, in pieces: many
 * points never become boxed numbers or one long text. What is no finite number is null.
 */
export function* printJson({ lines, historyFromMs, notices }: LinesResult): Generator<Uint8Array> {
  let text = '{"series":[';
  let comma = "";
  for (const { target, name, startMs, stepMs, values } of lines) {
    const head = JSON.stringify({ target, name, startMs, stepMs });
    yield encoder.encode(`${text}${comma}${head.slice(0, -1)},"values":[`);
    yield* printValues(values);
    text = "]}";
    comma = ",";
  }
  yield encoder.encode(`${text}],"historyFromMs":${historyFromMs},"notices":${JSON.stringify(notices)}}`);
}

function* printValues(values: Float64Array): Generator<Uint8Array> {
  let bytes = new Uint8Array(pieceBytes);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0) bytes[at++] = commaCode;
    // A difference of a number with itself is zero only if it is finite.
    at = value - value === 0 ? writeNumber(bytes, at, value) : writeText(bytes, at, "null");
    if (at < pieceBytes - longestNumber - 1) continue;
    yield bytes.subarray(0, at);
    bytes = new Uint8Array(pieceBytes);
    at = 0;
  }
  yield bytes.subarray(0, at);
}

const commaCode = 44;
