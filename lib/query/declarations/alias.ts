import { type Declarations, list, nodes, number, xFilesFactor } from "./declaration";

const naming = (help: string) => ({ group: "Alias", help, scope: "point", params: [list] }) as const;

export const aliasDeclarations = {
  alias: {
    ...naming("Shows the series under another name."),
    params: [list, { name: "newName", type: "text" }],
  },
  aliasByNode: { ...naming("Names each series by parts of its name, or by tags."), params: [list, nodes] },
  aliasByTags: {
    ...naming("Names each series by its tags, or by parts of its name."),
    params: [list, { ...nodes, name: "tags" }],
  },
  aliasByMetric: naming("Names each series by the last part of its name."),
  aliasSub: {
    ...naming("Replaces what a regular expression matches in the name; \\1 is its first group."),
    params: [list, { name: "search", type: "text" }, { name: "replace", type: "text" }],
  },
  substr: {
    ...naming("Names each series by the parts of its name from start to stop."),
    params: [
      list,
      { name: "start", type: "integer", default: 0 },
      { name: "stop", type: "integer", default: 0 },
    ],
  },
  changed: {
    group: "Special",
    help: "1 where the value is another than the last one, else 0.",
    scope: "range",
    params: [list],
  },
  constantLine: {
    group: "Special",
    help: "A level line at a number.",
    scope: "point",
    params: [number("value")],
  },
  threshold: {
    group: "Special",
    help: "A level line at a number, with a name of its own.",
    scope: "point",
    params: [
      number("value"),
      { name: "label", type: "text", default: null },
      { name: "color", type: "text", default: null },
    ],
  },
  consolidateBy: {
    group: "Special",
    help: "How points are made fewer where there are more than fit: average, sum, min, max, first, last.",
    scope: "point",
    params: [list, { name: "consolidationFunc", type: "text" }],
  },
  cumulative: {
    group: "Special",
    help: "As consolidateBy with sum.",
    scope: "point",
    params: [list],
  },
  setXFilesFactor: {
    group: "Special",
    help: "The share of values that must be there for several to become one.",
    scope: "point",
    params: [list, { ...xFilesFactor, default: 0 }],
    aliases: ["xFilesFactor"],
  },
  fallbackSeries: {
    group: "Special",
    help: "Another list where the first is empty.",
    scope: "point",
    params: [list, { ...list, name: "fallback" }],
  },
} as const satisfies Declarations;
