import { parseInterval } from "../interval";
import { type Line, roundTo6 } from "../lines";
import { firstOn, type Implementation, type SceneCall } from "../scene";
import { type Compute, mapLines } from "./each-line";

/** Each step from the value of the step before; none at the beginning of the range. */
function fromBefore(
  call: SceneCall,
  name: string,
  change: (value: number, before: number, line: Line) => number,
): Line[] {
  const { scene } = call;
  return mapLines(scene, call.list("seriesList"), {
    name: (line) => `${name}(${line.name})`,
    tag: [name, "1"],
    compute(line) {
      const first = firstOn(scene, line.grid);
      return (input, output, [from, until]) => {
        for (let i = from; i < until; i++)
          output[i] = change(input[i]!, i > first ? input[i - 1]! : Number.NaN, line);
      };
    },
  });
}

/** By how much a counter grew that starts again at `minValue` after `maxValue`. */
function createGrowth(call: SceneCall): (value: number, before: number) => number {
  const max = call.value("maxValue") as number | null;
  const min = call.value("minValue") as number | null;
  const isOut = (value: number) => (max !== null && value > max) || (min !== null && value < min);
  return (value, before) => {
    if (isOut(value) || isOut(before)) return Number.NaN;
    if (!(value < before)) return value - before;
    if (max !== null) return max + 1 + value - before - (min ?? 0);
    return min === null ? Number.NaN : value - min;
  };
}

/** Goes on from the step before `from`; what it carries begins at `start`. */
function accumulate(start: (i: number) => boolean, gaps: "stay" | "carry"): (first: number) => Compute {
  return (first) => {
    return (input, output, [from, until]) => {
      let at = from;
      while (at > first && Number.isNaN(output[at - 1]!)) at--;
      let sum = at > first ? output[at - 1]! : 0;
      for (let i = from; i < until; i++) {
        if (i < first) continue;
        if (start(i)) sum = 0;
        const value = input[i]!;
        if (value === value) sum += value;
        output[i] = value === value || gaps === "carry" ? sum : Number.NaN;
      }
    };
  };
}

export const changeFunctions = {
  derivative: (call) => fromBefore(call, "derivative", (value, before) => value - before),
  nonNegativeDerivative: (call) => fromBefore(call, "nonNegativeDerivative", createGrowth(call)),
  perSecond: (call) => {
    const growth = createGrowth(call);
    return fromBefore(call, "perSecond", (value, before, line) =>
      roundTo6((growth(value, before) * 1_000) / line.grid.stepMs),
    );
  },
  integral: ({ scene, list }) =>
    mapLines(scene, list("seriesList"), {
      name: (line) => `integral(${line.name})`,
      tag: ["integral", "1"],
      compute: (line) => accumulate(() => false, "stay")(firstOn(scene, line.grid)),
    }),
  integralByInterval: ({ scene, list, text }) => {
    const unit = text("intervalUnit");
    const unitMs = Math.abs(parseInterval(unit)!);
    return mapLines(scene, list("seriesList"), {
      name: (line) => `integralByInterval(${line.name},'${unit}')`,
      tag: ["integralByInterval", unit],
      compute({ grid }) {
        const first = firstOn(scene, grid);
        const intervalAt = (i: number) => Math.floor(((i - first) * grid.stepMs) / unitMs);
        return accumulate((i) => intervalAt(i) !== intervalAt(i - 1), "carry")(first);
      },
    });
  },
  changed: ({ scene, list }) =>
    mapLines(scene, list("seriesList"), {
      name: (line) => `changed(${line.name})`,
      compute(line) {
        const first = firstOn(scene, line.grid);
        return (input, output, [from, until]) => {
          let at = from - 1;
          while (at >= first && Number.isNaN(input[at]!)) at--;
          let before = at >= first ? input[at]! : Number.NaN;
          for (let i = Math.max(first, from); i < until; i++) {
            const value = input[i]!;
            output[i] = value === value && before === before && value !== before ? 1 : 0;
            if (value === value) before = value;
          }
        };
      },
    }),
} satisfies Record<string, Implementation>;
