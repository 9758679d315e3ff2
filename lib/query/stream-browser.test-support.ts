import { type Connection, readEventSource } from "@/lib/live/connection";
import { createFeeds, type FeedRequest } from "@/lib/live/feeds";
import type { LiveFrame, StreamId, Subscription } from "@/lib/live/frames";
import { parseStreamId, printStreamId } from "@/lib/live/frames";
import { createIntake } from "@/lib/live/intake";
import { encodeFrame } from "@/lib/live/sse";
import { createWiredEventSource, type WiredEventSource } from "@/lib/live/wire.test-support";
import type { SeriesWindow } from "@/lib/live/window";
import type { Resume } from "./followed";

/** Begins a stream at some web process; what it sends is given to `send` until it is stopped. */
export type Serve = (
  subscriptions: Subscription[],
  resume: Resume | null,
  send: (frame: LiveFrame) => void,
) => () => void;

/** A page: the feeds it follows, their windows, and a link that can be cut. */
export interface Browser {
  follow(request: FeedRequest): void;
  release(request: FeedRequest): void;
  /** A new description of what is followed; the old stream is closed when the new one has begun. */
  describe(serve: Serve): void;
  /** The EventSource comes back by itself, with its Last-Event-ID, to whatever process there is. */
  reconnect(serve: Serve): void;
  /** What was sent since the last `receive` is lost. */
  cut(): void;
  isCut(): boolean;
  /** What was sent arrives, in pieces. */
  receive(): void;
  /** Whether all that is followed has had its first snapshot. */
  hasLoaded(): boolean;
  windows(): { request: FeedRequest; series: readonly { name: string; window: SeriesWindow }[] }[];
}

interface Link {
  events: WiredEventSource;
  connection: Connection;
  keys: string[];
  /** Of its description, and of its address. */
  held: ReadonlySet<string>;
  after: StreamId | null;
  subscriptions: Subscription[];
  hasBegun: boolean;
  sent: Uint8Array[];
  stop: () => void;
}

/** Written into pieces that split events, and bytes of one character. */
const pieceBytes = 1_021;

export function createBrowser(monotonic: () => number): Browser {
  const feeds = createFeeds(() => {});
  const releases = new Map<string, () => void>();
  let current: Link | null = null;
  let next: Link | null = null;
  const intake = createIntake(feeds, {
    feeds() {},
    data() {},
    step() {},
    status() {},
    names() {},
    events() {},
    failed() {},
  });

  function openLink(serve: Serve): void {
    const entries = feeds.wanted();
    const keys = entries.map(({ key }) => key);
    const resumed = intake.resume(keys);
    const events = createWiredEventSource();
    const connection = readEventSource(events, monotonic, {
      frame(frame) {
        takeOver(link);
        if (link === current) intake.read(frame);
      },
      broken() {},
      closed() {},
    });
    const subscriptions = entries.map(({ key, feed }) => ({ key, ...feed.request }));
    const asked = { held: new Set(resumed?.held), after: parseStreamId(resumed?.after ?? null) };
    const link: Link = {
      events,
      connection,
      keys,
      ...asked,
      subscriptions,
      hasBegun: false,
      sent: [],
      stop() {},
    };
    serveLink(link, serve);
    next = link;
  }

  function serveLink(link: Link, serve: Serve): void {
    const id = link.events.lastId();
    const { after, held } = link;
    const asked = after && { after, held: (key: string) => held.has(key) };
    const resume = id ? { after: id, held: () => true } : asked;
    link.stop = serve(link.subscriptions, resume, (frame) => void link.sent.push(encodeFrame(frame)));
  }

  function takeOver(link: Link): void {
    if (link.hasBegun) return;
    link.hasBegun = true;
    if (current) end(current);
    current = link;
    next = null;
    intake.begin({ keys: link.keys, held: [...link.held], after: link.after && printStreamId(link.after) });
  }

  function end(link: Link): void {
    link.stop();
    link.connection.close();
  }

  function forLinks(run: (link: Link) => void): void {
    for (const link of [current, next]) if (link) run(link);
  }

  return {
    follow(request) {
      const name = JSON.stringify(request);
      if (!releases.has(name)) releases.set(name, feeds.follow(request).release);
    },
    release(request) {
      releases.get(JSON.stringify(request))?.();
      releases.delete(JSON.stringify(request));
    },
    describe(serve) {
      feeds.sweep();
      if (next) end(next);
      openLink(serve);
    },
    reconnect(serve) {
      forLinks((link) => {
        link.stop();
        serveLink(link, serve);
      });
    },
    cut() {
      forLinks((link) => {
        link.stop();
        link.stop = () => {};
        link.sent = [];
        link.events.lose();
      });
    },
    isCut: () => current?.events.readyState === 0,
    receive() {
      forLinks((link) => {
        for (const bytes of link.sent.splice(0))
          for (let from = 0; from < bytes.length; from += pieceBytes)
            link.events.take(bytes.subarray(from, from + pieceBytes));
      });
    },
    hasLoaded: () => feeds.wanted().every(({ feed }) => feed.loaded),
    windows: () =>
      feeds.wanted().map(({ feed }) => ({
        request: feed.request,
        series: feed.series.map(({ name, window }) => ({ name, window })),
      })),
  };
}
