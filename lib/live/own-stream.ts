import { type Connection, type EventSourceLike, type RawFrame, readEventSource } from "./connection";
import { changeBetween, type Described, patchDescription, postDescription } from "./describe";
import type { DescriptionChange, StreamDescription } from "./frames";
import type { StreamBegin } from "./intake";
import { type PollOptions, pollQueries } from "./polling";
import { createRetry } from "./retry";

/** How it stands with a stream, here or in the tab that leads. */
export interface StreamFacts {
  way: Connection["way"];
  linked: boolean;
  /** How long it has not been linked. */
  downMs: number;
  reason: string | null;
}

/** The connection of this page to the server: one, whatever is followed, opened again whenever it ends. */
export interface OwnStream {
  /** Makes the connection fit what is wanted; does nothing when it does or is about to. */
  fit(): void;
  /** Whether its events are the ones to be read. */
  isLive(): boolean;
  facts(): StreamFacts;
  /** Once a second: a stream that fell silent is replaced. */
  check(): void;
  /** The page is looked at again, or the network is back. */
  wake(): void;
  close(): void;
}

export interface OwnStreamOptions {
  /** Where descriptions are posted. */
  url: string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Null where there is no EventSource. */
  openEventSource: ((url: string) => EventSourceLike) | null;
  monotonic(): number;
  random(): number;
  setTimer(run: () => void, ms: number): () => void;
  describe(): StreamDescription;
  resume(keys: readonly string[]): { held: string[]; after: string } | null;
  /** Of a connection that polls: what it needs beside the keys. */
  poll: Pick<PollOptions, "url" | "eventsUrl" | "lastEndMs">;
  on: {
    begin(stream: StreamBegin): void;
    frame(frame: RawFrame): void;
    roundTrip(trip: NonNullable<Described["roundTrip"]>): void;
    changed(): void;
  };
}

/** The server sends its status every second. */
const silenceMs = 3_500;
const lookedAtSilenceMs = 2_000;
/** The first event carries every window. */
const firstEventMs = 8_000;
const answerMs = 10_000;
/** Streams in a row that never began, after which the page polls, and how often streams are tried then. */
const blockedAfter = 3;
const tryAgainMs = 60_000;

interface Link {
  signature: string;
  description: StreamDescription;
  /** Where its description is changed; null where it cannot be. */
  url: string | null;
  begin: StreamBegin;
  connection: Connection;
  /** Whether its first event has come. */
  live: boolean;
}

export function createOwnStream(options: OwnStreamOptions): OwnStream {
  const { monotonic, on } = options;
  let current: Link | null = null;
  let next: Link | null = null;
  /** The description being posted, and how to give it up. */
  let posting: { signature: string; abort: AbortController } | null = null;
  let changing: AbortController | null = null;
  let reason: string | null = null;
  let downSinceMs: number | null = monotonic();
  let unbegun = options.openEventSource ? 0 : blockedAfter;
  const retries = createRetry(options, () => {
    const description = options.describe();
    if (current?.connection.way === "polling") open(JSON.stringify(description), description);
    else fit();
  });

  return { fit, isLive: () => current !== null, facts, check, wake, close };

  function fit(): void {
    if (changing) return;
    const description = options.describe();
    if (description.subscriptions.length === 0 && !description.names) return close();
    const signature = JSON.stringify(description);
    if ((posting ?? next ?? current)?.signature === signature) return;
    // What it brings no longer fits, even if the change fails and is taken back: windows may be gone.
    if (current) current.signature = "";
    const change = current && current.url !== null ? changeBetween(current.description, description) : null;
    if (unbegun >= blockedAfter) poll(signature, description);
    else if (current && change && !next && !posting)
      void changeCurrent(current, signature, description, change);
    else open(signature, description);
  }

  /** What is followed changes without another connection. What changes meanwhile is the next change. */
  async function changeCurrent(
    link: Link,
    signature: string,
    description: StreamDescription,
    change: DescriptionChange,
  ): Promise<void> {
    const mine = new AbortController();
    changing = mine;
    try {
      await patchDescription((init) => options.fetch(link.url!, init), change, mine.signal);
      Object.assign(link, { signature, description });
    } catch {
      link.url = null;
    }
    if (changing !== mine) return;
    changing = null;
    fit();
  }

  function open(signature: string, description: StreamDescription): void {
    retries.stop();
    dropNext();
    posting = { signature, abort: new AbortController() };
    void post(description, posting);
  }

  async function post(description: StreamDescription, mine: NonNullable<typeof posting>): Promise<void> {
    const keys = description.subscriptions.map((each) => each.key);
    const resumed = options.resume(keys);
    const held = resumed?.held ?? [];
    const stopWaiting = options.setTimer(
      () => mine.abort.abort(new Error("the server does not answer")),
      answerMs,
    );
    try {
      const { url, roundTrip } = await postDescription(
        (init) => options.fetch(options.url, init),
        { ...description, held },
        mine.abort.signal,
        monotonic,
      );
      if (posting !== mine) return;
      if (roundTrip) on.roundTrip(roundTrip);
      posting = null;
      const begin = { keys, held, after: resumed?.after ?? null };
      openEvents({ signature: mine.signature, description, url, begin });
    } catch (error) {
      if (posting !== mine) return;
      posting = null;
      retry(error instanceof Error ? error.message : "the server cannot be reached");
    } finally {
      stopWaiting();
    }
  }

  function openEvents(link: Omit<Link, "url" | "connection" | "live"> & { url: string }): void {
    const { after } = link.begin;
    const url = after === null ? link.url : `${link.url}?after=${after}`;
    const connection = readEventSource(options.openEventSource!(url), monotonic, {
      frame: (frame) => take(opened, frame),
      broken: changed,
      closed: () => lose(opened, "the stream was closed"),
    });
    const opened: Link = { ...link, connection, live: false };
    next = opened;
  }

  function poll(signature: string, description: StreamDescription): void {
    dropNext();
    const { subscriptions } = description;
    const keys = subscriptions.map((each) => each.key);
    const held = options.resume(keys)?.held ?? [];
    const connection = pollQueries({
      ...options.poll,
      fetch: options.fetch,
      setTimer: options.setTimer,
      monotonic,
      subscriptions,
      held,
      on: { frame: (frame) => take(link, frame), changed },
    });
    const begin = { keys, held, after: null };
    const link: Link = { signature, description, url: null, begin, connection, live: false };
    next = link;
    tryStreamLater();
  }

  function take(link: Link, frame: RawFrame): void {
    if (!link.live) takeOver(link);
    if (link === current) on.frame(frame);
  }

  /** The old stream is closed only now, so that no step falls between the two. */
  function takeOver(link: Link): void {
    link.live = true;
    current?.connection.close();
    current = link;
    next = null;
    retries.reset();
    reason = null;
    if (link.connection.way === "stream") {
      unbegun = 0;
      retries.stop();
    }
    on.begin(link.begin);
    changed();
  }

  function lose(link: Link, why: string): void {
    link.connection.close();
    if (current === link) {
      current = null;
      downSinceMs ??= link.connection.heardMs();
    }
    if (next === link) next = null;
    if (!link.live && link.connection.way === "stream") unbegun++;
    if (current?.connection.way === "polling") return tryStreamLater();
    if (unbegun >= blockedAfter) fit();
    else retry(why);
  }

  function retry(why: string): void {
    reason = why;
    changed();
    if (current?.connection.way === "polling") tryStreamLater();
    else retries.soon();
  }

  function tryStreamLater(): void {
    if (options.openEventSource) retries.inMs(tryAgainMs);
  }

  function check(): void {
    const nowMs = monotonic();
    if (next?.connection.way === "stream" && nowMs - next.connection.heardMs() > firstEventMs)
      lose(next, "the stream does not begin");
    if (current?.connection.way === "stream" && nowMs - current.connection.heardMs() > silenceMs)
      lose(current, "the stream fell silent");
  }

  function wake(): void {
    (current ?? next)?.connection.refresh();
    const isDead =
      current?.connection.way === "stream" &&
      (current.connection.brokenMs() !== null ||
        monotonic() - current.connection.heardMs() > lookedAtSilenceMs);
    if (current && isDead) {
      downSinceMs ??= current.connection.heardMs();
      current.connection.close();
      current = null;
      dropNext();
    }
    if (!current) {
      retries.stop();
      retries.reset();
      fit();
    }
    changed();
  }

  function facts(): StreamFacts {
    const brokenMs = current?.connection.brokenMs() ?? null;
    const linked = current !== null && brokenMs === null;
    downSinceMs = linked ? null : (downSinceMs ?? brokenMs ?? monotonic());
    const downMs = downSinceMs === null ? 0 : monotonic() - downSinceMs;
    const way = (current ?? next)?.connection.way ?? "stream";
    return { way, linked, downMs, reason };
  }

  function changed(): void {
    facts();
    on.changed();
  }

  function dropNext(): void {
    changing?.abort();
    changing = null;
    posting?.abort.abort();
    posting = null;
    next?.connection.close();
    next = null;
  }

  function close(): void {
    dropNext();
    retries.stop();
    current?.connection.close();
    current = null;
    downSinceMs = null;
  }
}
