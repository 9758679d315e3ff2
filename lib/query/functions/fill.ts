import { type Line, lineLike, printNumber } from "../lines";
import { firstOn, type Implementation, type SceneCall, spanOn } from "../scene";
import { mapLines, mapValues } from "./each-line";
import { reduceLines } from "./combine";

/** Copies the line and hands each of its gaps to `fill`: [from, until), the values at both sides or NaN. */
function fillGaps(
  call: SceneCall,
  name: string,
  fill: (output: Float64Array, gap: { from: number; until: number; before: number; after: number }) => void,
): Line[] {
  const { scene } = call;
  return mapLines(scene, call.list("seriesList"), {
    name: (line) => `${name}(${line.name})`,
    compute(line) {
      const first = firstOn(scene, line.grid);
      const filled = new Float64Array(line.values.length).fill(Number.NaN);
      // Steps that were told keep their value until everything is done again.
      return (input, output, [told, until]) => {
        filled.set(input.subarray(first, until), first);
        for (let i = first; i < until; i++) {
          if (!Number.isNaN(input[i]!)) continue;
          const from = i;
          while (i < until && Number.isNaN(input[i]!)) i++;
          const before = from > first ? input[from - 1]! : Number.NaN;
          fill(filled, { from, until: i, before, after: i < until ? input[i]! : Number.NaN });
        }
        output.set(filled.subarray(told, until), told);
      };
    },
  });
}

export const fillFunctions = {
  keepLastValue: (call) => {
    const limit = call.number("limit");
    return fillGaps(call, "keepLastValue", (output, { from, until, before }) => {
      if (until - from <= limit) output.fill(before, from, until);
    });
  },
  interpolate: (call) => {
    const limit = call.number("limit");
    return fillGaps(call, "interpolate", (output, { from, until, before, after }) => {
      if (until - from > limit) return;
      const slope = (after - before) / (until - from + 1);
      for (let i = from; i < until; i++) output[i] = before + (i - from + 1) * slope;
    });
  },
  transformNull,
} satisfies Record<string, Implementation>;

function transformNull(call: SceneCall): Line[] {
  const { scene } = call;
  const lines = call.list("seriesList");
  const filler = call.number("default");
  const number = printNumber(filler);
  if (call.value("referenceSeries") === null)
    return mapValues(
      scene,
      lines,
      (line) => `transformNull(${line.name},${number})`,
      (value) => (value === value ? value : filler),
      ["transformNull", String(filler)],
    );
  const [known] = reduceLines(scene, call.list("referenceSeries"), {
    name: "",
    reduce: (_, count) => (count > 0 ? filler : Number.NaN),
  });
  const made = lines.map((line) => lineLike(line, `transformNull(${line.name},${number},referenceSeries)`));
  scene.run((from, until) => {
    lines.forEach(({ values, grid }, k) => {
      const [start, end] = spanOn(scene, grid, from, until);
      for (let i = start; i < end; i++)
        made[k]!.values[i] = Number.isNaN(values[i]!) ? (known?.values[i] ?? Number.NaN) : values[i]!;
    });
  });
  return made;
}
