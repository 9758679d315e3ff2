import { createHash } from "node:crypto";
import type { SeriesName } from "@/lib/metric/series";
import type { StreamSeries } from "@/lib/live/frames";
import type { OpenedTarget } from "./evaluator";
import type { Needs } from "./needs";
import type { Matches } from "./resolve";
import type { Target } from "./syntax";

export interface PlanEntry {
  key: string;
  rangeMs: number;
  stepMs: number;
  target: Target;
  matches: Matches;
  series: SeriesName[];
  needs: Needs;
}

/** What a stream carries: its series in order, and how each is made. */
export interface Arranged {
  rev: string;
  series: StreamSeries[];
  /** For each of `series`: its entry, and which of the entry's lines it is. */
  sources: { entry: OpenEntry; line: number }[];
  entries: OpenEntry[];
}

export type OpenEntry = PlanEntry & {
  live: OpenedTarget;
  /** The lines that are sent, under names that no two of them share. */
  shown: { line: number; name: string }[];
};

/** Puts the lines of all entries in order, and signs them. */
export function arrange(entries: OpenEntry[]): Arranged {
  const lines = entries.flatMap((entry) =>
    entry.shown.map(({ line, name }) => ({
      series: { key: entry.key, name, stepMs: entry.live.lines()[line]!.grid.stepMs },
      source: { entry, line },
    })),
  );
  lines.sort((a, b) => compare(a.series.key, b.series.key) || compare(a.series.name, b.series.name));
  const series = lines.map((each) => each.series);
  const text = JSON.stringify(series.map(({ key, name, stepMs }) => [key, name, stepMs]));
  return {
    rev: createHash("sha1").update(text).digest("base64url").slice(0, 12),
    series,
    sources: lines.map((each) => each.source),
    entries,
  };
}

/** What is left when the lines of these keys are taken out. */
export function without(arranged: Arranged, keys: ReadonlySet<string>): Arranged {
  return keys.size === 0 ? arranged : arrange(arranged.entries.filter(({ key }) => !keys.has(key)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
