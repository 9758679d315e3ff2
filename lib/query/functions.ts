import type { FunctionName } from "./declarations";

/** One line: a value for each step, NaN for none. */
export interface NamedValues {
  name: string;
  values: Float64Array;
}

/** `lists` are the series arguments, `rest` the numbers and texts after them; `text` is the call as written. */
type Apply = (lists: NamedValues[][], rest: (number | string)[], text: string) => NamedValues[];

/** What each declared function does. None changes its arguments. */
export const functions: Record<FunctionName, Apply> = {
  alias: ([series = []], [name]) => series.map(({ values }) => ({ name: String(name), values })),
  scale: ([series = []], [factor]) =>
    mapEach(
      series,
      (name) => `scale(${name},${factor})`,
      (value) => value * Number(factor),
    ),
  offset: ([series = []], [amount]) =>
    mapEach(
      series,
      (name) => `offset(${name},${amount})`,
      (value) => value + Number(amount),
    ),
  absolute: ([series = []]) => mapEach(series, (name) => `absolute(${name})`, Math.abs),
  sumSeries: (lists, _rest, text) => combine(lists.flat(), text, (values) => add(values)),
  averageSeries: (lists, _rest, text) => combine(lists.flat(), text, (values) => add(values) / values.length),
  minSeries: (lists, _rest, text) => combine(lists.flat(), text, (values) => values.reduce(least)),
  maxSeries: (lists, _rest, text) => combine(lists.flat(), text, (values) => values.reduce(greatest)),
};

function mapEach(
  series: NamedValues[],
  rename: (name: string) => string,
  change: (value: number) => number,
): NamedValues[] {
  return series.map(({ name, values }) => ({ name: rename(name), values: values.map(change) }));
}

/** One line out of many: from those with a value at a step; none where none has one. */
function combine(series: NamedValues[], name: string, reduce: (values: number[]) => number): NamedValues[] {
  if (series.length === 0) return [];
  const values = series[0]!.values.map((_, i) => {
    const present = series.map((each) => each.values[i]!).filter((value) => !Number.isNaN(value));
    return present.length === 0 ? Number.NaN : reduce(present);
  });
  return [{ name, values }];
}

const add = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
const least = (a: number, b: number) => Math.min(a, b);
const greatest = (a: number, b: number) => Math.max(a, b);
