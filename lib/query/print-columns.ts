import type { LinesResult } from "./query";

export const columnsType = "application/vnd.statboard.columns";

/**
 * Binary, little-endian. First a line of JSON, `{ series: [{ target, name, length }], historyFromMs,
 * notices }`, filled up with spaces before its newline to a multiple of eight bytes. Then for each series
 * its start and step in milliseconds and `length` values, all float64; NaN is none.
 */
export function* printColumns({ lines, historyFromMs, notices }: LinesResult): Generator<Uint8Array> {
  const series = lines.map(({ target, name, values }) => ({ target, name, length: values.length }));
  const head = Buffer.from(JSON.stringify({ series, historyFromMs, notices }));
  const padding = 7 - (head.length % 8);
  yield Buffer.concat([head, Buffer.from(`${" ".repeat(padding)}\n`)]);
  for (const { startMs, stepMs, values } of lines) {
    yield toBytes(Float64Array.of(startMs, stepMs));
    yield toBytes(values);
  }
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function toBytes(values: Float64Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return isLittleEndian ? bytes : Buffer.from(bytes).swap64();
}
