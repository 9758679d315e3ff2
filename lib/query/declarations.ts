import { aliasDeclarations } from "./declarations/alias";
import { calculateDeclarations } from "./declarations/calculate";
import { combineDeclarations } from "./declarations/combine";
import type { FunctionDeclaration } from "./declarations/declaration";
import { drawingDeclarations } from "./declarations/drawing";
import { filterDeclarations } from "./declarations/filter";
import { transformDeclarations } from "./declarations/transform";

/** Every function: the parser checks by it, pickers list it, documentation prints it. Data only. */
export const declarations = {
  ...combineDeclarations,
  ...transformDeclarations,
  ...calculateDeclarations,
  ...filterDeclarations,
  ...aliasDeclarations,
  ...drawingDeclarations,
} as const;

export type FunctionName = keyof typeof declarations;

const nameOf = new Map<string, FunctionName>();
for (const [name, declaration] of Object.entries(declarations) as [FunctionName, FunctionDeclaration][])
  for (const each of [name, ...(declaration.aliases ?? [])]) nameOf.set(each, name);

/** A function by its name or one of its aliases. */
export function findDeclaration(
  name: string,
): { name: FunctionName; declaration: FunctionDeclaration } | null {
  const found = nameOf.get(name);
  return found ? { name: found, declaration: declarations[found] } : null;
}

/** The function somebody may have meant; null when none is near. */
export function findNearestFunction(name: string): string | null {
  const wanted = name.slice(0, 40).toLowerCase();
  let nearest: string | null = null;
  let least = Math.min(4, 1 + wanted.length / 3);
  for (const each of nameOf.keys()) {
    const distance = editDistance(wanted, each.toLowerCase());
    if (distance >= least) continue;
    least = distance;
    nearest = each;
  }
  return nearest;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
