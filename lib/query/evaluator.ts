import type { Clock } from "@/lib/metric/clock";
import type { Retention } from "@/lib/metric/retention";
import type { MetricStore } from "@/lib/store/port";
import { type Carried, createCarried } from "./carried";
import type { CoarseSteps, Stepped } from "./coarse";
import { evaluateKept } from "./history";
import { againMs, maxEvaluationMs, settleMs } from "./limits";
import type { LiveTarget, OnChange, StepSource } from "./live-target";
import type { Needs } from "./needs";
import { createPointGraph } from "./point-graph";
import type { Matches } from "./resolve";
import { Fault } from "./reader";
import { createRingTarget, type RingTarget } from "./ring-target";
import { createSharedCoarse } from "./shared-coarse";
import { createSignature } from "./signature";
import type { Target } from "./syntax";

export interface EvaluatorOptions {
  store: Pick<MetricStore, "read">;
  /** Its first step is the flush interval. */
  retention: Retention;
  clock: Clock;
  every(ms: number, run: () => void): () => void;
}

export interface Opening {
  target: Target;
  matches: Matches;
  needs: Needs;
  stepMs: number;
  rangeMs: number;
  nowMs: number;
  /** Where its range began when it was opened before; null: it begins now. */
  anchorMs: number | null;
  /** The end of the newest step that is over. */
  untilMs: number;
}

export type OpenedTarget = LiveTarget &
  Partial<Pick<RingTarget, "history">> & {
    /** Where its range began. */
    anchorMs: number;
  };

/** Evaluates live targets, one for each process: equal ones are evaluated once, whoever follows them. */
export interface Evaluator {
  /** Throws a Fault where the target makes no sense with what it matches now. */
  open(opening: Opening, changed: OnChange): Promise<OpenedTarget>;
  /** The steps longer than a flush that these need, while they fill. */
  coarse(entries: readonly Stepped[]): CoarseSteps & { release(): void };
  /** What is held may be wrong: targets opened from now on read everything again. */
  lost(): void;
  carried: Carried;
  /** Counts evaluation time of one step in; whether the process has spent too much on steps lately. */
  charge(endMs: number, ms: number): boolean;
}

interface Shared {
  ring: RingTarget;
  ready: Promise<void>;
  listeners: Set<OnChange>;
  users: number;
  read(): Promise<void>;
  reading: boolean;
  /** Steps that came while it is read again. */
  during: { startMs: number; source: StepSource }[];
}

/** Steps in a row that took too long. */
const tolerance = 3;

export function createEvaluator(options: EvaluatorOptions): Evaluator {
  const { store, retention, clock, every } = options;
  let coarse = createSharedCoarse(store, retention);
  const graph = createPointGraph();
  const rings = new Map<string, Shared>();
  let epoch = 0;
  let stopAgain: (() => void) | null = null;
  let spent = { endMs: 0, ms: 0, slow: 0 };

  async function open(opening: Opening, changed: OnChange): Promise<OpenedTarget> {
    const { target, matches, needs, stepMs } = opening;
    const anchorMs = opening.anchorMs ?? anchorOf(opening);
    if (needs.scope === "point") return { ...graph.open(target, matches, stepMs), anchorMs };
    const from = needs.scope === "range" ? anchorMs : "";
    const key = `${epoch} ${from} ${createSignature(matches, stepMs)(target)}`;
    const shared = rings.get(key) ?? start(key, opening, anchorMs);
    shared.users++;
    shared.listeners.add(changed);
    const release = () => {
      if (!shared.listeners.delete(changed) || --shared.users > 0) return;
      if (rings.get(key) === shared) rings.delete(key);
      if (rings.size > 0) return;
      stopAgain?.();
      stopAgain = null;
    };
    try {
      await shared.ready;
    } catch (error) {
      release();
      throw error;
    }
    const { ring } = shared;
    return {
      ...ring,
      anchorMs,
      put(startMs, source) {
        if (shared.reading) shared.during.push({ startMs, source });
        const isHeld = ring.put(startMs, source);
        if (!shared.reading && ring.needsBlock()) void shared.read();
        return isHeld;
      },
      release,
    };
  }

  function start(key: string, opening: Opening, anchorMs: number): Shared {
    const { target, matches, needs, stepMs, untilMs } = opening;
    const listeners = new Set<OnChange>();
    const spareSteps = Math.ceil(againMs / stepMs) + 64 + (rings.size % 64);
    const heldSteps = Math.ceil((2 * settleMs) / stepMs) + 8;
    const ring = createRingTarget({
      target,
      needs,
      stepMs,
      nowMs: opening.nowMs,
      spareSteps,
      heldSteps,
      changed: (changes) => {
        for (const listener of listeners) listener(changes);
      },
    });
    async function fill(untilMs: number): Promise<void> {
      const fromMs = needs.scope === "range" ? anchorMs : untilMs - heldSteps * stepMs;
      const span = { fromMs, untilMs, stepMs, nowMs: opening.nowMs, spareSteps, live: true };
      const read = await evaluateKept(store, [{ target, matches }], span);
      if (!read) throw new Fault(target.position, "what it looks back at is not kept in such short steps");
      ring.fill(read[0]!, untilMs - stepMs);
    }
    const shared: Shared = {
      ring,
      listeners,
      users: 0,
      reading: false,
      during: [],
      ready: fill(untilMs),
      async read() {
        shared.reading = true;
        const untilNowMs = Math.floor(clock.now() / stepMs) * stepMs;
        try {
          await fill(untilNowMs);
        } catch {
          // The store is away: streams begin again when it is back.
        }
        shared.reading = false;
        for (const { startMs, source } of shared.during.splice(0)) ring.put(startMs, source);
      },
    };
    // Its own failure is heard by whoever opened it.
    shared.ready.catch(() => rings.delete(key));
    rings.set(key, shared);
    stopAgain ??= every(againMs, () => {
      for (const { ring: each, reading } of rings.values()) if (!reading) each.again();
    });
    return shared;
  }

  return {
    open,
    coarse: (entries) => coarse.open(entries),
    carried: createCarried(),
    lost() {
      epoch++;
      coarse = createSharedCoarse(store, retention);
    },
    charge(endMs, ms) {
      if (endMs !== spent.endMs) {
        const slow = spent.ms > maxEvaluationMs ? spent.slow + 1 : 0;
        spent = { endMs, ms: 0, slow };
      }
      spent.ms += ms;
      return spent.ms > maxEvaluationMs && spent.slow + 1 >= tolerance;
    },
  };
}

/** Where a range begins: at a step, and where longer steps begin too. */
function anchorOf({ nowMs, rangeMs, stepMs, needs }: Opening): number {
  const fromMs = Math.floor((nowMs - rangeMs) / stepMs) * stepMs;
  return Math.floor(fromMs / needs.alignMs) * needs.alignMs;
}

/** A range that is followed grows; when it has, it begins again with the next snapshot. */
export function keepsAnchor(
  { anchorMs }: { anchorMs: number },
  { nowMs, rangeMs, stepMs }: Pick<Opening, "nowMs" | "rangeMs" | "stepMs">,
): boolean {
  return nowMs - anchorMs <= 2 * rangeMs + 2_000 * stepMs;
}
