import type { RawFrame } from "./connection";
import type { FeedRequest } from "./feeds";
import type { PageCopy, StreamBegin } from "./intake";
import type { StreamFacts } from "./own-stream";

// What tabs of one browser say to each other. All of them hear everything; a large part is a string, so that
// only the tab it is for parses it.

/** A place in what a leader says; it counts on over its streams. */
export interface TabPlace {
  leader: string;
  seq: number;
}

/** In their order, without a hole: a tab that missed one asks again. */
export type LeaderItem =
  | { type: "begin"; begin: StreamBegin; offsetMs: number | null }
  | { type: "frame"; frame: RawFrame }
  | { type: "facts"; facts: StreamFacts; tabs: number };

export type TabMessage =
  /** Who I am, and what I follow: to whoever leads. */
  | {
      type: "hello";
      tab: string;
      requests: FeedRequest[];
      names: boolean;
      visible: boolean;
      /** Up to where I heard; null asks for everything. */
      at: TabPlace | null;
      /** Keys whose windows I have up to there. */
      held: string[];
    }
  | { type: "bye"; tab: string }
  /** I lead from now on: say hello. */
  | { type: "lead"; leader: string }
  /** I lead and am hidden: who is visible says hello, and leads. */
  | { type: "yield"; leader: string }
  | { type: "welcome"; to: string; welcome: Welcome }
  | { type: "item"; at: TabPlace; item: LeaderItem };

export interface Welcome {
  at: TabPlace;
  /** `full`: have a stream of your own. */
  answer: "taken" | "full";
  /** JSON of a PageCopy; null when there is nothing to give yet: what is followed comes with a new stream. */
  copy: string | null;
  offsetMs: number | null;
  facts: StreamFacts;
  tabs: number;
}

export function parseCopy(text: string): PageCopy {
  return JSON.parse(text) as PageCopy;
}

/** The part of BroadcastChannel that is used. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  addEventListener(name: "message", listener: (event: { data: unknown }) => void): void;
  close(): void;
}

/** The part of LockManager that is used. */
export interface LocksLike {
  request(name: string, options: { signal: AbortSignal }, hold: () => Promise<void>): Promise<unknown>;
}

/** What a browser gives to tabs of one origin. */
export interface TabPlatform {
  /** Unique among the tabs. */
  id: string;
  locks: LocksLike;
  openChannel(): ChannelLike;
}
