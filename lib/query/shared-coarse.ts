import type { Columns } from "@/lib/metric/columns";
import type { Retention } from "@/lib/metric/retention";
import type { SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import {
  type ClosedStep,
  type CoarseStep,
  type CoarseSteps,
  createCoarseSteps,
  type Fed,
  type Stepped,
} from "./coarse";
import type { StepSource } from "./live-target";
import { createTextHash } from "./signature";

/** Open steps for all streams of a process: equal ones fill once, whoever follows them. */
export interface SharedCoarse {
  open(entries: readonly Stepped[]): CoarseSteps & { release(): void };
}

interface Shared {
  steps: CoarseSteps;
  users: number;
  loaded: Promise<ClosedStep[]> | null;
  last: { startMs: number; key: Columns | undefined; fed: Fed };
  soFar: Map<number, { endMs: number; columns: Map<SeriesName, Columns> }>;
  reloads: Map<string, Promise<boolean>>;
}

export function createSharedCoarse(store: Pick<MetricStore, "read">, retention: Retention): SharedCoarse {
  const known = new Map<string, Shared>();
  return {
    open(entries) {
      const key = signEntries(entries, retention[0]!.stepMs);
      const shared = known.get(key) ?? create(entries);
      known.set(key, shared);
      shared.users++;
      const first = entries.find((entry) => entry.stepMs !== retention[0]!.stepMs)?.series[0];
      let isOpen = true;
      return {
        load(nowMs) {
          // Who joins later finds them loaded, and hears of what closed by the steps themselves.
          if (shared.loaded) return shared.loaded.then(() => []);
          shared.loaded = shared.steps.load(nowMs);
          shared.loaded.catch(() => (shared.loaded = null));
          return shared.loaded;
        },
        feed: (startMs, source) => feed(shared, startMs, { source, first }),
        soFar(stepMs, endMs) {
          const last = shared.soFar.get(stepMs);
          if (last?.endMs === endMs) return last.columns;
          const columns = shared.steps.soFar(stepMs, endMs);
          shared.soFar.set(stepMs, { endMs, columns });
          return columns;
        },
        openStartMs: shared.steps.openStartMs,
        reload: (step, nowMs) => reload(shared, step, nowMs),
        release() {
          if (!isOpen) return;
          isOpen = false;
          if (--shared.users === 0 && known.get(key) === shared) known.delete(key);
        },
      };
    },
  };

  function create(entries: readonly Stepped[]): Shared {
    return {
      steps: createCoarseSteps(store, retention, entries),
      users: 0,
      loaded: null,
      last: { startMs: -1, key: undefined, fed: { closed: new Map(), overdue: [], stale: [] } },
      soFar: new Map(),
      reloads: new Map(),
    };
  }
}

/** The columns of one flush are made once for all who hear of it: the same object was fed already. */
function feed(
  shared: Shared,
  startMs: number,
  { source, first }: { source: StepSource; first: SeriesName | undefined },
): Fed {
  const key = first && source.get(first);
  if (key !== undefined && shared.last.startMs === startMs && shared.last.key === key) return shared.last.fed;
  const fed = shared.steps.feed(startMs, source);
  shared.last = { startMs, key, fed };
  shared.soFar.clear();
  return fed;
}

function reload(shared: Shared, step: CoarseStep, nowMs: number): Promise<boolean> {
  const key = `${step.stepMs} ${step.startMs}`;
  const running = shared.reloads.get(key);
  if (running) return running;
  const reloaded = shared.steps.reload(step, nowMs).finally(() => {
    shared.reloads.delete(key);
    shared.soFar.clear();
  });
  shared.reloads.set(key, reloaded);
  return reloaded;
}

function signEntries(entries: readonly Stepped[], flushMs: number): string {
  const coarse = entries.filter((entry) => entry.stepMs !== flushMs);
  const bySteps = new Map<number, Set<SeriesName>>();
  for (const { stepMs, series } of coarse) {
    const all = bySteps.get(stepMs) ?? new Set();
    for (const name of series) all.add(name);
    bySteps.set(stepMs, all);
  }
  const texts = [...bySteps].map(([stepMs, names]) => `${stepMs} ${[...names].sort().join(" ")}`);
  return createTextHash(texts.sort().join("\n"));
}
