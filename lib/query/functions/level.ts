import { findAggregate, gather, percentileOf } from "../aggregations";
import { type Line, lineLike, printNumber } from "../lines";
import { firstOn, type Implementation, type Scene, type SceneCall, spanOn } from "../scene";
import { mapLines } from "./each-line";

/** A level line over the whole range. */
function levelLine(scene: Scene, value: number, name: string, path: string): Line {
  const { grid } = scene;
  return {
    name,
    path,
    tags: new Map([["name", name]]),
    grid,
    values: new Float64Array(grid.length).fill(value),
    consolidation: "average",
    xFilesFactor: 0,
  };
}

/** A level line beside each line, at a value made of all of its own; none where it has none. */
function levels(
  call: SceneCall,
  of: (values: Float64Array, count: number) => number,
  name: (line: Line, value: number) => string,
): Line[] {
  const { scene } = call;
  return call.list("seriesList").flatMap((line) => {
    const first = firstOn(scene, line.grid);
    const scratch = new Float64Array(line.values.length);
    const measure = () => {
      const count = gather(line.values, first, line.values.length, scratch);
      return count === 0 ? Number.NaN : of(scratch, count);
    };
    const value = measure();
    if (Number.isNaN(value) && !scene.live) return [];
    const made = lineLike(line, name(line, value));
    // Steps that were told keep their value until everything is done again.
    scene.run((from, until) => {
      made.values.fill(measure(), ...spanOn(scene, line.grid, from, until));
    });
    return [made];
  });
}

export const levelFunctions = {
  constantLine: ({ scene, number }) => {
    const value = number("value");
    return [levelLine(scene, value, String(value), `constantLine(${value})`)];
  },
  threshold: ({ scene, number, value }) => {
    const level = number("value");
    const label = value("label");
    return [
      levelLine(scene, level, label === null ? String(level) : String(label), `constantLine(${level})`),
    ];
  },
  offsetToZero: ({ scene, list }) =>
    mapLines(scene, list("seriesList"), {
      name: (line) => `offsetToZero(${line.name})`,
      compute(line) {
        const first = firstOn(scene, line.grid);
        const scratch = new Float64Array(line.values.length);
        return (input, output, [from, until]) => {
          const count = gather(input, first, input.length, scratch);
          const least = count === 0 ? 0 : findAggregate("min")(scratch, count);
          for (let i = Math.max(first, from); i < until; i++) output[i] = input[i]! - least;
        };
      },
    }),
  nPercentile: (call) => {
    const percent = call.number("n");
    return levels(
      call,
      (values, count) => percentileOf(values, count, { percent, interpolate: false }),
      (line) => `nPercentile(${line.name}, ${printNumber(percent)})`,
    );
  },
  aggregateLine: (call) => {
    const func = call.text("func");
    // Live, the number in the name would make another series of it at every step.
    return levels(call, findAggregate(func), (line, value) =>
      call.scene.live
        ? `aggregateLine(${line.name}, ${func})`
        : `aggregateLine(${line.name}, ${printNumber(value)})`,
    );
  },
} satisfies Record<string, Implementation>;
