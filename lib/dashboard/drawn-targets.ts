import type { Panel } from "./dashboard";
import { splitTarget } from "./statistics";

/**
 * What a panel asks for so that it can be drawn: a heatmap takes the samples of timers, whichever statistics of
 * them its targets name. The panel keeps its targets, so that another kind of chart finds them again.
 */
export function drawnTargets({ chart, targets }: Pick<Panel, "chart" | "targets">): string[] {
  if (chart !== "heatmap") return targets;
  const made = targets.filter((target) => target.startsWith("heatmap("));
  const sources = targets.filter((target) => !target.startsWith("heatmap(")).map(sourceOf);
  const timers = [...new Set(sources)];
  const together = joinTimers(timers);
  const asked = together === null ? timers : [together];
  return [...made, ...asked.map((source) => `heatmap(${source})`)];
}

/** Why a panel can show nothing, whatever comes; null for all others. */
export function explainMismatch({ chart, targets }: Pick<Panel, "chart" | "targets">): string | null {
  if (chart !== "heatmap" || targets.length === 0) return null;
  const kinds = targets.map((target) => splitTarget(target)?.kind ?? "timers");
  return kinds.includes("timers") ? null : "A heatmap is made of a timer's samples";
}

/** `timers:api.login:p95` → `timers:api.login`; a function's first argument is looked into. */
function sourceOf(target: string): string {
  const parts = splitTarget(target);
  if (parts) return parts.series;
  const statistic = /^([^()]+[^():]):(?:p[\d.]+|median|mean|min|max|std|rate|count|sum|upper_\d+)$/.exec(
    target,
  );
  return statistic ? statistic[1]! : target;
}

/** Several timers as one pattern: their samples then make one picture. Null when that cannot be written. */
function joinTimers(timers: readonly string[]): string | null {
  const prefix = "timers:";
  const isPlain = (timer: string) => timer.startsWith(prefix) && /^[\w.:-]+$/.test(timer);
  if (timers.length < 2 || !timers.every(isPlain)) return null;
  return `${prefix}{${timers.map((timer) => timer.slice(prefix.length)).join(",")}}`;
}
