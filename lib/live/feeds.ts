import { hashText } from "@/lib/metric/hash";
import { createWindow, type SeriesWindow, type WritableWindow } from "./window";

export interface FeedRequest {
  target: string;
  rangeMs: number;
  /** Null: the finest step that the range can be drawn in. */
  stepMs: number | null;
}

/** What one request has brought so far. */
export interface Feed {
  readonly request: FeedRequest;
  /** Sorted by name; a new array whenever series come or go. */
  readonly series: readonly FeedSeries[];
  readonly error: { code: string; message: string } | null;
  /** Whether the first snapshot has come. */
  readonly loaded: boolean;
}

export interface FeedSeries {
  /** Unique on the page. */
  id: string;
  target: string;
  name: string;
  window: SeriesWindow;
}

/** A feed as the stream sees it. */
export interface FeedEntry {
  key: string;
  feed: { -readonly [K in keyof Feed]: Feed[K] };
  references: number;
  /** Whether its windows hold everything up to the last stream id, so that it can be resumed. */
  held: boolean;
  /** Whether windows made now are held, see `Feeds.hold`. */
  isHolding: boolean;
  windows: Map<string, FeedSeries & { window: WritableWindow }>;
}

export interface Feeds {
  follow(request: FeedRequest): { feed: Feed; release(): void };
  /** Feeds that somebody follows, in the order of their keys. */
  wanted(): FeedEntry[];
  /** Also those that nobody follows any more, until they are dropped. */
  all(): Iterable<FeedEntry>;
  get(key: string): FeedEntry | undefined;
  /** Drops feeds nobody follows. */
  sweep(): void;
  /** While held, windows drop nothing for being old; those made meanwhile neither. */
  hold(isHeld: boolean): void;
}

/** `onWanted` is told of the first and the last follower of each feed. */
export function createFeeds(onWanted: (change: "added" | "released") => void): Feeds {
  const byKey = new Map<string, FeedEntry>();
  let isHolding = false;

  function follow(request: FeedRequest) {
    const key = keyOf(request);
    const entry = byKey.get(key) ?? add(key, request);
    if (++entry.references === 1) onWanted("added");
    let following = true;
    return {
      feed: entry.feed as Feed,
      release() {
        if (following && --entry.references === 0) onWanted("released");
        following = false;
      },
    };
  }

  function add(key: string, request: FeedRequest): FeedEntry {
    const feed = { request, series: [], error: null, loaded: false };
    const entry: FeedEntry = { key, feed, references: 0, held: false, isHolding, windows: new Map() };
    byKey.set(key, entry);
    return entry;
  }

  return {
    follow,
    wanted: () => [...byKey.values()].filter((entry) => entry.references > 0),
    all: () => byKey.values(),
    get: (key) => byKey.get(key),
    sweep() {
      for (const [key, entry] of byKey) if (entry.references === 0) byKey.delete(key);
    },
    hold(isHeld) {
      isHolding = isHeld;
      for (const entry of byKey.values()) {
        entry.isHolding = isHeld;
        for (const { window } of entry.windows.values()) window.hold(isHeld);
      }
    },
  };
}

/** Equal requests have equal keys in every tab, so that tabs share subscriptions without agreeing on names. */
export function keyOf({ target, rangeMs, stepMs }: FeedRequest): string {
  const halves = hashText(JSON.stringify([target, rangeMs, stepMs]));
  return halves.map((half) => half.toString(36)).join(".");
}

/** Gives a feed exactly these series, keeping the windows of those it had. Returns whether any changed. */
export function assignSeries(entry: FeedEntry, wanted: { name: string; stepMs: number }[]): boolean {
  let changed = wanted.length !== entry.windows.size;
  const windows: FeedEntry["windows"] = new Map();
  for (const { name, stepMs } of wanted) {
    const kept = entry.windows.get(name);
    if (kept?.window.stepMs === stepMs) {
      windows.set(name, kept);
      continue;
    }
    changed = true;
    const { target, rangeMs } = entry.feed.request;
    const window = createWindow(stepMs, rangeMs);
    window.hold(entry.isHolding);
    windows.set(name, { id: `${entry.key} ${name}`, target, name, window });
  }
  if (!changed) return false;
  entry.windows = windows;
  entry.feed.series = [...windows.values()];
  return true;
}
