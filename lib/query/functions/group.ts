import type { Line } from "../lines";
import { keyOf } from "../nodes";
import type { Implementation, Scene } from "../scene";
import { tagsOf } from "../tags";
import { aggregateLines } from "./combine";

/** Lines by key, in the order in which keys first come. */
export function groupLines(lines: readonly Line[], key: (line: Line) => string): Map<string, Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const of = key(line);
    const group = groups.get(of);
    if (group) group.push(line);
    else groups.set(of, [line]);
  }
  return groups;
}

function combineGroups(scene: Scene, groups: Map<string, Line[]>, func: string): Line[] {
  return [...groups].flatMap(([name, group]) =>
    aggregateLines(scene, group, func).map((line) => ({ ...line, name })),
  );
}

export const groupFunctions = {
  groupByNode: (call) => {
    const node = call.value("nodeNum") as number | string;
    const groups = groupLines(call.list("seriesList"), (line) => keyOf(line, [node]));
    return combineGroups(call.scene, groups, call.text("callback"));
  },
  groupByNodes: (call) => {
    const nodes = call.values("nodes");
    const groups = groupLines(call.list("seriesList"), (line) => keyOf(line, nodes));
    return combineGroups(call.scene, groups, call.text("callback"));
  },
  groupByTags: (call) => {
    const lines = call.list("seriesList");
    const tags = call.values("tags").map(String);
    const func = call.text("callback");
    const names = new Set(lines.map((line) => line.tags.get("name") ?? ""));
    const common = names.size === 1 ? [...names][0]! : func;
    const others = tags.filter((tag) => tag !== "name");
    const groups = groupLines(lines, (line) => {
      const name = tags.includes("name") ? (line.tags.get("name") ?? "") : common;
      return [name, ...others.map((tag) => `${tag}=${line.tags.get(tag) ?? ""}`).sort()].join(";");
    });
    return combineGroups(call.scene, groups, func).map((line) => ({
      ...line,
      path: line.name,
      tags: tagsOf(line.name),
    }));
  },
} satisfies Record<string, Implementation>;
