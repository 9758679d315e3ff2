import { createHash } from "node:crypto";
import type { Clock } from "@/lib/metric/clock";
import type { Retention } from "@/lib/metric/retention";
import type { MetricStore } from "@/lib/store/port";
import type { Evaluator } from "./evaluator";
import type { LiveFrame, StreamDescription, StreamId, Subscription } from "@/lib/live/frames";

/** What streams are followed with. */
export interface FollowOptions {
  store: MetricStore;
  /** The one of this process. */
  evaluator: Evaluator;
  /** Its first step is the flush interval. */
  retention: Retention;
  clock: Clock;
  every(ms: number, run: () => void): () => void;
}

/** A description, and what became of it since it was made. */
export interface FollowedDescription extends StreamDescription {
  subscriptions: FollowedSubscription[];
  /** Equal for equal descriptions; told in snapshots and ids. */
  version?: string;
}

/** `since`: which change of its description added it. */
export type FollowedSubscription = Subscription & { since?: number };

export interface Follower {
  /** Goes on with another description; windows of the keys in `added` are not known to anybody yet. */
  change(description: FollowedDescription, added: ReadonlySet<string>): void;
  /**
   * What a client needs to go on with the frames sent since this was called: a snapshot, and errors.
   * Rejects when nothing is followed yet.
   */
  catchUp(resume: Resume | null): Promise<LiveFrame[]>;
  stop(): void;
}

export interface Resume {
  after: StreamId;
  /** Whether the client has this key's window up to `after`. */
  held(key: string): boolean;
}

/** The keys whose windows a client that knows `before` does not have. */
export function keysAddedSince(before: FollowedDescription, after: FollowedDescription): Set<string> {
  const known = new Map(before.subscriptions.map(({ key, since }) => [key, since]));
  const isKnown = ({ key, since }: FollowedSubscription) => known.has(key) && known.get(key) === since;
  return new Set(after.subscriptions.filter((each) => !isKnown(each)).map(({ key }) => key));
}

/** The version of a description: what it asks for, in whatever order. */
export function versionOf({ subscriptions, names }: StreamDescription): string {
  const rows = subscriptions.map(
    ({ key, target, rangeMs, stepMs }) => [key, target, rangeMs, stepMs] as const,
  );
  rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return createHash("sha1")
    .update(JSON.stringify([rows, names]))
    .digest("base64url")
    .slice(0, 12);
}
