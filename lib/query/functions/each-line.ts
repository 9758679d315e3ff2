import { type Line, lineLike } from "../lines";
import { type Scene, spanOn } from "../scene";

/** Computes [from, until) of a line's own steps into `output`. */
export type Compute = (
  input: Float64Array,
  output: Float64Array,
  span: [from: number, until: number],
) => void;

/** A line for each line, of the same steps. */
export function mapLines(
  scene: Scene,
  lines: readonly Line[],
  make: { name(line: Line): string; compute(line: Line): Compute; tag?: [name: string, value: string] },
): Line[] {
  const { tag } = make;
  const made = lines.map((line) =>
    lineLike(line, make.name(line), tag && { tags: new Map([...line.tags, tag]) }),
  );
  const computes = lines.map((line) => make.compute(line));
  scene.run((from, until) => {
    for (let i = 0; i < lines.length; i++) {
      const { values, grid } = lines[i]!;
      computes[i]!(values, made[i]!.values, spanOn(scene, grid, from, until));
    }
  });
  return made;
}

/** A line for each line, each value made of the one at its step. NaN stays NaN if `change` says so. */
export function mapValues(
  scene: Scene,
  lines: readonly Line[],
  name: (line: Line) => string,
  change: (value: number, line: Line) => number,
  tag?: [name: string, value: string],
): Line[] {
  const made = lines.map((line) => lineLike(line, name(line), tag && { tags: new Map([...line.tags, tag]) }));
  scene.run((from, until) => {
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      const output = made[i]!.values;
      const [first, end] = spanOn(scene, line.grid, from, until);
      for (let k = first; k < end; k++) output[k] = change(line.values[k]!, line);
    }
  });
  return made;
}

/** The same values under other names. */
export function renameLines(lines: readonly Line[], name: (line: Line) => string): Line[] {
  return lines.map((line) => ({ ...line, name: name(line) }));
}
