import type { Implementation } from "../scene";
import { renameLines } from "./each-line";

const unchanged: Implementation = ({ list }) => list("seriesList");

export const drawingFunctions = {
  alpha: unchanged,
  color: unchanged,
  lineWidth: unchanged,
  dashed: ({ list, number }) =>
    renameLines(list("seriesList"), ({ name }) => `dashed(${name}, ${number("dashLength")})`),
  drawAsInfinite: ({ list }) => renameLines(list("seriesList"), ({ name }) => `drawAsInfinite(${name})`),
  secondYAxis: ({ list }) => renameLines(list("seriesList"), ({ name }) => `secondYAxis(${name})`),
} satisfies Record<string, Implementation>;
