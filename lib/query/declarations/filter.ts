import { aggregation, type Declarations, list, number, type Parameter, xFilesFactor } from "./declaration";

const n: Parameter = { name: "n", type: "integer", min: 0 };
const pattern: Parameter = { name: "pattern", type: "text" };

const choice = (help: string, group: "Filter" | "Sort" = "Filter") =>
  ({ group, help, scope: "range", params: [list] }) as const;
const ranking = (help: string) => ({ ...choice(help), params: [list, n] }) as const;
const above = (help: string) => ({ ...choice(help), params: [list, number("n")] }) as const;

export const filterDeclarations = {
  highestMax: ranking("The n series with the greatest maximum."),
  highestAverage: ranking("The n series with the greatest mean."),
  highestCurrent: ranking("The n series with the greatest last value."),
  lowestAverage: ranking("The n series with the least mean."),
  lowestCurrent: ranking("The n series with the least last value."),
  highest: {
    ...choice("The n series that come first by the aggregation named."),
    params: [list, { ...n, default: 1 }, aggregation("func", "average")],
  },
  lowest: {
    ...choice("The n series that come last by the aggregation named."),
    params: [list, { ...n, default: 1 }, aggregation("func", "average")],
  },
  averageAbove: above("The series whose mean is above n."),
  averageBelow: above("The series whose mean is at most n."),
  currentAbove: above("The series whose last value is above n."),
  currentBelow: above("The series whose last value is at most n."),
  maximumAbove: above("The series whose maximum is above n."),
  maximumBelow: above("The series whose maximum is at most n."),
  minimumAbove: above("The series whose minimum is above n."),
  minimumBelow: above("The series whose minimum is at most n."),
  removeEmptySeries: {
    ...choice("Leaves out series without any value."),
    params: [list, xFilesFactor],
  },
  limit: { group: "Filter", help: "The first n series.", scope: "point", params: [list, n] },
  exclude: {
    group: "Filter",
    help: "Leaves out series whose name the pattern matches.",
    scope: "point",
    params: [list, pattern],
  },
  grep: {
    group: "Filter",
    help: "Only series whose name the pattern matches.",
    scope: "point",
    params: [list, pattern],
  },
  unique: {
    group: "Filter",
    help: "Only the first of several series of one name.",
    scope: "point",
    params: [{ ...list, name: "seriesLists", repeats: true }],
  },
  removeBelowValue: {
    group: "Filter",
    help: "Leaves out values below n.",
    scope: "point",
    params: [list, number("n")],
  },
  removeAboveValue: {
    group: "Filter",
    help: "Leaves out values above n.",
    scope: "point",
    params: [list, number("n")],
  },
  sortByName: {
    group: "Sort",
    help: "In the order of their names.",
    scope: "point",
    params: [
      list,
      { name: "natural", type: "boolean", default: false },
      { name: "reverse", type: "boolean", default: false },
    ],
  },
  sortBy: {
    ...choice("In the order of the aggregation named.", "Sort"),
    params: [list, aggregation("func", "average"), { name: "reverse", type: "boolean", default: false }],
  },
  sortByMaxima: choice("The greatest maximum first.", "Sort"),
  sortByMinima: choice("The least minimum first; only series that reach above zero.", "Sort"),
  sortByTotal: choice("The greatest sum first.", "Sort"),
} as const satisfies Declarations;
