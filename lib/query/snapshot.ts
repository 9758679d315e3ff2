import type { Retention } from "@/lib/metric/retention";
import type { Run, SnapshotEvent } from "@/lib/live/frames";
import type { MetricStore } from "@/lib/store/port";
import type { Generation } from "./generation";
import { settleMs } from "./limits";
import type { Plan, PlanEntry } from "./plan";
import { evaluateStep, inPlanOrder, readLines, toRuns, trimRun } from "./windows";

export interface SnapshotOptions {
  nowMs: number;
  /** The plan that was live until now, whose windows the client has. */
  previous: Plan | null;
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
  const { plan, coarse } = generation;
  const flushMs = retention[0]!.stepMs;
  const isHeld = (entry: PlanEntry) => !fresh && previous === null && held(entry.key);
  const endOf = ({ stepMs }: PlanEntry) =>
    stepMs === flushMs ? Math.ceil((nowMs + settleMs) / flushMs) * flushMs : coarse.openStartMs(stepMs);
  const wholeSpan = (entry: PlanEntry) => ({
    fromMs: Math.floor((nowMs - entry.rangeMs) / entry.stepMs) * entry.stepMs,
    untilMs: endOf(entry),
  });

  const known = new Set(previous?.series.map(({ key, name, stepMs }) => `${stepMs} ${key} ${name}`));
  const before = new Map(previous?.entries.map((entry) => [entry.key, entry.series.join(" ")]));
  const isNew = (entry: PlanEntry, name: string) =>
    !known.has(`${entry.stepMs} ${entry.key} ${name}`) ||
    // A sum of more series than before is another sum.
    (entry.target.type === "call" && before.get(entry.key) !== entry.series.join(" "));
  const changed = new Set(
    plan.series.flatMap(({ name }, i) => {
      const { entry } = plan.sources[i]!;
      return isNew(entry, name) ? [entry] : [];
    }),
  );

  const wholes = plan.entries.filter((entry) => !isHeld(entry) && changed.has(entry));
  const whole = await readLines(
    store,
    wholes.map((entry) => ({ entry, span: wholeSpan(entry) })),
  );
  const touched = await readTouched(store, generation, plan.entries.filter(isHeld), flushMs);
  let index = 0;
  const columns = inPlanOrder(plan, (entry, line): Run[] => {
    const { name } = plan.series[index++]!;
    if (isHeld(entry)) return touched.get(entry)?.[line] ?? [];
    const run = isNew(entry, name) ? whole.get(entry)?.[line] : undefined;
    return run ? trimRun(run, entry.stepMs, fresh) : [];
  });
  return { rev: plan.rev, series: plan.series, columns, fresh };
}

/** The steps that arrived since the moment a client resumes from, for each line of the entries it holds. */
async function readTouched(
  store: Pick<MetricStore, "read">,
  { waiting, resumed, coarse }: Generation,
  entries: PlanEntry[],
  flushMs: number,
): Promise<Map<PlanEntry, Run[][]>> {
  const steps = waiting
    .slice(0, resumed)
    .flatMap((heard) =>
      heard.type === "correct" ? heard.steps : heard.type === "flush" ? [heard.step] : [],
    );
  const touched = new Map<PlanEntry, Run[][]>();
  for (const entry of entries) {
    const { stepMs } = entry;
    const points: Map<number, number | null>[] = [];
    const put = (line: number, startMs: number, value: number | null) =>
      (points[line] ??= new Map()).set(startMs, value);
    if (stepMs === flushMs) {
      for (const step of steps) {
        const columns = new Map(step.columns.map((each) => [each.series, each]));
        evaluateStep(entry, columns).forEach((value, line) => put(line, step.startMs, value));
      }
    } else {
      const starts = new Set(steps.map((step) => Math.floor(step.startMs / stepMs) * stepMs));
      const closed = [...starts].filter((start) => start < coarse.openStartMs(stepMs));
      const span = { fromMs: Math.min(...closed), untilMs: Math.max(...closed) + stepMs };
      const read = closed.length === 0 ? undefined : (await readLines(store, [{ entry, span }])).get(entry);
      read?.forEach(([fromMs, values], line) => {
        for (const start of closed) put(line, start, values[(start - fromMs) / stepMs] ?? null);
      });
    }
    touched.set(
      entry,
      points.map((each) => toRuns(each, stepMs)),
    );
  }
  return touched;
}
