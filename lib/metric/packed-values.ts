import { createByteWriter } from "./bytes";
import { type SeriesName, kindOf } from "./series";
import type { Value } from "./value";
import { decodeValue, encodeValue } from "./value-codec";

// A step's values as numbers and bytes. Ten thousand of them as a map of objects cost 23 ms to hand from the
// thread that takes samples in to the one that stores them, and a search for each name there; as three arrays
// they cost nothing to hand over, and what is known of a series is found by its number.

export interface PackedValues {
  /** The names of a writer's numbers: the same array for all of its flushes, which only grows. */
  series: readonly SeriesName[];
  /** Numbers of the series that have a value, each once. */
  numbers: Uint32Array<ArrayBuffer>;
  /** Where the value of each of them begins in `bytes`; one more says where the last ends. */
  offsets: Uint32Array<ArrayBuffer>;
  /** As value-codec.ts writes them. */
  bytes: Uint8Array<ArrayBuffer>;
}

export interface ValuePacker {
  add(number: number, value: Value): void;
  /** What was added since the last time. */
  take(series: readonly SeriesName[]): PackedValues;
}

export function createValuePacker(): ValuePacker {
  const writer = createByteWriter();
  let numbers = new Uint32Array(1_024);
  let offsets = new Uint32Array(1_024);
  let count = 0;
  return {
    add(number, value) {
      if (count + 1 >= numbers.length) {
        numbers = grow(numbers);
        offsets = grow(offsets);
      }
      numbers[count] = number;
      encodeValue(writer, value);
      offsets[++count] = writer.length;
    },
    take(series) {
      const taken = { series, numbers: numbers.slice(0, count), offsets: offsets.slice(0, count + 1) };
      count = 0;
      return { ...taken, bytes: writer.take() };
    },
  };
}

function grow(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}

/** With numbers of their own. */
export function packValues(values: Iterable<readonly [SeriesName, Value]>): PackedValues {
  const packer = createValuePacker();
  const series: SeriesName[] = [];
  for (const [name, value] of values) packer.add(series.push(name) - 1, value);
  return packer.take(series);
}

/** The same, with the names of these values alone. */
export function compactValues(values: PackedValues): PackedValues {
  const series = Array.from(values.numbers, (number) => values.series[number]!);
  return { ...values, series, numbers: values.numbers.map((_, i) => i) };
}

export function unpackValues({ series, numbers, offsets, bytes }: PackedValues): Map<SeriesName, Value> {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Map<SeriesName, Value>();
  numbers.forEach((number, i) => {
    const name = series[number]!;
    values.set(name, decodeValue(kindOf(name), from, offsets[i]!));
  });
  return values;
}
