import { findAggregate, gather } from "../aggregations";
import type { Line } from "../lines";
import { compilePattern } from "../pattern";
import { Fault } from "../reader";
import { firstOn, type Implementation, type SceneCall, spanOn } from "../scene";

/** The aggregation of what a line has in the range; NaN when it has nothing. */
function measure({ scene }: SceneCall, { values, grid }: Line, func: string): number {
  const scratch = new Float64Array(values.length);
  const count = gather(values, firstOn(scene, grid), values.length, scratch);
  return count === 0 ? Number.NaN : findAggregate(func)(scratch, count);
}

/** Equal ones stay in their order; lines without values have the least of all. */
function sortLines(call: SceneCall, lines: Line[], func: string, greatestFirst: boolean): Line[] {
  const scores = new Map(
    lines.map((line) => {
      const value = measure(call, line, func);
      return [line, Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value];
    }),
  );
  const sign = greatestFirst ? -1 : 1;
  return lines.toSorted((a, b) => {
    const [x, y] = [scores.get(a)!, scores.get(b)!];
    return x === y ? 0 : x < y ? -sign : sign;
  });
}

const rank =
  (func: string | null, greatestFirst: boolean): Implementation =>
  (call) =>
    sortLines(call, call.list("seriesList"), func ?? call.text("func"), greatestFirst).slice(
      0,
      call.number("n"),
    );

const keep =
  (func: string, holds: (value: number, n: number) => boolean): Implementation =>
  (call) =>
    call.list("seriesList").filter((line) => holds(measure(call, line, func), call.number("n")));

const above = (value: number, n: number) => value > n;
const atMost = (value: number, n: number) => value <= n;

const byPattern =
  (keeps: boolean): Implementation =>
  (call) => {
    const pattern = compilePattern(call.text("pattern"));
    if (typeof pattern === "string") throw new Fault(call.call.position, pattern);
    return call.list("seriesList").filter((line) => pattern.test(line.name) === keeps);
  };

export const chooseFunctions = {
  highestMax: rank("max", true),
  highestAverage: rank("average", true),
  highestCurrent: rank("last", true),
  highest: rank(null, true),
  lowestAverage: rank("average", false),
  lowestCurrent: rank("last", false),
  lowest: rank(null, false),
  averageAbove: keep("average", above),
  averageBelow: keep("average", atMost),
  currentAbove: keep("last", above),
  currentBelow: keep("last", atMost),
  maximumAbove: keep("max", above),
  maximumBelow: keep("max", atMost),
  minimumAbove: keep("min", above),
  minimumBelow: keep("min", atMost),
  removeEmptySeries: (call) => {
    const least = Number(call.value("xFilesFactor") ?? 0);
    return call.list("seriesList").filter((line) => {
      const count = measure(call, line, "count");
      const [first, end] = spanOn(call.scene, line.grid, call.scene.first, call.scene.end);
      return count > 0 && count / (end - first) >= least;
    });
  },
  limit: ({ list, number }) => list("seriesList").slice(0, number("n")),
  exclude: byPattern(false),
  grep: byPattern(true),
  unique: ({ lists }) => {
    const lines = lists("seriesLists").flat();
    return [...new Map(lines.toReversed().map((line) => [line.name, line])).values()].toReversed();
  },
  sortByName: ({ list, flag }) => {
    const natural = (name: string) => name.replace(/\d+/g, (digits) => digits.padStart(10, "0"));
    const key = ({ name }: Line) => (flag("natural") ? natural(name) : name);
    const sign = flag("reverse") ? -1 : 1;
    return list("seriesList").toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -sign : sign));
  },
  sortBy: (call) => sortLines(call, call.list("seriesList"), call.text("func"), call.flag("reverse")),
  sortByMaxima: (call) => sortLines(call, call.list("seriesList"), "max", true),
  sortByMinima: (call) => {
    const lines = call.list("seriesList").filter((line) => measure(call, line, "max") > 0);
    return sortLines(call, lines, "min", false);
  },
  sortByTotal: (call) => sortLines(call, call.list("seriesList"), "sum", true),
} satisfies Record<string, Implementation>;
