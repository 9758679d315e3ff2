import type { SeenRequest } from "./play";

/** How a request was answered. Header names are in lower case. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** The code of Statboard's error body, where the answer is one. */
  code: string | null;
}

/** Everything an examination saw, before anybody judged it. Null: it did not come to that. Times in ms. */
export interface Facts {
  /** The origin that was examined, after a redirect. */
  origin: string;
  redirectedFrom: string | null;
  /** Why there was no answer at all. */
  unreachable: Unreachable | null;
  /** `http/1.1`, `h2` or `h3`: the best that a browser would get. */
  protocol: string | null;
  /** A browser opens at most six connections to a host over HTTP/1.1. */
  isBrowser: boolean;
  health: HealthFacts | null;
  connections: ConnectionFacts | null;
  stream: StreamFacts | null;
  live: LiveFacts | null;
}

export interface Unreachable {
  reason: "refused" | "unknown_host" | "certificate" | "timeout" | "network";
  message: string;
}

export interface HealthFacts {
  answer: Answer;
  /** Null when the answer is not Statboard's. */
  report: {
    status: "ok" | "degraded";
    lastStepAgeMs: number | null;
    backlog: number;
    warnings: readonly string[];
  } | null;
}

export interface ConnectionFacts {
  asked: number;
  /** Streams that were open at the same time. */
  opened: number;
  /** Statuses of those that were refused. */
  refused: readonly Answer[];
}

export interface StreamFacts {
  answer: Answer;
  /** From asking to the head, and to the first byte of the body. */
  headMs: number;
  firstByteMs: number | null;
  expected: number;
  arrivals: readonly Arrival[];
  /** Arrivals that are at least 20 ms apart. */
  batches: number;
  longestSilenceMs: number;
  /** Null when the end came. */
  cut: { afterMs: number; idleMs: number } | null;
  seen: SeenRequest | null;
}

/** Since the request; `sentMs` by the server's clock, brought to ours by the event that travelled fastest. */
export interface Arrival {
  sentMs: number;
  arrivedMs: number;
}

export interface LiveFacts {
  answer: Answer;
  firstEventMs: number | null;
  flushes: number;
  stepMs: number | null;
  watchedMs: number;
}
