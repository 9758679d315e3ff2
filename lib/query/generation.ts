import type { Columns, Step } from "@/lib/metric/columns";
import type { Retention } from "@/lib/metric/retention";
import type { SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { Subscription } from "@/lib/live/frames";
import type { Listener, MetricStore, Seen, Span, StoreHealth } from "@/lib/store/port";
import type { ClosedStep, CoarseSteps } from "./coarse";
import { type Evaluator, keepsAnchor } from "./evaluator";
import { topLines } from "./limits";
import type { Change, StepSource } from "./live-target";
import { arrange, type Arranged, type OpenEntry } from "./arrange";
import { makePlan, type Plan } from "./plan";
import { isFault } from "./reader";
import { pickShown } from "./top";

/** What a subscription to the store said, and what followed from it, in order. */
export type Heard =
  | { type: "flush"; step: Step; seen: Seen }
  | { type: "correct"; steps: Step[]; seen: Seen }
  | { type: "gap"; span: Span }
  | { type: "names"; infos: SeriesInfo[] }
  | { type: "lost" }
  | { type: "health"; health: StoreHealth }
  /** Values of one key that became others; null: its lines are others. */
  | { type: "changed"; key: string; changes: Change[] | null };

/** One plan and its subscription. What it hears waits in `waiting` until it is made the live one. */
export interface Generation {
  plan: Plan;
  arranged: Arranged;
  coarse: CoarseSteps & { release(): void };
  waiting: Heard[];
  /** How many of `waiting` came before the subscription held: the steps touched since `after`. */
  resumed: number;
  /** The end of the newest flush sent; the end of the newest open step before the first. */
  lastEndMs: number;
  /** The end of the newest flush sent; before the first, where its snapshot ends. */
  flushedEndMs: number;
  /** When an open step was last sent. */
  openSentMs: number;
  /** The series of a step by name. */
  sourceOf(step: Step): StepSource;
  stop(): void;
}

export interface GenerationOptions {
  store: MetricStore;
  evaluator: Evaluator;
  retention: Retention;
  subscriptions: readonly Subscription[];
  nowMs(): number;
  after: Seen | null;
  slow?: ReadonlySet<string>;
}

const attempts = 5;

/**
 * Plans and subscribes until no name slipped in between the two. `hear` gets what comes once the
 * generation is live. Its entries are opened by `openEntries`.
 */
export async function openGeneration(
  options: GenerationOptions,
  hear: (generation: Generation, heard: Heard) => void,
): Promise<Generation> {
  const { store, evaluator, retention, subscriptions, after, slow } = options;
  for (let attempt = 1; ; attempt++) {
    const makeOptions = { retention, subscriptions, nowMs: options.nowMs(), slow };
    const plan = await makePlan(store, makeOptions);
    const generation: Generation = {
      plan,
      arranged: arrange([]),
      coarse: evaluator.coarse(plan.entries),
      waiting: [],
      resumed: 0,
      lastEndMs: 0,
      flushedEndMs: 0,
      openSentMs: 0,
      sourceOf: createSources(plan.selection),
      stop() {},
    };
    const unsubscribe = await store.subscribe(
      plan.selection,
      after,
      listen((heard) => hear(generation, heard)),
    );
    generation.stop = () => {
      unsubscribe();
      generation.coarse.release();
      for (const { live } of generation.arranged.entries) live.release();
    };
    generation.resumed = generation.waiting.length;
    const again = await makePlan(store, makeOptions);
    if (again.signature === plan.signature || attempt === attempts) return generation;
    generation.stop();
  }
}

/**
 * Opens what a generation evaluates, after its open steps are loaded; answers what closed meanwhile.
 * Faults become errors of their keys.
 */
export async function openEntries(
  generation: Generation,
  { store, evaluator, retention, nowMs }: GenerationOptions,
  previous: Arranged | null,
  hear: (generation: Generation, heard: Heard) => void,
): Promise<ClosedStep[]> {
  const { plan, coarse } = generation;
  const flushMs = retention[0]!.stepMs;
  const now = nowMs();
  const closed = await coarse.load(now);
  const opened: OpenEntry[] = [];
  // Whatever fails, what is open by then can be closed.
  generation.arranged = { ...generation.arranged, entries: opened };
  for (const entry of plan.entries) {
    const untilMs =
      entry.stepMs === flushMs ? Math.floor(now / flushMs) * flushMs : coarse.openStartMs(entry.stepMs);
    const known = previous?.entries.find(
      ({ key, stepMs, rangeMs }) => key === entry.key && stepMs === entry.stepMs && rangeMs === entry.rangeMs,
    );
    const anchorMs = known && keepsAnchor(known.live, { ...entry, nowMs: now }) ? known.live.anchorMs : null;
    try {
      const live = await evaluator.open({ ...entry, nowMs: now, untilMs, anchorMs }, (changes) =>
        hear(generation, { type: "changed", key: entry.key, changes }),
      );
      opened.push({ ...entry, live, shown: [] });
      const { shown, wasCut } = await pickShown(store, { ...entry, live }, now);
      opened.at(-1)!.shown = shown;
      if (wasCut)
        plan.errors.push({
          key: entry.key,
          code: "too_many_series",
          message: `these are ${live.lines().length} lines: the ${topLines} with the greatest values are shown`,
        });
    } catch (error) {
      if (!isFault(error)) throw error;
      const message = `character ${error.position}: ${error.message}`;
      plan.errors.push({ key: entry.key, code: "bad_target", message });
    }
  }
  generation.arranged = arrange(opened);
  return closed;
}

/** Steps bring the selected series in the selection's order: the place of each is known beforehand. */
function createSources(selection: ReadonlySet<SeriesName>): (step: Step) => StepSource {
  const names = [...selection];
  const places = new Map(names.map((series, i) => [series, i]));
  return ({ columns }) => {
    const inOrder = columns.length === names.length && columns.every((each, i) => each.series === names[i]);
    if (inOrder) return { get: (series) => columns[places.get(series) ?? -1] };
    const byName = new Map<SeriesName, Columns>(columns.map((each) => [each.series, each]));
    return byName;
  };
}

function listen(hear: (heard: Heard) => void): Listener {
  return {
    flush: (step, seen) => hear({ type: "flush", step, seen }),
    correct: (steps, seen) => hear({ type: "correct", steps, seen }),
    gap: (span) => hear({ type: "gap", span }),
    names: (infos) => hear({ type: "names", infos }),
    lost: () => hear({ type: "lost" }),
    health: (health) => hear({ type: "health", health }),
  };
}
