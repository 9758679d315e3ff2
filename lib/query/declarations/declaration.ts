/**
 * `points`: a number of steps, or a length of time as text; `total`: series, a number, or nothing;
 * `node`: the place of a part of the name, or a tag; `aggregation`: what `aggregations.ts` lists.
 */
export type ParameterType =
  | "series"
  | "number"
  | "integer"
  | "text"
  | "boolean"
  | "interval"
  | "points"
  | "aggregation"
  | "node"
  | "total";

export interface Parameter {
  name: string;
  type: ParameterType;
  /** May be left out: then it is this. Null: the function decides. */
  default?: number | string | boolean | null;
  /** Takes all that follow. Only the last positional one. */
  repeats?: true;
  min?: number;
  max?: number;
}

/**
 * `point`: its value at a step needs nothing but that step. `window`: the steps before it as well.
 * `shift`: steps of another time. `range`: everything since the range began.
 */
export type Scope = "point" | "window" | "shift" | "range";

export interface FunctionDeclaration {
  group: FunctionGroup;
  help: string;
  scope: Scope;
  params: readonly Parameter[];
  aliases?: readonly string[];
  /** How many steps back it looks: a number, or the parameter that says it. */
  back?: number | string;
  /** Whether it also reads that far before the range. */
  readsBefore?: true;
  /** The parameter that says how long its own steps are. */
  widens?: string;
}

export type FunctionGroup =
  | "Combine"
  | "Transform"
  | "Calculate"
  | "Filter"
  | "Sort"
  | "Alias"
  | "Special"
  | "Graph";

export type Declarations = Readonly<Record<string, FunctionDeclaration>>;

/** Parameters that many functions have. */
export const list: Parameter = { name: "seriesList", type: "series" };
export const lists: Parameter = { name: "seriesLists", type: "series", repeats: true };
export const nodes: Parameter = { name: "nodes", type: "node", repeats: true };
export const xFilesFactor: Parameter = {
  name: "xFilesFactor",
  type: "number",
  default: null,
  min: 0,
  max: 1,
};

export function number(name: string, more: Partial<Parameter> = {}): Parameter {
  return { name, type: "number", ...more };
}

export function aggregation(name: string, otherwise?: string): Parameter {
  return { name, type: "aggregation", ...(otherwise !== undefined && { default: otherwise }) };
}

export function interval(name: string, otherwise?: string): Parameter {
  return { name, type: "interval", ...(otherwise !== undefined && { default: otherwise }) };
}
