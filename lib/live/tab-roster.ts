import { type FeedRequest, keyOf } from "./feeds";
import { lockOfTab, takeLock } from "./tab-lock";
import type { LocksLike } from "./tab-messages";

export interface TabWants {
  requests: FeedRequest[];
  names: boolean;
}

/** The other tabs, as their leader knows them: it follows on their behalf what they follow. */
export interface TabRoster {
  /** Returns false when it would be too much for one stream; the tab is not in the roster then. */
  set(tab: string, wants: TabWants): boolean;
  drop(tab: string): void;
  clear(): void;
  size(): number;
}

/** What the server takes for one stream. */
const maxSubscriptions = 1_000;
const maxDescriptionLength = 200_000;

interface Member {
  following: Map<string, { request: FeedRequest; release(): void }>;
  stopNames: (() => void) | null;
  stopWatching(): void;
}

export function createTabRoster(options: {
  locks: LocksLike;
  follow(request: FeedRequest): { release(): void };
  watchNames(): () => void;
  /** Everything that is followed in this tab, for itself and for others. */
  wanted(): readonly FeedRequest[];
  /** A tab is gone, without a word or with one. */
  onSize(): void;
}): TabRoster {
  const members = new Map<string, Member>();

  function set(tab: string, { requests, names }: TabWants): boolean {
    if (!fits(requests)) {
      drop(tab);
      return false;
    }
    const member = members.get(tab) ?? add(tab);
    const before = member.following;
    member.following = new Map();
    for (const request of requests) {
      const key = keyOf(request);
      member.following.set(key, before.get(key) ?? { request, ...options.follow(request) });
      before.delete(key);
    }
    for (const { release } of before.values()) release();
    if (names) member.stopNames ??= options.watchNames();
    else {
      member.stopNames?.();
      member.stopNames = null;
    }
    return true;
  }

  function add(tab: string): Member {
    const stopWatching = takeLock(options.locks, lockOfTab(tab), () => drop(tab));
    const member: Member = { following: new Map(), stopNames: null, stopWatching };
    members.set(tab, member);
    options.onSize();
    return member;
  }

  function drop(tab: string): void {
    const member = members.get(tab);
    if (!member) return;
    members.delete(tab);
    member.stopWatching();
    member.stopNames?.();
    for (const { release } of member.following.values()) release();
    options.onSize();
  }

  function fits(requests: readonly FeedRequest[]): boolean {
    const all = new Map([...options.wanted(), ...requests].map((each) => [keyOf(each), each]));
    return all.size <= maxSubscriptions && JSON.stringify([...all.values()]).length <= maxDescriptionLength;
  }

  return {
    set,
    drop,
    clear: () => [...members.keys()].forEach(drop),
    size: () => members.size,
  };
}
