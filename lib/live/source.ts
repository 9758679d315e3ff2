import type { Clock } from "@/lib/metric/clock";
import { type Connection, type EventSourceLike, readConnection } from "./connection";
import { postDescription } from "./describe";
import { createFeeds, type Feed, type FeedRequest } from "./feeds";
import type { NamesEvent, StatusEvent, StreamDescription } from "./frames";
import { createReader } from "./reader";
import { connectingStatus, judgeStatus, type SourceStatus } from "./source-status";

/** The page's one stream: every panel's subscriptions, shared where equal, over one connection. */
export interface LiveSource {
  /** Follows a target until `release`. Equal requests share one feed. */
  follow(request: FeedRequest): { feed: Feed; release(): void };
  /** Hears of buckets never seen before. */
  watchNames(listener: (names: NamesEvent["names"]) => void): () => void;
  /** The same object until something in it changes. */
  getStatus(): SourceStatus;
  onStatus(listener: () => void): () => void;
  /** After feeds were loaded, failed, or won or lost series. */
  onFeeds(listener: () => void): () => void;
  /** After steps arrived, once for each event of the stream. */
  onData(listener: () => void): () => void;
  /** The server's clock, as well as it is known. Epoch milliseconds. */
  nowMs(): number;
  /** The end of the newest step received; null before the first. */
  lastEndMs(): number | null;
  /** Something changed outside (page shown, network back): look at once. */
  wake(): void;
  /** Closes the connection until `wake`; windows stay. */
  sleep(): void;
}

export interface LiveSourceOptions {
  /** Where descriptions are posted. */
  url: string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  openEventSource(url: string): EventSourceLike;
  isOnline(): boolean;
  clock: Clock;
  random(): number;
  /** Runs once after `ms`; returns how to cancel it. */
  setTimer(run: () => void, ms: number): () => void;
}

/** A remount within this time finds its connection as it was. */
const graceMs = 1_000;
const checkMs = 1_000;
const silenceMs = 5_000;
/** The first event carries every window. */
const firstEventMs = 15_000;
const retryMinMs = 500;
const retryMaxMs = 5_000;

interface Link {
  signature: string;
  keys: string[];
  connection: Connection;
  /** Whether its first event has come. */
  live: boolean;
}

export function createLiveSource(options: LiveSourceOptions): LiveSource {
  const { clock } = options;
  const names = new Set<(names: NamesEvent["names"]) => void>();
  const statusListeners = new Set<() => void>();
  const feedListeners = new Set<() => void>();
  const dataListeners = new Set<() => void>();
  const feeds = createFeeds((change) => changeSoon(change === "added" ? 0 : graceMs));

  let current: Link | null = null;
  let next: Link | null = null;
  /** The description being posted, and how to give it up. */
  let posting: { signature: string; abort: AbortController } | null = null;
  let lastId: string | null = null;
  let lastEndMs: number | null = null;
  let offsetMs = 0;
  let serverStatus: { event: StatusEvent; lagMs: number } | null = null;
  let reason: string | null = null;
  let downSinceMs: number | null = null;
  let failures = 0;
  let asleep = false;
  let status = connectingStatus;
  let cancelChange: (() => void) | null = null;
  let changeAtMs = Number.POSITIVE_INFINITY;
  let cancelRetry: (() => void) | null = null;
  let cancelCheck: (() => void) | null = null;

  return {
    follow: feeds.follow,
    watchNames(listener) {
      if (names.add(listener).size === 1) changeSoon(0);
      return () => {
        if (names.delete(listener) && names.size === 0) changeSoon(graceMs);
      };
    },
    getStatus: () => status,
    onStatus: (listener) => addListener(statusListeners, listener),
    onFeeds: (listener) => addListener(feedListeners, listener),
    onData: (listener) => addListener(dataListeners, listener),
    nowMs,
    lastEndMs: () => lastEndMs,
    wake,
    sleep() {
      asleep = true;
      closeAll();
    },
  };

  function nowMs(): number {
    return clock.now() + offsetMs;
  }

  /** Changes within one tick become one description; a nearer moment replaces a later one. */
  function changeSoon(inMs: number): void {
    const atMs = clock.monotonic() + inMs;
    if (atMs >= changeAtMs) return;
    cancelChange?.();
    changeAtMs = atMs;
    cancelChange = options.setTimer(() => {
      changeAtMs = Number.POSITIVE_INFINITY;
      cancelChange = null;
      feeds.sweep();
      connect();
    }, inMs);
  }

  function describe(): StreamDescription {
    const subscriptions = feeds.wanted().map(({ key, feed }) => ({ key, ...feed.request }));
    return { subscriptions, names: names.size > 0 };
  }

  /** Makes the connection fit what is wanted; does nothing when it does or is about to. */
  function connect(): void {
    if (asleep) return;
    const description = describe();
    if (description.subscriptions.length === 0 && !description.names) return closeAll();
    const signature = JSON.stringify(description);
    if ((posting ?? next ?? current)?.signature === signature) return;
    cancelRetry?.();
    cancelRetry = null;
    posting?.abort.abort();
    dropNext();
    posting = { signature, abort: new AbortController() };
    void open(description, posting);
    cancelCheck ??= options.setTimer(check, checkMs);
  }

  async function open(description: StreamDescription, mine: NonNullable<typeof posting>): Promise<void> {
    const keys = description.subscriptions.map((each) => each.key);
    const resumed = lastId;
    const held = resumed === null ? [] : keys.filter((key) => feeds.get(key)?.held);
    try {
      const { url, offsetMs: offset } = await postDescription(
        (init) => options.fetch(options.url, init),
        { ...description, held },
        mine.abort.signal,
        clock.now,
      );
      if (posting !== mine) return;
      offsetMs = offset ?? offsetMs;
      posting = null;
      start(held.length > 0 ? `${url}?after=${resumed}` : url, mine.signature, keys);
    } catch (error) {
      if (posting !== mine) return;
      posting = null;
      retry(error instanceof Error ? error.message : "the server cannot be reached");
    }
  }

  function start(url: string, signature: string, keys: string[]): void {
    const reader = createReader(feeds, keys, {
      feeds: () => notify(feedListeners),
      data: () => notify(dataListeners),
      end: (endMs) => (lastEndMs = Math.max(lastEndMs ?? 0, endMs)),
    });
    const connection = readConnection(options.openEventSource(url), reader, clock.monotonic, {
      event: () => !link.live && takeOver(link),
      id: (id) => link === current && (lastId = id),
      status(event) {
        const transitMs = Math.max(0, nowMs() - event.nowMs);
        serverStatus = { event, lagMs: Math.round(event.lagMs + transitMs) };
        updateStatus();
      },
      names: (found) => names.forEach((listener) => listener(found)),
      fail: (event) => event.key === null && (reason = event.message),
      broken: updateStatus,
      closed: () => lose(link, "the stream was closed"),
    });
    const link: Link = { signature, keys, connection, live: false };
    next = link;
  }

  /** The old stream is closed only now, so that no step falls between the two. */
  function takeOver(link: Link): void {
    link.live = true;
    current?.connection.close();
    current = link;
    next = null;
    failures = 0;
    reason = null;
    for (const { key } of feeds.wanted()) {
      const entry = feeds.get(key);
      if (entry && !link.keys.includes(key)) entry.held = false;
    }
    updateStatus();
  }

  function lose(link: Link, why: string): void {
    link.connection.close();
    if (current === link) current = null;
    if (next === link) next = null;
    retry(why);
  }

  function retry(why: string): void {
    reason = why;
    updateStatus();
    if (cancelRetry || asleep) return;
    const ceilingMs = Math.min(retryMaxMs, retryMinMs * 2 ** failures++);
    const delayMs = Math.max(retryMinMs, ceilingMs * (0.5 + options.random() / 2));
    cancelRetry = options.setTimer(() => {
      cancelRetry = null;
      connect();
    }, delayMs);
  }

  /** Every second: a stream that fell silent is replaced, and the status says how long it has been. */
  function check(): void {
    cancelCheck = options.setTimer(check, checkMs);
    const nowMonotonic = clock.monotonic();
    if (next && nowMonotonic - next.connection.heardMs() > firstEventMs)
      lose(next, "the stream does not begin");
    if (current && nowMonotonic - current.connection.heardMs() > silenceMs)
      lose(current, "the stream fell silent");
    updateStatus();
  }

  function wake(): void {
    asleep = false;
    const silentMs = current ? clock.monotonic() - current.connection.heardMs() : 0;
    const broken = current?.connection.brokenMs() ?? null;
    if (current && (silentMs > 2 * checkMs || broken !== null)) {
      current.connection.close();
      current = null;
    }
    if (!current && cancelRetry) {
      cancelRetry();
      cancelRetry = null;
      failures = 0;
    }
    connect();
    updateStatus();
  }

  function dropNext(): void {
    next?.connection.close();
    next = null;
  }

  function closeAll(): void {
    posting?.abort.abort();
    posting = null;
    dropNext();
    current?.connection.close();
    current = null;
    for (const cancel of [cancelRetry, cancelCheck]) cancel?.();
    cancelRetry = cancelCheck = null;
  }

  function updateStatus(): void {
    const nowMonotonic = clock.monotonic();
    const brokenMs = current ? current.connection.brokenMs() : nowMonotonic;
    downSinceMs = brokenMs === null ? null : (downSinceMs ?? brokenMs);
    const judged = judgeStatus({
      before: status,
      downMs: downSinceMs === null ? 0 : nowMonotonic - downSinceMs,
      linked: current !== null && brokenMs === null,
      everLinked: lastEndMs !== null || lastId !== null,
      online: options.isOnline(),
      server: serverStatus,
      behindMs: lastEndMs === null ? 0 : Math.max(0, nowMs() - lastEndMs),
      reason,
    });
    if (judged === status) return;
    status = judged;
    notify(statusListeners);
  }
}

function addListener(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function notify(listeners: Set<() => void>): void {
  for (const listener of listeners) listener();
}
