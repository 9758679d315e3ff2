import type { BoardStore } from "@/lib/store/port";
import { type FollowedDescription, type FollowOptions, keysAddedSince, type Resume } from "./followed";
import { createEventFeed } from "./stream-events";
import { createStreamGroup, type StreamGroup } from "./stream-group";

export interface OpenedStream {
  /** Goes on with another description of the same stream. */
  change(description: Versioned): void;
  close(): void;
}

/** All streams of a process; those of equal descriptions share one follower and its encoded frames. */
export interface StreamHub {
  /** Sends a stream's events until it is closed: a snapshot first, then the marked events of its range. */
  open(description: Versioned, resume: Resume | null, send: (bytes: Uint8Array) => void): OpenedStream;
  /** How many different descriptions are followed. */
  groups(): number;
}

export type Versioned = FollowedDescription & { version: string };

interface Membership {
  group: StreamGroup;
  leave(): void;
}

export function createStreamHub(
  options: FollowOptions & { boards: Pick<BoardStore, "listEvents" | "watchEvents"> },
): StreamHub {
  const groups = new Map<string, { group: StreamGroup; description: Versioned }>();
  const events = createEventFeed(options);
  let stopListening: (() => void) | null = null;

  return { open, groups: () => groups.size };

  function open(first: Versioned, resume: Resume | null, send: (bytes: Uint8Array) => void): OpenedStream {
    let closed = false;
    /** What the client surely has the windows of; and what its follower was told last. */
    let has = first;
    let told = first;
    let current: Membership | null = null;
    let next: Membership | null = enter(first, resume);
    return {
      change(description) {
        if (closed) return;
        const isAlone = current !== null && next === null && current.group.size() === 1;
        const other = groups.get(description.version)?.group;
        if (isAlone && (other === undefined || other === current!.group)) {
          rename(current!.group, description);
          current!.group.change(description, keysAddedSince(told, description));
          if (longestRangeOf(description) > longestRangeOf(told))
            void sendEvents(description, (each) => closed || send(each));
        } else {
          next?.leave();
          next = enter(description, resumeWith(keysAddedSince(has, description)));
        }
        told = description;
      },
      close() {
        closed = true;
        next?.leave();
        current?.leave();
      },
    };

    /** The client stays where it is until it has what it needs there. */
    function enter(description: Versioned, from: Resume | null): Membership {
      const group = groupOf(description, from);
      const joined = () => {
        current?.leave();
        current = next;
        next = null;
        has = description;
        void sendEvents(description, (each) => closed || send(each));
      };
      return { group, leave: group.join(from, { send: (bytes) => send(bytes), joined }) };
    }

    function resumeWith(added: ReadonlySet<string>): Resume | null {
      if (current === null)
        return resume && { ...resume, held: (key) => !added.has(key) && resume.held(key) };
      const after = current.group.lastId();
      return after && { after, held: (key) => !added.has(key) };
    }
  }

  function groupOf(description: Versioned, resume: Resume | null): StreamGroup {
    const known = groups.get(description.version);
    if (known) return known.group;
    const group = createStreamGroup(options, description, resume, () => {
      for (const [version, each] of groups) if (each.group === group) groups.delete(version);
      if (groups.size > 0) return;
      stopListening?.();
      stopListening = null;
    });
    groups.set(description.version, { group, description });
    stopListening ??= events.listen({
      added: (bytes) => groups.forEach((each) => each.group.broadcast(bytes)),
      missed: () => groups.forEach((each) => void sendEvents(each.description, each.group.broadcast)),
    });
    return group;
  }

  function rename(group: StreamGroup, description: Versioned): void {
    for (const [version, each] of groups) if (each.group === group) groups.delete(version);
    groups.set(description.version, { group, description });
  }

  /** Events repeat, so that a client that was away misses none; it tells them apart by their ids. */
  async function sendEvents(description: Versioned, send: (bytes: Uint8Array) => void): Promise<void> {
    const rangeMs = longestRangeOf(description);
    if (rangeMs === 0) return;
    const found = await events.read(rangeMs).catch(() => []);
    for (const each of found) send(each);
  }
}

function longestRangeOf({ subscriptions }: Versioned): number {
  return Math.max(0, ...subscriptions.map((each) => each.rangeMs));
}
