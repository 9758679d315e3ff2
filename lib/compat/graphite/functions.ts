import { aggregationNames } from "@/lib/query/aggregations";
import { declarations } from "@/lib/query/declarations";
import type { FunctionDeclaration, Parameter, ParameterType } from "@/lib/query/declarations/declaration";
import { GraphiteFault } from "./fault";
import { lastOf, readFlag, sendJson } from "./parameters";

interface FunctionInfo {
  name: string;
  /** Its head: `scale(seriesList, factor)`. */
  function: string;
  description: string;
  module: string;
  group: string;
  params: ParameterInfo[];
}

interface ParameterInfo {
  name: string;
  type: string;
  required?: true;
  default?: Parameter["default"];
  multiple?: true;
  options?: string[];
}

/** `/functions`: every function by name, or with `grouped` by group and name; `group` picks one. */
export function answerFunctions(params: URLSearchParams): Response {
  const group = lastOf(params, "group");
  const infos = listFunctions().filter((info) => group === null || info.group === group);
  if (!readFlag(params, "grouped")) return sendJson(params, print(byName(infos)));
  const groups = [...new Set(infos.map((info) => info.group))];
  const grouped = groups.map((each) => [each, byName(infos.filter((info) => info.group === each))]);
  return sendJson(params, print(Object.fromEntries(grouped)));
}

/** `/functions/<name>`. */
export function answerFunction(name: string, params: URLSearchParams): Response {
  const info = listFunctions().find((each) => each.name === name);
  if (!info) throw new GraphiteFault(`Function not found: ${name.slice(0, 100)}`, 404);
  return sendJson(params, print(info));
}

function listFunctions(): FunctionInfo[] {
  return Object.entries(declarations).flatMap(([name, declaration]: [string, FunctionDeclaration]) =>
    [name, ...(declaration.aliases ?? [])].map((each) => describe(each, declaration)),
  );
}

function describe(name: string, { group, help, params }: FunctionDeclaration): FunctionInfo {
  const head = params.map((each) => {
    if (each.repeats) return `*${each.name}`;
    return each.default === undefined ? each.name : `${each.name}=${printDefault(each.default)}`;
  });
  return {
    name,
    function: `${name}(${head.join(", ")})`,
    description: help,
    module: "graphite.render.functions",
    group,
    params: params.map(describeParameter),
  };
}

const types: Record<ParameterType, string> = {
  series: "seriesList",
  number: "float",
  integer: "integer",
  text: "string",
  boolean: "boolean",
  interval: "interval",
  points: "intOrInterval",
  aggregation: "aggFunc",
  node: "nodeOrTag",
  total: "any",
};

function describeParameter(parameter: Parameter): ParameterInfo {
  const { name, type, repeats } = parameter;
  return {
    name,
    type: type === "series" && repeats ? "seriesLists" : types[type],
    ...(parameter.default === undefined && { required: true }),
    ...(parameter.default != null && { default: parameter.default }),
    ...(repeats && { multiple: true }),
    ...(type === "aggregation" && { options: aggregationNames() }),
  };
}

function printDefault(value: Parameter["default"]): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? `'${value}'` : value === Infinity ? "inf" : String(value);
}

function byName(infos: FunctionInfo[]): Record<string, FunctionInfo> {
  return Object.fromEntries(infos.map((info) => [info.name, info]));
}

/** JSON has no infinity: as graphite-web, and as Grafana reads it. */
function print(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (each === Infinity ? "Infinity" : each)).replaceAll(
    '"default":"Infinity"',
    '"default":1e9999',
  );
}
