import type { StatusEvent } from "./frames";

export interface SourceStatus {
  /** `away`: the server is there, its store is not. `offline`: no network, or no server for a while. */
  state: "connecting" | "live" | "reconnecting" | "offline" | "away";
  /** `polling`: where streams do not come through, the page asks every two seconds. */
  way: "stream" | "polling";
  /** Tabs of this browser that share the connection, this one among them. */
  tabs: number;
  /** From the end of a step to its being drawn, or to its arrival while nothing is; null before the first. */
  lagMs: number | null;
  /** The age of the newest step on the page, in whole seconds, while the state is not `live`; else 0. */
  behindMs: number;
  /** By how much this computer's clock is wrong, in whole seconds; below zero it is behind; else 0. */
  clockOffMs: number;
  reason: string | null;
}

export const connectingStatus: SourceStatus = {
  state: "connecting",
  way: "stream",
  tabs: 1,
  lagMs: null,
  behindMs: 0,
  clockOffMs: 0,
  reason: null,
};

/** A stream that comes back within this time was never seen to be gone. */
const unseenMs = 1_500;
const offlineAfterMs = 15_000;
/** A smaller difference is no fault. */
const clockFaultMs = 2_000;

export interface StatusFacts {
  before: SourceStatus;
  way: SourceStatus["way"];
  tabs: number;
  /** How long no events have come. */
  downMs: number;
  linked: boolean;
  everLinked: boolean;
  online: boolean;
  server: StatusEvent | null;
  lagMs: number | null;
  behindMs: number;
  /** What to add to this computer's clock. */
  offsetMs: number;
  reason: string | null;
}

/** Returns `before` itself when nothing changed. */
export function judgeStatus(facts: StatusFacts): SourceStatus {
  const state = judgeState(facts);
  const live = state === "live";
  const serverReason = facts.server?.reason ?? null;
  const status: SourceStatus = {
    state,
    way: facts.way,
    tabs: facts.tabs,
    lagMs: facts.lagMs,
    behindMs: live ? 0 : Math.floor(facts.behindMs / 1_000) * 1_000,
    clockOffMs: Math.abs(facts.offsetMs) < clockFaultMs ? 0 : -Math.round(facts.offsetMs / 1_000) * 1_000,
    reason: live ? null : state === "away" ? serverReason : facts.online ? facts.reason : "no network",
  };
  const before = facts.before;
  const same = (Object.keys(status) as (keyof SourceStatus)[]).every((key) => status[key] === before[key]);
  return same ? before : status;
}

function judgeState(facts: StatusFacts): SourceStatus["state"] {
  if (facts.linked) return facts.server?.state === "away" ? "away" : "live";
  if (!facts.online || facts.downMs > offlineAfterMs) return "offline";
  if (!facts.everLinked) return "connecting";
  const unseen = facts.downMs < unseenMs && (facts.before.state === "live" || facts.before.state === "away");
  return unseen ? facts.before.state : "reconnecting";
}
