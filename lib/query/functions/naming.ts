import type { Consolidation, Line } from "../lines";
import { keyOf } from "../nodes";
import { compilePattern } from "../pattern";
import { Fault } from "../reader";
import type { Implementation, SceneCall } from "../scene";
import { renameLines } from "./each-line";

/** What is left of a name from one dot to another; of a call, what is innermost in it. */
function cutName(name: string, start: number, stop: number): string {
  const left = name.lastIndexOf("(") + 1;
  const right = name.indexOf(")");
  const inner = name.slice(left, right < 0 ? undefined : right);
  return inner
    .split(".")
    .slice(start, stop === 0 ? undefined : stop)
    .join(".")
    .replace(/,.*$/s, "");
}

const consolidations = ["average", "sum", "min", "max", "first", "last", "avg_zero"] as const;

function consolidateBy({ call }: SceneCall, lines: Line[], asked: string): Line[] {
  const func = asked === "avg" ? "average" : asked;
  if (!(consolidations as readonly string[]).includes(func))
    throw new Fault(
      call.position,
      `the "consolidationFunc" of consolidateBy is one of ${consolidations.join(", ")}`,
    );
  return lines.map((line) => {
    const name = `consolidateBy(${line.name},"${asked}")`;
    const tags = new Map([...line.tags, ["consolidateBy", asked] as const]);
    return { ...line, name, path: name, tags, consolidation: func as Consolidation };
  });
}

const byNode =
  (parameter: string): Implementation =>
  ({ list, values }) =>
    renameLines(list("seriesList"), (line) => keyOf(line, values(parameter)));

export const namingFunctions = {
  alias: ({ list, text }) => renameLines(list("seriesList"), () => text("newName")),
  aliasByNode: byNode("nodes"),
  aliasByTags: byNode("tags"),
  aliasByMetric: ({ list }) => renameLines(list("seriesList"), ({ name }) => cutName(name, -1, 0)),
  aliasSub: (call) => {
    const pattern = compilePattern(call.text("search"));
    if (typeof pattern === "string") throw new Fault(call.call.position, pattern);
    const replacement = call.text("replace");
    return renameLines(call.list("seriesList"), ({ name }) => pattern.replace(name, replacement));
  },
  substr: ({ list, number }) =>
    renameLines(list("seriesList"), ({ name }) => cutName(name, number("start"), number("stop"))),
  consolidateBy: (call) => consolidateBy(call, call.list("seriesList"), call.text("consolidationFunc")),
  cumulative: (call) => consolidateBy(call, call.list("seriesList"), "sum"),
  setXFilesFactor: ({ list, number }) => {
    const xFilesFactor = number("xFilesFactor");
    return list("seriesList").map((line) => ({
      ...line,
      xFilesFactor,
      tags: new Map([...line.tags, ["xFilesFactor", String(xFilesFactor)] as const]),
    }));
  },
  fallbackSeries: ({ list }) => {
    const lines = list("seriesList");
    return lines.length > 0 ? lines : list("fallback");
  },
} satisfies Record<string, Implementation>;
