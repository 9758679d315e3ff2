import { printNumber, roundTo6 } from "../lines";
import type { Implementation, SceneCall } from "../scene";
import { mapValues } from "./each-line";

/** A function of one number, named `name(series,number)`. */
const withNumber =
  (
    name: string,
    parameter: string,
    change: (value: number, by: number) => number,
    separator = ",",
  ): Implementation =>
  (call) => {
    const by = call.number(parameter);
    return mapValues(
      call.scene,
      call.list("seriesList"),
      (line) => `${name}(${line.name}${separator}${printNumber(by)})`,
      (value) => change(value, by),
      [name, String(by)],
    );
  };

const plain =
  (name: string, change: (value: number) => number): Implementation =>
  ({ scene, list }) =>
    mapValues(scene, list("seriesList"), (line) => `${name}(${line.name})`, change, [name, "1"]);

/** What is no number is nothing: a root of a negative one, a division by zero. */
const finite = (value: number) => (Number.isFinite(value) ? value : Number.NaN);

export const pointFunctions = {
  scale: withNumber("scale", "factor", (value, by) => value * by),
  offset: withNumber("offset", "factor", (value, by) => value + by),
  pow: withNumber("pow", "factor", (value, by) => (value === value ? finite(value ** by) : Number.NaN)),
  removeBelowValue: withNumber(
    "removeBelowValue",
    "n",
    (value, by) => (value >= by ? value : Number.NaN),
    ", ",
  ),
  removeAboveValue: withNumber(
    "removeAboveValue",
    "n",
    (value, by) => (value <= by ? value : Number.NaN),
    ", ",
  ),
  invert: plain("invert", (value) => finite(1 / value)),
  squareRoot: plain("squareRoot", Math.sqrt),
  absolute: plain("absolute", Math.abs),
  isNonNull: plain("isNonNull", (value) => (value === value ? 1 : 0)),
  scaleToSeconds: ({ scene, list, number }) => {
    const seconds = number("seconds");
    return mapValues(
      scene,
      list("seriesList"),
      (line) => `scaleToSeconds(${line.name},${Math.trunc(seconds)})`,
      (value, line) => roundTo6((value * seconds * 1_000) / line.grid.stepMs),
      ["scaleToSeconds", String(seconds)],
    );
  },
  logarithm,
} satisfies Record<string, Implementation>;

function logarithm(call: SceneCall) {
  const base = call.number("base");
  const of = base === 10 ? Math.log10 : (value: number) => Math.log(value) / Math.log(base);
  return mapValues(
    call.scene,
    call.list("seriesList"),
    (line) => `log(${line.name}, ${base})`,
    (value) => (value > 0 ? finite(of(value)) : Number.NaN),
    ["log", String(base)],
  );
}
