import type { Clock } from "@/lib/metric/clock";
import type { Retention } from "@/lib/metric/retention";
import type { LiveFrame, SnapshotEvent, StreamId } from "@/lib/live/frames";
import type { Listener, MetricStore, Seen } from "@/lib/store/port";
import { heldLines } from "./carried";
import type { Evaluator } from "./evaluator";
import type { FollowedDescription, Resume } from "./followed";
import type { Generation, Heard } from "./generation";
import { readSnapshot } from "./snapshot";

interface CatchUpOptions {
  store: MetricStore;
  evaluator: Pick<Evaluator, "carried">;
  retention: Retention;
  clock: Clock;
}

/** Frames may arrive out of the order of their arrival times by as much. */
const resumeMarginMs = 10_000;
const maxTries = 5;

export function resumeFrom({ seen }: StreamId): Seen {
  return Math.max(0, seen - resumeMarginMs);
}

export function withKeys(snapshot: SnapshotEvent, { version, subscriptions }: FollowedDescription) {
  return version === undefined ? snapshot : { ...snapshot, keys: subscriptions.map(({ key }) => key) };
}

/**
 * A snapshot of what is followed now, for one client: with `resume` only what was touched since. What is
 * followed goes on meanwhile; should it be built anew, the snapshot is too.
 */
export async function catchUpWith(
  { store, evaluator, retention, clock }: CatchUpOptions,
  current: () => { generation: Generation; built: FollowedDescription } | null,
  resume: Resume | null,
): Promise<LiveFrame[]> {
  for (let tries = 0; tries < maxTries; tries++) {
    const now = current();
    if (!now) break;
    const { generation, built } = now;
    try {
      const touched = resume && (await readTouched(store, generation, resumeFrom(resume.after)));
      const waiting = touched ?? [];
      const held = resume ? heldLines(resume, generation.arranged, evaluator.carried) : () => false;
      const snapshot = await readSnapshot(
        store,
        retention,
        { ...generation, waiting, resumed: waiting.length },
        { nowMs: clock.now(), previous: null, held, fresh: touched === null },
      );
      if (current()?.generation !== generation) continue;
      const errors = generation.plan.errors.map((data): LiveFrame => ({ event: "error", data, id: null }));
      return [{ event: "snapshot", data: withKeys(snapshot, built), id: null }, ...errors];
    } catch (error) {
      // What is released meanwhile cannot be read; anything else is the store's.
      if (current()?.generation === generation) throw error;
    }
  }
  throw new Error("nothing is followed yet");
}

/** What arrived since a moment; null when it is older than what is kept. */
async function readTouched(store: MetricStore, { plan }: Generation, after: Seen): Promise<Heard[] | null> {
  const heard: Heard[] = [];
  let isLost = false;
  let holds = false;
  const hear = (each: Heard) => void (holds || heard.push(each));
  const listener: Listener = {
    flush: (step, seen) => hear({ type: "flush", step, seen }),
    correct: (steps, seen) => hear({ type: "correct", steps, seen }),
    gap() {},
    names() {},
    lost: () => void (isLost = true),
    health() {},
  };
  const stop = await store.subscribe(plan.selection, after, listener);
  holds = true;
  stop();
  return isLost ? null : heard;
}
