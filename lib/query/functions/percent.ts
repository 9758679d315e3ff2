import { findAggregate } from "../aggregations";
import { joinPaths, type Line, lineLike } from "../lines";
import { keyOf } from "../nodes";
import { Fault } from "../reader";
import { type Implementation, type Scene, type SceneCall, spanOn } from "../scene";
import { reduceLines } from "./combine";
import { groupLines } from "./group";
import { normalizeLines } from "./normalize";

const sum = findAggregate("sum");

function totalOf(scene: Scene, lines: readonly Line[]): Line {
  return reduceLines(scene, lines, {
    name: `sumSeries(${joinPaths(lines)})`,
    reduce: (values, count) => (count === 0 ? Number.NaN : sum(values, count)),
  })[0]!;
}

/** One line divided by another, times `factor`; nothing where either has none, or the divisor is zero. */
function divideLines(scene: Scene, pair: [Line, Line], name: string, factor = 1): Line {
  const [a, b] = normalizeLines(scene, pair) as [Line, Line];
  const made = lineLike(a, name, { tags: new Map([["name", name]]), consolidation: "average" });
  scene.run((from, until) => {
    const [start, end] = spanOn(scene, a.grid, from, until);
    for (let i = start; i < end; i++) {
      const divisor = b.values[i]!;
      made.values[i] = divisor === 0 ? Number.NaN : (a.values[i]! / divisor) * factor;
    }
  });
  return made;
}

const percentOf = (scene: Scene, line: Line, total: Line, name = `asPercent(${line.name},${total.name})`) =>
  divideLines(scene, [line, total], name, 100);

function missing(line: Line, name: string): Line {
  return lineLike(line, name, { tags: new Map([["name", name]]) });
}

function asPercent(call: SceneCall): Line[] {
  const { scene } = call;
  const lines = call.list("seriesList");
  const total = call.value("total");
  if (lines.length === 0) return [];
  if (call.values("nodes").length > 0) return percentByNodes(call, lines);
  if (typeof total === "number")
    return lines.map((line) => {
      const name = `asPercent(${line.name},${total})`;
      const values = new Float64Array(line.grid.length).fill(total);
      return divideLines(scene, [line, { ...line, values }], name, 100);
    });
  if (total === null) {
    const sumLine = totalOf(scene, lines);
    return lines.map((line) => percentOf(scene, line, sumLine));
  }
  const totals = call.list("total");
  if (totals.length === 0) return [];
  if (totals.length === 1) return lines.map((line) => percentOf(scene, line, totals[0]!));
  if (totals.length !== lines.length)
    throw new Fault(
      call.call.position,
      `the "total" of asPercent is a number, one series, or as many as the first list: ${totals.length} are not ${lines.length}`,
    );
  const byName = (list: Line[]) => list.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const sorted = byName(totals);
  return byName(lines).map((line, i) => percentOf(scene, line, sorted[i]!));
}

function percentByNodes(call: SceneCall, lines: Line[]): Line[] {
  const { scene } = call;
  const nodes = call.values("nodes");
  const total = call.value("total");
  if (typeof total === "number")
    throw new Fault(call.call.position, `the "total" of asPercent is None or series when nodes are given`);
  const groups = groupLines(lines, (line) => keyOf(line, nodes));
  const totals = total === null ? groups : groupLines(call.list("total"), (line) => keyOf(line, nodes));
  const totalLines = new Map(
    [...totals].map(([key, group]) => [key, group.length === 1 ? group[0]! : totalOf(scene, group)]),
  );
  return [...new Set([...groups.keys(), ...totals.keys()])].flatMap((key) => {
    const of = totalLines.get(key);
    const group = groups.get(key);
    if (!group) return [missing(lines[0]!, `asPercent(MISSING,${of!.name})`)];
    return group.map((line) =>
      of ? percentOf(scene, line, of) : missing(line, `asPercent(${line.name},MISSING)`),
    );
  });
}

export const percentFunctions = {
  asPercent,
  divideSeries: (call) => {
    const lines = call.list("dividendSeriesList");
    const [divisor, ...others] = call.list("divisorSeries");
    if (others.length > 0)
      throw new Fault(
        call.call.position,
        `the "divisorSeries" of divideSeries is one series, not ${others.length + 1}`,
      );
    if (!divisor) return lines.map((line) => missing(line, `divideSeries(${line.name},MISSING)`));
    return lines.map((line) =>
      divideLines(call.scene, [line, divisor], `divideSeries(${line.name},${divisor.name})`),
    );
  },
  divideSeriesLists: (call) => {
    const lines = call.list("dividendSeriesList");
    const divisors = call.list("divisorSeriesList");
    if (lines.length !== divisors.length)
      throw new Fault(
        call.call.position,
        `the lists of divideSeriesLists are equally long: ${lines.length} are not ${divisors.length}`,
      );
    return lines.map((line, i) =>
      divideLines(call.scene, [line, divisors[i]!], `divideSeries(${line.name},${divisors[i]!.name})`),
    );
  },
} satisfies Record<string, Implementation>;
