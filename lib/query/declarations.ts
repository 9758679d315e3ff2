/** What a function takes, in order. `series` may be a name, a glob or another call. */
export type ParameterType = "series" | "number" | "text";

export interface FunctionDeclaration {
  help: string;
  /** `point`: its value at a step needs nothing but that step. */
  scope: "point";
  parameters: readonly { name: string; type: ParameterType }[];
  /** Whether the last parameter may be repeated. */
  repeats?: true;
}

const series = { name: "series", type: "series" } as const;

export const declarations = {
  alias: {
    help: "Shows the series under another name.",
    scope: "point",
    parameters: [series, { name: "name", type: "text" }],
  },
  scale: {
    help: "Multiplies by a number.",
    scope: "point",
    parameters: [series, { name: "factor", type: "number" }],
  },
  offset: {
    help: "Adds a number.",
    scope: "point",
    parameters: [series, { name: "amount", type: "number" }],
  },
  absolute: { help: "Drops the sign.", scope: "point", parameters: [series] },
  sumSeries: {
    help: "Adds the series up; nothing where none has a value.",
    scope: "point",
    parameters: [series],
    repeats: true,
  },
  averageSeries: {
    help: "The mean of the series that have a value.",
    scope: "point",
    parameters: [series],
    repeats: true,
  },
  minSeries: { help: "The least of the series.", scope: "point", parameters: [series], repeats: true },
  maxSeries: { help: "The greatest of the series.", scope: "point", parameters: [series], repeats: true },
} as const satisfies Record<string, FunctionDeclaration>;

export type FunctionName = keyof typeof declarations;

export function findDeclaration(name: string): FunctionDeclaration | null {
  return Object.hasOwn(declarations, name) ? declarations[name as FunctionName] : null;
}
