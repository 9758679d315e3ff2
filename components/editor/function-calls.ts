import { declarations } from "@/lib/query/declarations";
import type { FunctionDeclaration, Parameter, ParameterType } from "@/lib/query/declarations/declaration";

/** What a list of functions shows, and finds them by. */
export interface ListedFunction {
  name: string;
  help: string;
  group: string;
  /** `name(seriesList, windowSize)`, without what may be left out. */
  call: string;
  takesSeries: boolean;
}

const entries = Object.entries(declarations) as [string, FunctionDeclaration][];

export const listedFunctions: readonly ListedFunction[] = entries
  .map(([name, { help, group, params }]) => ({
    name,
    help,
    group,
    call: `${name}(${params.filter(isRequired).map(printParameter).join(", ")})`,
    takesSeries: params[0]?.type === "series",
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Those that have all words in their name, group or help; names that begin with the first word come first. */
export function findFunctions(words: string): readonly ListedFunction[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = listedFunctions.filter(({ name, group, help }) => {
    const text = `${name} ${group} ${help}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const rankOf = ({ name }: ListedFunction) => {
    const at = name.toLowerCase().indexOf(wanted[0] ?? "");
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  return found.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** A call that is right as it stands, around `target`; and which of it is to be written over. */
export function writeCall(
  name: string,
  target: string,
): { text: string; select: [from: number, to: number] } {
  const params = declarations[name as keyof typeof declarations].params as readonly Parameter[];
  let text = `${name}(`;
  let select: [number, number] | null = null;
  params.filter(isRequired).forEach((param, i) => {
    if (i > 0) text += ", ";
    const argument = param.type === "series" ? target : sampleOf(param);
    if (param.type !== "series") {
      const quotes = argument.startsWith('"') ? 1 : 0;
      select ??= [text.length + quotes, text.length + argument.length - quotes];
    }
    text += argument;
  });
  text += ")";
  return { text, select: select ?? [text.length, text.length] };
}

function isRequired({ default: otherwise }: Parameter): boolean {
  return otherwise === undefined;
}

function printParameter({ name, repeats }: Parameter): string {
  return repeats ? `*${name}` : name;
}

const samples: Record<Exclude<ParameterType, "series">, string> = {
  number: "1",
  integer: "5",
  text: '"name"',
  boolean: "true",
  interval: '"1min"',
  points: "10",
  aggregation: '"average"',
  node: "1",
  total: "100",
};

function sampleOf({ type, name, min = -Infinity, max = Infinity }: Parameter): string {
  if (type === "series") return "";
  if (type !== "number" && type !== "integer") return samples[type];
  const wanted = name === "n" && max >= 95 && type === "number" ? 95 : Number(samples[type]);
  return String(Math.min(max, Math.max(min, wanted)));
}
