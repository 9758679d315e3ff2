import { isKind } from "@/lib/metric/series";
import type { Line } from "./lines";

/** The parts of a line's name, and its tags, that the nodes ask for, joined by dots. */
export function keyOf(line: Pick<Line, "name" | "tags">, nodes: readonly (number | string)[]): string {
  const parts = partsOf(line.name);
  return nodes
    .map((node) => {
      const at = Number(node);
      const part =
        typeof node === "number" || /^-?\d+$/.test(node) ? parts[at < 0 ? parts.length + at : at] : undefined;
      return part ?? line.tags.get(String(node)) ?? "";
    })
    .join(".");
}

/**
 * `scale(counters:api.hits:rate,2)` → api, hits. Of a call it is the first name in it; kind, statistic
 * and tags are no part of it.
 */
function partsOf(name: string): string[] {
  const inner = name.endsWith(")") ? /^(?:\w+\()+((?:\{[^}]*\}|[^,(){}"'])+)[,)]/.exec(name)?.[1] : undefined;
  return bareName(inner ?? name).split(".");
}

function bareName(name: string): string {
  const [bucket = ""] = name.split(";");
  const at = bucket.indexOf(":");
  if (at < 0) return bucket;
  const rest = isKind(bucket.slice(0, at)) ? bucket.slice(at + 1) : bucket;
  return rest.split(":")[0]!;
}
