import type { Feed, FeedSeries } from "./feeds";
import type { LiveSource } from "./source";

/** What one panel follows. */
export interface PanelSubscription {
  targets: readonly string[];
  rangeMs: number;
  stepMs: number | null;
}

/** Changes only when a feed is loaded, fails, or wins or loses series: never with a point. */
export interface LiveStatus {
  state: "loading" | "ready" | "error";
  series: readonly FeedSeries[];
  /** The first failure among the targets; the others' series are still there. */
  error: { code: string; message: string; target: string } | null;
  /** The step really used, which may be coarser than the one asked for; null while nothing is loaded. */
  stepMs: number | null;
}

export interface FeedGroup {
  subscribe(listener: () => void): () => void;
  getStatus(): LiveStatus;
}

export const loadingStatus: LiveStatus = {
  state: "loading",
  series: [],
  error: null,
  stepMs: null,
};

/** A panel's feeds as one: the first listener opens them, the last closes them. */
export function groupFeeds(source: LiveSource, subscription: PanelSubscription): FeedGroup {
  const listeners = new Set<() => void>();
  let followed: { feed: Feed; release(): void }[] = [];
  let stop = () => {};
  let status = loadingStatus;
  let seen: readonly unknown[] = [];
  return { subscribe, getStatus: () => status };

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    if (listeners.size === 1) open();
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) close();
    };
  }

  function open(): void {
    const { targets, rangeMs, stepMs } = subscription;
    followed = targets.map((target) => source.follow({ target, rangeMs, stepMs }));
    stop = source.onFeeds(refresh);
    refresh();
  }

  function close(): void {
    stop();
    for (const each of followed) each.release();
    followed = [];
  }

  function refresh(): void {
    const feeds = followed.map((each) => each.feed);
    const now = feeds.flatMap((feed) => [feed.series, feed.error, feed.loaded]);
    if (now.length === seen.length && now.every((part, i) => part === seen[i])) return;
    seen = now;
    status = summarize(feeds);
    for (const listener of listeners) listener();
  }
}

function summarize(feeds: Feed[]): LiveStatus {
  const series = feeds.flatMap((feed) => feed.series);
  const failed = feeds.find((feed) => feed.error !== null);
  const error = failed?.error ? { ...failed.error, target: failed.request.target } : null;
  const loaded = feeds.some((feed) => feed.loaded);
  const steps = series.map((each) => each.window.stepMs);
  return {
    state: error && series.length === 0 ? "error" : loaded ? "ready" : "loading",
    series,
    error,
    stepMs: steps.length === 0 ? null : Math.min(...steps),
  };
}
