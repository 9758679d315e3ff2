import type { LiveFrame, StreamId } from "@/lib/live/frames";
import { encodeFrame } from "@/lib/live/sse";
import { followStream } from "./follow";
import type { FollowedDescription, FollowOptions, Resume } from "./followed";

type Send = (bytes: Uint8Array) => void;

/** Everybody who follows the same description: one follower, each frame encoded once. */
export interface StreamGroup {
  /**
   * `joined` runs when the client has its snapshot and hears every frame from then on. The returned
   * function leaves.
   */
  join(resume: Resume | null, client: { send: Send; joined(): void }): () => void;
  /** Only for whoever is alone in it: goes on with another description. */
  change(description: FollowedDescription, added: ReadonlySet<string>): void;
  /** To everybody who has joined. */
  broadcast(bytes: Uint8Array): void;
  size(): number;
  /** The last id that was sent. */
  lastId(): StreamId | null;
}

/** A catch-up under way or just done, and every frame since it began: whoever needs the same shares it. */
interface CatchUp {
  need: string;
  frames: Promise<Uint8Array[]>;
  since: Uint8Array[];
  /** When its frames were there; null until then. */
  doneMs: number | null;
  /** Clients that wait for it. */
  users: number;
}

interface Waiting {
  need: string;
  resume: Resume | null;
  begin(first: readonly Uint8Array[]): void;
  isAsking: boolean;
}

const sharedMs = 1_000;
/** What is kept for those who come later is not more than this. */
const maxSharedFrames = 64;

/** The first client's need is met by the follower's own first snapshot. `empty` runs when all have left. */
export function createStreamGroup(
  options: FollowOptions,
  description: FollowedDescription,
  first: Resume | null,
  empty: () => void,
): StreamGroup {
  let followed = description;
  const joined = new Set<Send>();
  const waiting = new Map<Send, Waiting>();
  /** Those that go on collecting frames, and the newest for each need. */
  const collecting = new Set<CatchUp>();
  const newest = new Map<string, CatchUp>();
  const firstNeed = needOf(first);
  let isLive = false;
  let flush: { frame: LiveFrame; bytes: Uint8Array } | null = null;
  let lastId: StreamId | null = null;
  const follower = followStream(options, description, first, hear);
  return {
    join(resume, { send, joined: hasJoined }) {
      const begin = (frames: readonly Uint8Array[]) => {
        waiting.delete(send);
        for (const each of frames) send(each);
        joined.add(send);
        hasJoined();
      };
      const client = { need: needOf(resume), resume, begin, isAsking: false };
      waiting.set(send, client);
      if (isLive) void ask(send, client);
      return () => {
        const was = waiting.delete(send) || joined.delete(send);
        if (!was || joined.size + waiting.size > 0) return;
        follower.stop();
        empty();
      };
    },
    change(next, added) {
      followed = next;
      newest.clear();
      follower.change(next, added);
    },
    broadcast: (bytes) => joined.forEach((send) => send(bytes)),
    size: () => joined.size + waiting.size,
    lastId: () => lastId,
  };

  /** A flush and the status that comes with it are one write to each client. */
  function hear(frame: LiveFrame): void {
    const bytes = encodeFrame(frame);
    if (frame.event === "flush") {
      deliverFlush();
      flush = { frame, bytes };
      queueMicrotask(deliverFlush);
    } else if (frame.event === "status" && flush) {
      const { frame: before, bytes: first } = flush;
      flush = null;
      deliver({ ...frame, id: before.id }, Buffer.concat([first, bytes]));
    } else {
      deliverFlush();
      deliver(frame, bytes);
    }
  }

  function deliverFlush(): void {
    if (!flush) return;
    const { frame, bytes } = flush;
    flush = null;
    deliver(frame, bytes);
  }

  function deliver(frame: LiveFrame, bytes: Uint8Array): void {
    lastId = frame.id ?? lastId;
    for (const catchUp of collecting) {
      if (catchUp.users > 0 || isShareable(catchUp)) catchUp.since.push(bytes);
      else forget(catchUp);
    }
    for (const send of joined) send(bytes);
    if (waiting.size === 0) {
      isLive ||= frame.event === "snapshot";
      return;
    }
    if (frame.event === "snapshot") meetNeeds(bytes, frame.data.fresh);
    else if (frame.event === "status") waitOn(bytes, frame.data.state === "away");
  }

  /** A fresh snapshot serves everybody; the first one whoever needs what the follower began with. */
  function meetNeeds(bytes: Uint8Array, isFresh: boolean): void {
    const isFirst = !isLive;
    isLive = true;
    for (const [send, client] of waiting) {
      if (isFresh || (isFirst && client.need === firstNeed)) client.begin([bytes]);
      else if (isFirst) void ask(send, client);
    }
  }

  /** Each second: those who could not be served try again, and hear it when the store is away. */
  function waitOn(bytes: Uint8Array, isAway: boolean): void {
    for (const [send, client] of waiting) {
      if (isAway) send(bytes);
      else if (isLive) void ask(send, client);
    }
  }

  async function ask(send: Send, client: Waiting): Promise<void> {
    if (client.isAsking) return;
    client.isAsking = true;
    const known = newest.get(client.need);
    const catchUp = known && isShareable(known) ? known : startCatchUp(client);
    catchUp.users++;
    const frames = await catchUp.frames.catch(() => null);
    catchUp.users--;
    client.isAsking = false;
    // Nothing is awaited from here on: what is sent next is heard by the client itself.
    if (frames && waiting.get(send) === client) client.begin([...frames, ...catchUp.since]);
  }

  function startCatchUp({ need, resume }: Waiting): CatchUp {
    const frames = follower.catchUp(resume).then((each) => each.map(encodeFrame));
    const catchUp: CatchUp = { need, frames, since: [], doneMs: null, users: 0 };
    collecting.add(catchUp);
    newest.set(need, catchUp);
    frames.then(
      () => (catchUp.doneMs = options.clock.monotonic()),
      () => forget(catchUp),
    );
    return catchUp;
  }

  function forget(catchUp: CatchUp): void {
    collecting.delete(catchUp);
    if (newest.get(catchUp.need) === catchUp) newest.delete(catchUp.need);
  }

  function isShareable({ doneMs, since }: CatchUp): boolean {
    if (doneMs === null) return true;
    return options.clock.monotonic() - doneMs < sharedMs && since.length < maxSharedFrames;
  }

  /** Equal for clients who can be given the same snapshot. */
  function needOf(resume: Resume | null): string {
    if (!resume) return "";
    const held = followed.subscriptions.map(({ key }) => (resume.held(key) ? "1" : "0")).join("");
    return `${resume.after.seen} ${resume.after.rev} ${held}`;
  }
}
