import type { Clock } from "@/lib/metric/clock";
import { createFeeds, type Feed, type FeedRequest, keyOf } from "./feeds";
import type { AnnotationEvent, NamesEvent, StatusEvent, StreamDescription } from "./frames";
import { createIntake } from "./intake";
import { createLagMeter } from "./lag";
import { createOwnStream, type OwnStreamOptions } from "./own-stream";
import { createServerClock } from "./server-clock";
import { connectingStatus, judgeStatus, type SourceStatus } from "./source-status";
import { createSteadyClock } from "./steady-clock";
import type { TabPlatform } from "./tab-messages";
import { createTabRoster } from "./tab-roster";
import { createTabShare, type TabShare } from "./tabs";

/** Everything a page follows, over one connection for all tabs of the browser. */
export interface LiveSource {
  /** Follows a target until `release`. Equal requests share one feed. */
  follow(request: FeedRequest): { feed: Feed; release(): void };
  /** Hears of buckets never seen before. */
  watchNames(listener: (names: NamesEvent["names"]) => void): () => void;
  /** Marked events by their times; the same array until one is added. */
  events(): readonly AnnotationEvent[];
  onEvents(listener: () => void): () => void;
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
  /** Whatever arrived is being drawn; to be called back when it is painted. */
  noteDrawing(): () => void;
  /** Something changed outside (page shown or hidden, network back): look at once. */
  wake(): void;
  /** Closes the connection and leaves the other tabs until `wake`; windows stay. */
  sleep(): void;
}

export interface LiveSourceOptions extends Pick<
  OwnStreamOptions,
  "url" | "fetch" | "openEventSource" | "random" | "setTimer"
> {
  /** Where queries are asked when no stream comes through. */
  queryUrl: string;
  eventsUrl: string;
  isOnline(): boolean;
  isVisible(): boolean;
  clock: Clock;
  /** Null where tabs cannot share: each has a connection of its own. */
  tabs: TabPlatform | null;
}

/** A remount within this time finds its connection as it was. */
const graceMs = 1_000;
const checkMs = 1_000;
/** Timers of a page that is looked at are not so late unless the computer slept. */
const sleptMs = 5_000;

export function createLiveSource(options: LiveSourceOptions): LiveSource {
  const { clock, setTimer } = options;
  const steady = createSteadyClock(clock);
  const monotonic = steady.nowMs;
  const serverClock = createServerClock(steady, clock.now);
  const lag = createLagMeter(monotonic);
  const names = new Set<(names: NamesEvent["names"]) => void>();
  const statusListeners = new Set<() => void>();
  const feedListeners = new Set<() => void>();
  const dataListeners = new Set<() => void>();
  const eventListeners = new Set<() => void>();
  const feeds = createFeeds((change) => changeSoon(change === "added" ? 0 : graceMs));
  /** Followed in this page, as opposed to by other tabs. */
  const mine = new Set<{ request: FeedRequest }>();

  /** How many listen for names, other tabs among them. */
  let namesWanted = 0;
  let server: { event: StatusEvent; agoMs: number } | null = null;
  let reason: string | null = null;
  /** The end of the last step that arrived while the page was visible and is not drawn yet. */
  let undrawnMs: number | null = null;
  let asleep = false;
  let jumpedMs = 0;
  let status = connectingStatus;
  let cancelChange: (() => void) | null = null;
  let changeAtMs = Number.POSITIVE_INFINITY;
  let cancelCheck: (() => void) | null = null;

  const intake = createIntake(feeds, {
    feeds: () => notify(feedListeners),
    data: () => notify(dataListeners),
    step: (endMs) => (undrawnMs = options.isVisible() ? endMs : null),
    status(event) {
      server = { event, agoMs: serverClock.noteSent(event.nowMs) };
      updateStatus();
    },
    names: (found) => names.forEach((listener) => listener(found)),
    events: () => notify(eventListeners),
    failed: (event) => (reason = event.message),
  });
  const own = createOwnStream({
    ...options,
    monotonic,
    describe,
    resume: intake.resume,
    poll: { url: options.queryUrl, eventsUrl: options.eventsUrl, lastEndMs: intake.lastEndMs },
    on: {
      begin(stream) {
        reason = null;
        intake.begin(stream);
        tabs?.ownBegan(stream);
      },
      frame(frame) {
        intake.read(frame);
        tabs?.ownFrame(frame);
      },
      roundTrip: serverClock.noteRoundTrip,
      changed() {
        tabs?.ownChanged();
        updateStatus();
      },
    },
  });
  const tabs: TabShare | null = options.tabs && shareTabs(options.tabs);

  return {
    follow(request) {
      const { feed, release } = feeds.follow(request);
      const want = { request };
      mine.add(want);
      return {
        feed,
        release() {
          mine.delete(want);
          release();
        },
      };
    },
    watchNames(listener) {
      names.add(listener);
      const stop = wantNames();
      return () => {
        names.delete(listener);
        stop();
      };
    },
    events: intake.events,
    onEvents: (listener) => addListener(eventListeners, listener),
    getStatus: () => status,
    onStatus: (listener) => addListener(statusListeners, listener),
    onFeeds: (listener) => addListener(feedListeners, listener),
    onData: (listener) => addListener(dataListeners, listener),
    nowMs: serverClock.nowMs,
    lastEndMs: intake.lastEndMs,
    noteDrawing() {
      const endMs = undrawnMs;
      undrawnMs = null;
      return () => endMs !== null && lag.note(Math.max(0, serverClock.nowMs() - endMs));
    },
    wake,
    sleep() {
      asleep = true;
      tabs?.leave();
      own.close();
      cancelCheck?.();
      cancelCheck = null;
    },
  };

  function shareTabs(platform: TabPlatform): TabShare {
    const roster = createTabRoster({
      locks: platform.locks,
      follow: feeds.follow,
      watchNames: wantNames,
      wanted: () => feeds.wanted().map(({ feed }) => feed.request),
      onSize: () => share.ownChanged(),
    });
    const share = createTabShare({
      platform,
      own,
      intake,
      roster,
      wants: () => ({ requests: listMine(), names: names.size > 0 }),
      isVisible: options.isVisible,
      monotonic,
      setTimer,
      offset: { get: serverClock.offsetMs, adopt: serverClock.adopt },
      changed: updateStatus,
    });
    return share;
  }

  function listMine(): FeedRequest[] {
    return [...new Map([...mine].map(({ request }) => [keyOf(request), request])).values()];
  }

  function wantNames(): () => void {
    if (++namesWanted === 1) changeSoon(0);
    return () => {
      if (--namesWanted === 0) changeSoon(graceMs);
    };
  }

  /** What nobody follows is dropped only now, together with its subscription: who follows it anew gets all. */
  function describe(): StreamDescription {
    feeds.sweep();
    const subscriptions = feeds.wanted().map(({ key, feed }) => ({ key, ...feed.request }));
    return { subscriptions, names: namesWanted > 0 };
  }

  /** Changes within one tick become one description; a nearer moment replaces a later one. */
  function changeSoon(inMs: number): void {
    const atMs = monotonic() + inMs;
    if (atMs >= changeAtMs) return;
    cancelChange?.();
    changeAtMs = atMs;
    cancelChange = setTimer(() => {
      changeAtMs = Number.POSITIVE_INFINITY;
      cancelChange = null;
      fit();
    }, inMs);
  }

  function fit(): void {
    if (asleep) return;
    cancelCheck ??= setTimer(check, checkMs);
    tabs?.join();
    if (!tabs || tabs.runsOwn()) own.fit();
    else feeds.sweep();
    tabs?.wantsChanged();
  }

  /** Every second: a connection that fell silent is replaced, and the status says how long it has been. */
  function check(): void {
    cancelCheck = setTimer(check, checkMs);
    const slept = steady.jumpedMs();
    if (slept - jumpedMs > sleptMs) wake();
    jumpedMs = slept;
    if (!tabs || tabs.runsOwn()) own.check();
    tabs?.check();
    updateStatus();
  }

  function wake(): void {
    asleep = false;
    undrawnMs = null;
    tabs?.visibilityChanged();
    if (options.isVisible() && (!tabs || tabs.runsOwn())) own.wake();
    fit();
    updateStatus();
  }

  function updateStatus(): void {
    const facts = tabs ? tabs.facts() : own.facts();
    const lastEndMs = intake.lastEndMs();
    const lagMs = lag.p95() ?? (server ? server.event.lagMs + server.agoMs : null);
    const judged = judgeStatus({
      ...facts,
      before: status,
      tabs: tabs?.count() ?? 1,
      everLinked: lastEndMs !== null || intake.lastId() !== null,
      online: options.isOnline(),
      server: server?.event ?? null,
      lagMs: lagMs === null ? null : Math.round(lagMs),
      behindMs: lastEndMs === null ? 0 : Math.max(0, serverClock.nowMs() - lastEndMs),
      offsetMs: serverClock.offsetMs() ?? 0,
      reason: facts.reason ?? reason,
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
