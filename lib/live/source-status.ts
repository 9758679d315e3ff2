import type { StatusEvent } from "./frames";

export interface SourceStatus {
  /** `away`: the server is there, its store is not. `offline`: no network, or no server for a while. */
  state: "connecting" | "live" | "reconnecting" | "offline" | "away";
  /** From the end of a step to its arrival here; null before the first. */
  lagMs: number | null;
  /** The age of the newest step on the page, in whole seconds, while the state is not `live`; else 0. */
  behindMs: number;
  reason: string | null;
}

export const connectingStatus: SourceStatus = {
  state: "connecting",
  lagMs: null,
  behindMs: 0,
  reason: null,
};

/** A stream that comes back within this time was never seen to be gone. */
const unseenMs = 1_500;
const offlineAfterMs = 15_000;

/** Returns `before` itself when nothing changed. */
export function judgeStatus(facts: {
  before: SourceStatus;
  /** How long there has been no working stream. */
  downMs: number;
  linked: boolean;
  everLinked: boolean;
  online: boolean;
  server: { event: StatusEvent; lagMs: number } | null;
  behindMs: number;
  reason: string | null;
}): SourceStatus {
  const state = judgeState(facts);
  const live = state === "live";
  const serverReason = facts.server?.event.reason ?? null;
  const status: SourceStatus = {
    state,
    lagMs: facts.server?.lagMs ?? null,
    behindMs: live ? 0 : Math.floor(facts.behindMs / 1_000) * 1_000,
    reason: live ? null : state === "away" ? serverReason : facts.online ? facts.reason : "no network",
  };
  const before = facts.before;
  const same = (Object.keys(status) as (keyof SourceStatus)[]).every((key) => status[key] === before[key]);
  return same ? before : status;
}

function judgeState(facts: Parameters<typeof judgeStatus>[0]): SourceStatus["state"] {
  if (facts.linked) return facts.server?.event.state === "away" ? "away" : "live";
  if (!facts.online || facts.downMs > offlineAfterMs) return "offline";
  if (!facts.everLinked) return "connecting";
  const unseen = facts.downMs < unseenMs && (facts.before.state === "live" || facts.before.state === "away");
  return unseen ? facts.before.state : "reconnecting";
}
