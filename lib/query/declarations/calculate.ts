import {
  aggregation,
  type Declarations,
  interval,
  list,
  number,
  type Parameter,
  xFilesFactor,
} from "./declaration";

const windowSize: Parameter = { name: "windowSize", type: "points" };

const moving = (what: string) =>
  ({
    group: "Calculate",
    help: `The ${what} of the values in the window before each step.`,
    scope: "window",
    back: "windowSize",
    readsBefore: true,
    params: [list, windowSize, xFilesFactor],
  }) as const;

const forecast = [interval("bootstrapInterval", "7d"), interval("seasonality", "1d")] as const;

export const calculateDeclarations = {
  movingAverage: moving("mean"),
  movingMedian: moving("median"),
  movingSum: moving("sum"),
  movingMin: moving("least"),
  movingMax: moving("greatest"),
  movingWindow: {
    ...moving("aggregation named"),
    params: [list, windowSize, aggregation("func", "average"), xFilesFactor],
  },
  exponentialMovingAverage: {
    group: "Calculate",
    help: "A moving average that weighs newer values more.",
    scope: "range",
    back: "windowSize",
    readsBefore: true,
    params: [list, windowSize],
  },
  stdev: {
    group: "Calculate",
    help: "The standard deviation over the last points, where enough of them have a value.",
    scope: "window",
    back: "points",
    params: [
      list,
      { name: "points", type: "integer", min: 1, max: 10_000 },
      number("windowTolerance", { default: 0.1 }),
    ],
    aliases: ["movingStdDev"],
  },
  nPercentile: {
    group: "Calculate",
    help: "A level line at the n-th percentile of each series.",
    scope: "range",
    params: [list, number("n", { min: 0, max: 100 })],
  },
  aggregateLine: {
    group: "Calculate",
    help: "A level line at the aggregation of each series.",
    scope: "range",
    params: [list, aggregation("func", "average"), { name: "keepStep", type: "boolean", default: false }],
  },
  percentile: {
    group: "Calculate",
    help: "The n-th percentile of all samples of the timers together, from their sketches.",
    scope: "point",
    params: [list, number("n", { min: 0, max: 100 })],
  },
  heatmap: {
    group: "Calculate",
    help: "How many samples of the timers fell into each bin of values, over time: a line for each bin.",
    scope: "range",
    params: [list, { name: "bins", type: "integer", default: 24, min: 2, max: 60 }],
  },
  anomalyBand: {
    group: "Calculate",
    help: "Where values are usual: the median of the window before, more and less k times the median distance from it.",
    scope: "window",
    back: "windowSize",
    readsBefore: true,
    params: [list, number("k", { default: 3 }), { ...windowSize, default: 60 }],
  },
  holtWintersForecast: {
    group: "Calculate",
    help: "What the seasons before would let one expect, by Holt-Winters.",
    scope: "range",
    back: "bootstrapInterval",
    readsBefore: true,
    params: [list, ...forecast],
  },
  holtWintersConfidenceBands: {
    group: "Calculate",
    help: "The band around the Holt-Winters forecast in which values are usual.",
    scope: "range",
    back: "bootstrapInterval",
    readsBefore: true,
    params: [list, number("delta", { default: 3 }), ...forecast],
  },
} as const satisfies Declarations;
