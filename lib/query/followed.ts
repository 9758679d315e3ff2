import type { StreamDescription, StreamId, Subscription } from "@/lib/live/frames";

/** A description, and what became of it since it was made. */
export interface FollowedDescription extends StreamDescription {
  subscriptions: FollowedSubscription[];
  /** The number of its last change; undefined: it never changes. */
  change?: number;
}

/** `since`: the change that added it. */
export type FollowedSubscription = Subscription & { since?: number };

export interface Follower {
  /** Goes on with another description; its snapshot holds only what is new. */
  change(description: FollowedDescription): void;
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
