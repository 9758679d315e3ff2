import { countsMissing, findAggregate, needsAll, percentileOf } from "../aggregations";
import { joinPaths, type Line, lineLike, printNumber } from "../lines";
import { type Implementation, type Scene, type SceneCall, spanOn } from "../scene";
import { normalizeLines } from "./normalize";

/** One value out of those that are there at a step, `count` of them. */
type Reduce = (values: Float64Array, count: number) => number;

/** One line out of many, by the aggregation of that name. No lines make none. */
export function aggregateLines(
  scene: Scene,
  given: readonly Line[],
  asked: string,
  xFilesFactor: number | null = null,
): Line[] {
  const func = asked.endsWith("Series") ? asked.slice(0, -"Series".length) : asked;
  const reduce = findAggregate(func);
  const whole = needsAll(func);
  const zeros = countsMissing(func);
  const least = xFilesFactor ?? Math.max(0, ...given.map((line) => line.xFilesFactor));
  const name = `${func}Series(${joinPaths(given)})`;
  return reduceLines(scene, given, {
    name,
    tags: commonTags(given, name, func),
    reduce(values, count) {
      if (count === 0 || count / given.length < least || (whole && count < given.length)) return Number.NaN;
      return zeros ? findAggregate("sum")(values, count) / given.length : reduce(values, count);
    },
  });
}

/** `reduce` also hears of steps at which nothing is there. */
export function reduceLines(
  scene: Scene,
  given: readonly Line[],
  make: { name: string; tags?: ReadonlyMap<string, string>; reduce: Reduce },
): Line[] {
  const lines = normalizeLines(scene, given);
  const [first] = lines;
  if (!first) return [];
  const made = lineLike(first, make.name, {
    tags: make.tags ?? new Map([["name", make.name]]),
    consolidation: "average",
  });
  const columns = lines.map((line) => line.values);
  const scratch = new Float64Array(columns.length);
  scene.run((from, until) => {
    const [start, end] = spanOn(scene, first.grid, from, until);
    for (let i = start; i < end; i++) {
      let count = 0;
      for (let k = 0; k < columns.length; k++) {
        const value = columns[k]![i]!;
        if (value === value) scratch[count++] = value;
      }
      made.values[i] = make.reduce(scratch, count);
    }
  });
  return [made];
}

function commonTags(lines: readonly Line[], name: string, func: string): ReadonlyMap<string, string> {
  const [first, ...others] = lines;
  const common = [...(first?.tags ?? [])].filter(([tag, value]) =>
    others.every((line) => line.tags.get(tag) === value),
  );
  const tags = new Map(common);
  if (!tags.has("name")) tags.set("name", name);
  return tags.set("aggregatedBy", func);
}

const combine =
  (func: string): Implementation =>
  ({ scene, lists }) =>
    aggregateLines(scene, lists("seriesLists").flat(), func);

export const combineFunctions = {
  sumSeries: combine("sum"),
  averageSeries: combine("average"),
  minSeries: combine("min"),
  maxSeries: combine("max"),
  medianSeries: combine("median"),
  diffSeries: combine("diff"),
  rangeOfSeries: combine("rangeOf"),
  stddevSeries: combine("stddev"),
  multiplySeries: (call) => {
    const lines = call.lists("seriesLists");
    return lines.length === 1 && lines[0]!.length === 1
      ? lines[0]!
      : aggregateLines(call.scene, lines.flat(), "multiply");
  },
  countSeries: ({ scene, lists }) => {
    const lines = lists("seriesLists").flat();
    return reduceLines(scene, lines, {
      name: `countSeries(${joinPaths(lines)})`,
      reduce: () => lines.length,
    });
  },
  group: ({ lists }) => lists("seriesLists").flat(),
  aggregate: (call) => {
    const least = call.value("xFilesFactor");
    return aggregateLines(
      call.scene,
      call.list("seriesList"),
      call.text("func"),
      least === null ? null : Number(least),
    );
  },
  percentileOfSeries,
} satisfies Record<string, Implementation>;

function percentileOfSeries(call: SceneCall): Line[] {
  const lines = call.list("seriesList");
  const how = { percent: call.number("n"), interpolate: call.flag("interpolate") };
  return reduceLines(call.scene, lines, {
    name: `percentileOfSeries(${lines[0]?.path ?? ""},${printNumber(how.percent)})`,
    reduce: (values, count) => percentileOf(values, count, how),
  });
}
