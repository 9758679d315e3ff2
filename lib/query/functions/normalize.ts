import { findAggregate, gather } from "../aggregations";
import type { Grid, Line } from "../lines";
import { leastCommon } from "../needs";
import { firstOn, type Scene, spanOn } from "../scene";

/** The lines on one grid: where their steps differ, in the least step all of them fit into. */
export function normalizeLines(scene: Scene, lines: readonly Line[]): readonly Line[] {
  const [first] = lines;
  if (!first || lines.every((line) => line.grid === first.grid)) return lines;
  const stepMs = lines.map((line) => line.grid.stepMs).reduce(leastCommon);
  const startOf = ({ grid }: Line) => grid.startMs + firstOn(scene, grid) * grid.stepMs;
  const startMs = Math.min(...lines.map(startOf));
  const endMs = Math.max(...lines.map(({ grid }) => grid.startMs + grid.length * grid.stepMs));
  const grid = { startMs, stepMs, length: Math.ceil((endMs - startMs) / stepMs) };
  return lines.map((line) => widen(scene, line, grid));
}

function widen(scene: Scene, line: Line, grid: Grid): Line {
  const values = new Float64Array(grid.length).fill(Number.NaN);
  const scratch = new Float64Array(Math.ceil(grid.stepMs / line.grid.stepMs) + 1);
  const isFirst = line.consolidation === "first";
  const aggregate = findAggregate(isFirst ? "last" : line.consolidation);
  const { startMs, stepMs, length } = line.grid;
  const placeOf = (ms: number) => Math.min(length, Math.max(0, Math.ceil((ms - startMs) / stepMs)));
  scene.run((from, until) => {
    const [first, end] = spanOn(scene, grid, from, until);
    for (let i = first; i < end; i++) {
      const [a, b] = [placeOf(grid.startMs + i * grid.stepMs), placeOf(grid.startMs + (i + 1) * grid.stepMs)];
      const count = gather(line.values, a, b, scratch);
      const isEnough = count > 0 && count / (grid.stepMs / stepMs) >= line.xFilesFactor;
      values[i] = isEnough ? (isFirst ? scratch[0]! : aggregate(scratch, count)) : Number.NaN;
    }
  });
  return { ...line, grid, values };
}
