import type { Columns } from "@/lib/metric/columns";
import { kindOf, type SeriesName } from "@/lib/metric/series";
import { functions, type NamedValues } from "./functions";
import type { Reference, Target } from "./target";
import { defaultStatistic, readStatistic } from "./statistics";

/** Which series each reference of a target stands for, sorted. */
export type Matches = ReadonlyMap<Reference, readonly SeriesName[]>;

/**
 * The lines of a target over the steps of `columns`, which must all have the same steps. One step or many:
 * history and a live step go through the same code. No two lines have the same name.
 */
export function evaluateTarget(
  target: Target,
  matches: Matches,
  columns: ReadonlyMap<SeriesName, Columns>,
): NamedValues[] {
  return nameApart(evaluate(target, matches, columns));
}

function evaluate(
  target: Target,
  matches: Matches,
  columns: ReadonlyMap<SeriesName, Columns>,
): NamedValues[] {
  if (target.type === "reference") {
    return (matches.get(target) ?? []).flatMap((series) => {
      const found = columns.get(series);
      if (!found) return [];
      return { name: nameLine(series, target.statistic), values: readStatistic(found, target.statistic) };
    });
  }
  const lists: NamedValues[][] = [];
  const rest: (number | string)[] = [];
  for (const each of target.arguments) {
    if (typeof each === "object") lists.push(evaluate(each, matches, columns));
    else rest.push(each);
  }
  return functions[target.name](lists, rest, target.text);
}

/** The canonical name; a timer's always says which statistic it shows. */
function nameLine(series: SeriesName, statistic: string | null): string {
  if (statistic !== null) return `${series}:${statistic}`;
  const kind = kindOf(series);
  return kind === "timers" ? `${series}:${defaultStatistic(kind)}` : series;
}

function nameApart(lines: NamedValues[]): NamedValues[] {
  const used = new Set<string>();
  return lines.map(({ name, values }) => {
    let unique = name;
    for (let n = 2; used.has(unique); n++) unique = `${name} (${n})`;
    used.add(unique);
    return { name: unique, values };
  });
}
