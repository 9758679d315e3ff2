import type { Step } from "@/lib/metric/columns";
import type { Retention } from "@/lib/metric/retention";
import type { SeriesInfo } from "@/lib/metric/series";
import type { Subscription } from "@/lib/live/frames";
import type { Listener, MetricStore, Seen, Span, StoreHealth } from "@/lib/store/port";
import { type CoarseSteps, createCoarseSteps } from "./coarse";
import { makePlan, type Plan } from "./plan";

/** What a subscription to the store said, in order. */
export type Heard =
  | { type: "flush"; step: Step; seen: Seen }
  | { type: "correct"; steps: Step[]; seen: Seen }
  | { type: "gap"; span: Span }
  | { type: "names"; infos: SeriesInfo[] }
  | { type: "lost" }
  | { type: "health"; health: StoreHealth };

/** One plan and its subscription. What it hears waits in `waiting` until it is made the live one. */
export interface Generation {
  plan: Plan;
  coarse: CoarseSteps;
  waiting: Heard[];
  /** How many of `waiting` came before the subscription held: the steps touched since `after`. */
  resumed: number;
  /** The end of the newest flush sent; the end of the newest open step before the first. */
  lastEndMs: number;
  /** When an open step was last sent. */
  openSentMs: number;
  stop(): void;
}

const attempts = 5;

/**
 * Plans and subscribes until no name slipped in between the two. `hear` gets what comes once the
 * generation is live.
 */
export async function openGeneration(
  store: MetricStore,
  retention: Retention,
  subscriptions: readonly Subscription[],
  after: Seen | null,
  hear: (generation: Generation, heard: Heard) => void,
): Promise<Generation> {
  for (let attempt = 1; ; attempt++) {
    const plan = await makePlan(store, retention, subscriptions);
    const generation: Generation = {
      plan,
      coarse: createCoarseSteps(store, retention, plan),
      waiting: [],
      resumed: 0,
      lastEndMs: 0,
      openSentMs: 0,
      stop() {},
    };
    generation.stop = await store.subscribe(
      plan.selection,
      after,
      listen((heard) => hear(generation, heard)),
    );
    generation.resumed = generation.waiting.length;
    const again = await makePlan(store, retention, subscriptions);
    const isSame = again.rev === plan.rev && again.selection.size === plan.selection.size;
    if (isSame || attempt === attempts) return generation;
    generation.stop();
  }
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
