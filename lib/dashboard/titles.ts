import { bucketOf } from "@/lib/metric/series";
import type { Panel } from "./dashboard";
import { splitTarget } from "./statistics";

/** A panel's title, or what stands in its place: the buckets of its targets, each once. */
export function titleOf(panel: Pick<Panel, "title" | "targets">): string {
  if (panel.title !== "") return panel.title;
  const names = panel.targets.map((target) => {
    const parts = splitTarget(target);
    return parts ? bucketOf(parts.series) : target;
  });
  return [...new Set(names)].join(", ") || "Empty panel";
}
