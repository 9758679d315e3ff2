import { aggregation, type Declarations, interval, list, number } from "./declaration";

const point = (help: string, ...more: ReturnType<typeof number>[]) =>
  ({ group: "Transform", help, scope: "point", params: [list, ...more] }) as const;
const bounds = [number("maxValue", { default: null }), number("minValue", { default: null })] as const;

export const transformDeclarations = {
  scale: point("Multiplies by a number.", number("factor")),
  scaleToSeconds: point("What a value per step is in that many seconds.", number("seconds")),
  offset: point("Adds a number.", number("factor")),
  invert: point("One divided by the value."),
  logarithm: {
    ...point("The logarithm; nothing for zero and below.", number("base", { default: 10 })),
    aliases: ["log"],
  },
  pow: point("Raises to a power.", number("factor")),
  squareRoot: point("The square root."),
  absolute: point("Drops the sign."),
  isNonNull: point("1 where there is a value, 0 where there is none."),
  transformNull: point("Puts a number where there is no value.", number("default", { default: 0 }), {
    name: "referenceSeries",
    type: "series",
    default: null,
  }),
  offsetToZero: {
    group: "Transform",
    help: "Moves each series so that its least value is zero.",
    scope: "range",
    params: [list],
  },
  derivative: {
    group: "Transform",
    help: "By how much the value changed since the step before.",
    scope: "window",
    back: 1,
    params: [list],
  },
  nonNegativeDerivative: {
    group: "Transform",
    help: "As derivative, for values that only grow: nothing where one fell, unless it wraps at maxValue.",
    scope: "window",
    back: 1,
    params: [list, ...bounds],
  },
  perSecond: {
    group: "Transform",
    help: "As nonNegativeDerivative, per second.",
    scope: "window",
    back: 1,
    params: [list, ...bounds],
  },
  delay: {
    group: "Transform",
    help: "Moves the series later by a number of steps.",
    scope: "window",
    back: "steps",
    params: [list, { name: "steps", type: "integer", min: 0, max: 10_000 }],
  },
  integral: {
    group: "Transform",
    help: "The sum of everything since the range began.",
    scope: "range",
    params: [list],
  },
  integralByInterval: {
    group: "Transform",
    help: "As integral, beginning again after each interval since the range began.",
    scope: "range",
    params: [list, interval("intervalUnit")],
  },
  keepLastValue: {
    group: "Transform",
    help: "Fills gaps of at most `limit` steps with the value before them.",
    scope: "range",
    params: [list, number("limit", { default: Number.POSITIVE_INFINITY })],
  },
  interpolate: {
    group: "Transform",
    help: "Fills gaps of at most `limit` steps with a straight line between their ends.",
    scope: "range",
    params: [list, number("limit", { default: Number.POSITIVE_INFINITY })],
  },
  summarize: {
    group: "Transform",
    help: "One value for each interval; alignToFrom: intervals begin where the range does.",
    scope: "range",
    widens: "intervalString",
    params: [
      list,
      interval("intervalString"),
      aggregation("func", "sum"),
      { name: "alignToFrom", type: "boolean", default: false },
    ],
  },
  smartSummarize: {
    group: "Transform",
    help: "As summarize, with intervals that begin where the range does, or at the unit of time named.",
    scope: "range",
    widens: "intervalString",
    params: [
      list,
      interval("intervalString"),
      aggregation("func", "sum"),
      { name: "alignTo", type: "text", default: null },
    ],
  },
  hitcount: {
    group: "Transform",
    help: "Takes values as rates per second, and counts what came in each interval.",
    scope: "range",
    widens: "intervalString",
    params: [list, interval("intervalString"), { name: "alignToInterval", type: "boolean", default: false }],
  },
  timeShift: {
    group: "Transform",
    help: "What the series were that long ago.",
    scope: "shift",
    params: [
      list,
      interval("timeShift"),
      { name: "resetEnd", type: "boolean", default: true },
      { name: "alignDst", type: "boolean", default: false },
    ],
  },
  timeSlice: {
    group: "Transform",
    help: "Shows the series only between two times.",
    scope: "range",
    params: [
      list,
      { name: "startSliceAt", type: "text" },
      { name: "endSliceAt", type: "text", default: "now" },
    ],
  },
} as const satisfies Declarations;
