import type { Retention } from "@/lib/metric/retention";
import type { Run, SnapshotEvent } from "@/lib/live/frames";
import type { MetricStore } from "@/lib/store/port";
import type { Generation } from "./generation";
import { hasValuesOfNothing } from "./gaps";
import { settleMs } from "./limits";
import type { Arranged, OpenEntry } from "./arrange";
import { inOrder, readRuns, toRuns, trimRun } from "./windows";

export interface SnapshotOptions {
  nowMs: number;
  /** What was live until now, whose windows the client has. */
  previous: Arranged | null;
  /** Keys whose windows the client holds up to the moment it resumes from. */
  held(key: string): boolean;
  fresh: boolean;
}

/** Reads what a client needs to stand where the stream stands: whole windows, or the touched steps only. */
export async function readSnapshot(
  store: Pick<MetricStore, "read">,
  retention: Retention,
  generation: Generation,
  { nowMs, previous, held, fresh }: SnapshotOptions,
): Promise<SnapshotEvent> {
  const { arranged, coarse } = generation;
  const flushMs = retention[0]!.stepMs;
  // What looks back changes with steps that were not touched, and gaps are never touched: what is made of
  // these is sent whole.
  const heldEntries = new Set(
    fresh || previous !== null
      ? []
      : arranged.entries.filter(
          (entry) => entry.needs.scope === "point" && held(entry.key) && !hasValuesOfNothing(entry),
        ),
  );
  const isHeld = (entry: OpenEntry) => heldEntries.has(entry);
  const endOf = ({ stepMs }: OpenEntry) =>
    stepMs === flushMs ? Math.ceil((nowMs + settleMs) / flushMs) * flushMs : coarse.openStartMs(stepMs);
  const wholeSpan = (entry: OpenEntry) => ({
    fromMs: Math.floor((nowMs - entry.rangeMs) / entry.stepMs) * entry.stepMs,
    untilMs: endOf(entry),
  });

  const known = new Set(previous?.series.map(({ key, name, stepMs }) => `${stepMs} ${key} ${name}`));
  const before = new Map(previous?.entries.map((entry) => [entry.key, entry.series.join(" ")]));
  const anchors = new Map(previous?.entries.map((entry) => [entry.key, entry.live.anchorMs]));
  const isNew = (entry: OpenEntry, name: string, stepMs: number) =>
    !known.has(`${stepMs} ${entry.key} ${name}`) ||
    (entry.needs.scope === "range" && anchors.get(entry.key) !== entry.live.anchorMs) ||
    // A sum of more series than before is another sum.
    (entry.target.type === "call" && before.get(entry.key) !== entry.series.join(" "));
  const changed = new Set(
    arranged.series.flatMap(({ name, stepMs }, i) => {
      const { entry } = arranged.sources[i]!;
      return isNew(entry, name, stepMs) ? [entry] : [];
    }),
  );

  const wholes = arranged.entries.filter((entry) => !isHeld(entry) && changed.has(entry));
  const wanted = wholes.map((entry) => ({ entry, span: wholeSpan(entry) }));
  const whole = await readRuns(store, wanted, { nowMs, toNow: true });
  const touched = await readTouched(store, generation, {
    entries: arranged.entries.filter(isHeld),
    flushMs,
    nowMs,
  });
  let index = 0;
  const columns = inOrder(arranged, (entry, line): Run[] => {
    const { name, stepMs } = arranged.series[index++]!;
    if (isHeld(entry)) return touched.get(entry)?.[line] ?? [];
    const run = isNew(entry, name, stepMs) ? whole.get(entry)?.[line] : undefined;
    return run ? trimRun(run, stepMs, fresh) : [];
  });
  return { rev: arranged.rev, series: arranged.series, columns, fresh };
}

/** The steps that arrived since the moment a client resumes from, for each line of the entries it holds. */
async function readTouched(
  store: Pick<MetricStore, "read">,
  { waiting, resumed, coarse, sourceOf }: Generation,
  { entries, flushMs, nowMs }: { entries: OpenEntry[]; flushMs: number; nowMs: number },
): Promise<Map<OpenEntry, Run[][]>> {
  const steps = waiting
    .slice(0, resumed)
    .flatMap((heard) =>
      heard.type === "correct" ? heard.steps : heard.type === "flush" ? [heard.step] : [],
    );
  const touched = new Map<OpenEntry, Run[][]>();
  for (const entry of entries) {
    const { stepMs, live } = entry;
    const points: Map<number, number | null>[] = live.lines().map(() => new Map());
    if (stepMs === flushMs) {
      for (const step of steps) {
        live.put(step.startMs, sourceOf(step));
        points.forEach((each, line) => {
          const value = live.valueAt(line, step.startMs);
          each.set(step.startMs, Number.isFinite(value) ? value : null);
        });
      }
    } else {
      const starts = new Set(steps.map((step) => Math.floor(step.startMs / stepMs) * stepMs));
      const closed = [...starts].filter((start) => start < coarse.openStartMs(stepMs));
      const span = { fromMs: Math.min(...closed), untilMs: Math.max(...closed) + stepMs };
      const read =
        closed.length === 0 ? undefined : (await readRuns(store, [{ entry, span }], { nowMs })).get(entry);
      read?.forEach(([fromMs, values], line) => {
        for (const start of closed) points[line]?.set(start, values[(start - fromMs) / stepMs] ?? null);
      });
    }
    touched.set(
      entry,
      points.map((each) => toRuns(each, stepMs)),
    );
  }
  return touched;
}
