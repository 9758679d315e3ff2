import { binBound } from "@/lib/metric/sketch";
import { type Line, printNumber, type SketchLine } from "../lines";
import { readSketchStatistic } from "../quantiles";
import type { Implementation, SceneCall } from "../scene";

export const sketchFunctions = { percentile, heatmap } satisfies Record<string, Implementation>;

function lineOf({ grid }: SketchLine, name: string, tags: [string, string][] = []): Line {
  return {
    name,
    path: name,
    tags: new Map([["name", name], ...tags]),
    grid,
    values: new Float64Array(grid.length).fill(Number.NaN),
    consolidation: "average",
    xFilesFactor: 0,
  };
}

function percentile(call: SceneCall): Line[] {
  const source = call.sketch("seriesList");
  const percent = call.number("n");
  const made = lineOf(source, `percentile(${source.text},${printNumber(percent)})`);
  const form = "percentile";
  call.scene.run((from, until) => {
    for (let i = from; i < until; i++) {
      const sketch = source.sketches[i];
      const exact = { sum: Number.NaN, min: source.min[i]!, max: source.max[i]! };
      made.values[i] = sketch ? readSketchStatistic(new Map(sketch), { form, percent }, exact) : Number.NaN;
    }
  });
  return [made];
}

/** Neighbouring bins of the sketch, so many to one that all samples of the range fit into `bins` lines. */
function heatmap(call: SceneCall): Line[] {
  const source = call.sketch("seriesList");
  const keys = keysOf(source.sketches.slice(call.scene.first));
  if (keys.length === 0) return [];
  const width = pickWidth(keys, call.number("bins"));
  const groups = groupsOf(keys, width);
  const places = new Map(groups.map((group, i) => [group, i]));
  const made = groups.map((group) => {
    const [low, high] = boundsOf(group, width);
    const [ge, le] = [printNumber(Number(low.toPrecision(3))), printNumber(Number(high.toPrecision(3)))];
    return lineOf(source, `heatmap(${source.text}) ${ge}..${le}`, [
      ["ge", ge],
      ["le", le],
    ]);
  });
  call.scene.run((from, until) => {
    for (let i = from; i < until; i++) {
      const sketch = source.sketches[i];
      for (const { values } of made) values[i] = sketch ? 0 : Number.NaN;
      // What came since the lines were made, outside of all of them, waits for the next time they are.
      for (const [key, weight] of sketch ?? []) {
        const line = made[places.get(groupOf(key, width)) ?? -1];
        if (line) line.values[i]! += weight;
      }
    }
  });
  return made;
}

function keysOf(sketches: SketchLine["sketches"]): number[] {
  const keys = new Set<number>();
  for (const sketch of sketches) for (const key of sketch?.keys() ?? []) keys.add(key);
  return [...keys].sort((a, b) => a - b);
}

/** A power of two, so that lines stay the same while the range moves on. */
function pickWidth(keys: number[], bins: number): number {
  let width = 1;
  while (countGroups(keys, width) > bins && width < 2 ** 20) width *= 2;
  return width;
}

function countGroups(keys: number[], width: number): number {
  const span = (signed: number[]) =>
    signed.length === 0 ? 0 : groupOf(signed.at(-1)!, width) - groupOf(signed[0]!, width) + 1;
  return (
    span(keys.filter((key) => key < 0)) + span(keys.filter((key) => key > 0)) + (keys.includes(0) ? 1 : 0)
  );
}

/** All groups from the least to the greatest of each sign: an empty bin among them is part of the picture. */
function groupsOf(keys: number[], width: number): number[] {
  const groups: number[] = [];
  for (const signed of [
    keys.filter((key) => key < 0),
    [0].filter((key) => keys.includes(key)),
    keys.filter((key) => key > 0),
  ]) {
    if (signed.length === 0) continue;
    const last = groupOf(signed.at(-1)!, width);
    for (let group = groupOf(signed[0]!, width); group <= last; group++) groups.push(group);
  }
  return groups;
}

function groupOf(key: number, width: number): number {
  return key === 0 ? 0 : key > 0 ? Math.ceil(key / width) : Math.floor(key / width);
}

function boundsOf(group: number, width: number): [low: number, high: number] {
  if (group === 0) return [0, 0];
  if (group < 0) return [-binBound(-group * width), -binBound((-group - 1) * width)];
  return [binBound((group - 1) * width), binBound(group * width)];
}
