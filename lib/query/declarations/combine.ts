import { aggregation, type Declarations, list, lists, nodes, number, xFilesFactor } from "./declaration";

const combine = (help: string, aliases: readonly string[] = []) =>
  ({ group: "Combine", help, scope: "point", params: [lists], aliases }) as const;

export const combineDeclarations = {
  sumSeries: combine("Adds the series up; nothing where none has a value.", ["sum"]),
  averageSeries: combine("The mean of the series that have a value.", ["avg"]),
  minSeries: combine("The least of the series."),
  maxSeries: combine("The greatest of the series."),
  medianSeries: combine("The median of the series."),
  diffSeries: combine("The first series, less all the others."),
  multiplySeries: combine("The product of the series."),
  rangeOfSeries: combine("The greatest less the least of the series."),
  stddevSeries: combine("The standard deviation of the series around their mean."),
  countSeries: combine("How many series there are."),
  group: combine("Puts lists together into one."),
  aggregate: {
    group: "Combine",
    help: "Makes one series of many by the aggregation named.",
    scope: "point",
    params: [list, aggregation("func"), xFilesFactor],
  },
  percentileOfSeries: {
    group: "Combine",
    help: "The n-th percentile of the values the series have at each step.",
    scope: "point",
    params: [
      list,
      number("n", { min: 0, max: 100 }),
      { name: "interpolate", type: "boolean", default: false },
    ],
  },
  asPercent: {
    group: "Combine",
    help: "Each series as a percentage of the total: of all of them, of a number, or of other series; with nodes, within each group.",
    scope: "point",
    params: [list, { name: "total", type: "total", default: null }, { ...nodes, default: null }],
    aliases: ["pct"],
  },
  divideSeries: {
    group: "Combine",
    help: "Divides each series by one other.",
    scope: "point",
    params: [
      { name: "dividendSeriesList", type: "series" },
      { name: "divisorSeries", type: "series" },
    ],
  },
  divideSeriesLists: {
    group: "Combine",
    help: "Divides the first series of one list by the first of the other, and so on.",
    scope: "point",
    params: [
      { name: "dividendSeriesList", type: "series" },
      { name: "divisorSeriesList", type: "series" },
    ],
  },
  groupByNode: {
    group: "Combine",
    help: "Combines the series whose names are equal at the given part.",
    scope: "point",
    params: [list, { name: "nodeNum", type: "node" }, aggregation("callback", "average")],
  },
  groupByNodes: {
    group: "Combine",
    help: "Combines the series whose names are equal at all the given parts.",
    scope: "point",
    params: [list, aggregation("callback"), nodes],
  },
  groupByTags: {
    group: "Combine",
    help: "Combines the series that have equal values of the given tags.",
    scope: "point",
    params: [list, aggregation("callback"), { name: "tags", type: "text", repeats: true }],
  },
} as const satisfies Declarations;
