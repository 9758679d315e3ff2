import type { Columns } from "@/lib/metric/columns";
import type { Run } from "@/lib/live/frames";
import type { MetricStore, Span } from "@/lib/store/port";
import { evaluateKept } from "./history";
import type { Arranged, OpenEntry } from "./arrange";
import { toJson } from "./query";

export type RunsOf = Map<OpenEntry, Run[]>;

/**
 * All lines of some entries over a span each; entries with equal step and span are read together. What
 * depends on the whole range is taken from what is held, whatever the span. With `toNow`, without the steps
 * to come of which nothing is known: functions have values there, too.
 */
export async function readRuns(
  store: Pick<MetricStore, "read">,
  wanted: { entry: OpenEntry; span: Span }[],
  { nowMs, toNow = false }: { nowMs: number; toNow?: boolean },
): Promise<RunsOf> {
  const runs: RunsOf = new Map();
  const groups = new Map<string, { entries: OpenEntry[]; span: Span }>();
  for (const { entry, span } of wanted) {
    if (entry.needs.scope === "range") runs.set(entry, heldRuns(entry));
    else {
      const key = `${entry.stepMs} ${span.fromMs} ${span.untilMs}`;
      const group = groups.get(key);
      if (group) group.entries.push(entry);
      else groups.set(key, { entries: [entry], span });
    }
  }
  for (const { entries, span } of groups.values()) {
    const { stepMs } = entries[0]!;
    const read = await evaluateKept(store, entries, { ...span, stepMs, nowMs });
    entries.forEach((entry, i) => {
      if (!read) return void runs.set(entry, []);
      const { lines, grid, first, columns } = read[i]!;
      const endMs = toNow ? Math.max(nowMs, endOfKnown(columns)) : Infinity;
      const of = lines.map((line): Run => {
        const { startMs, stepMs: its } = line.grid;
        const skipped = line.grid === grid ? first : 0;
        const end = Math.floor((endMs - startMs) / its);
        return [startMs + skipped * its, toJson(line.values.subarray(skipped, end))];
      });
      runs.set(entry, of);
    });
  }
  return runs;
}

/** The end of the newest step that any of them covers; 0: of none. */
function endOfKnown(columns: readonly Columns[]): number {
  const ends = columns.map(({ startMs, stepMs, coverage }) => {
    const last = coverage.lastIndexOf(1);
    return last < 0 ? 0 : startMs + (last + 1) * stepMs;
  });
  return Math.max(0, ...ends);
}

function heldRuns({ live }: OpenEntry): Run[] {
  return live.lines().map((_, line): Run => {
    const { startMs, values } = live.history!(line);
    return [startMs, toJson(values)];
  });
}

/** Values by the start of their step, as runs of consecutive steps. */
export function toRuns(points: ReadonlyMap<number, number | null>, stepMs: number): Run[] {
  const runs: Run[] = [];
  for (const [startMs, value] of [...points].sort((a, b) => a[0] - b[0])) {
    const last = runs.at(-1);
    if (last && last[0] + last[1].length * stepMs === startMs) last[1].push(value);
    else runs.push([startMs, [value]]);
  }
  return runs;
}

/** Without the steps at its end for which there is nothing, and when `fresh` also those at its beginning. */
export function trimRun([startMs, values]: Run, stepMs: number, fresh: boolean): Run[] {
  const first = fresh ? values.findIndex((value) => value !== null) : 0;
  const last = values.findLastIndex((value) => value !== null);
  return last < 0 ? [] : [[startMs + first * stepMs, values.slice(first, last + 1)]];
}

/** Arranges lines of entries in the order in which they are sent. */
export function inOrder<T>({ sources }: Arranged, of: (entry: OpenEntry, line: number) => T): T[] {
  return sources.map(({ entry, line }) => of(entry, line));
}
