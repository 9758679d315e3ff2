import type { Flush } from "@/lib/metric/flush";
import type { Sample } from "@/lib/metric/sample";
import type { SeriesName } from "@/lib/metric/series";

export interface IngestOptions {
  /** The name under which this process' flushes are stored; new at each start. */
  writer: string;
  flushMs: number;
  /** UDP and TCP; null: only `receive` and `add` take anything in. Port 0 takes a free one. */
  statsd: { host: string; port: number } | null;
  /** Added to this machine's clock to get the store's. */
  clockOffsetMs?: number;
  /** Also flush `statboard.*` counters of what was taken in; true by default. */
  selfMetrics?: boolean;
}

export interface IngestListener {
  flush(flush: Flush): void;
  warn(message: string): void;
  /** The worker is gone, and nothing will be flushed any more. Without it the error is thrown. */
  failed?(error: Error): void;
}

export interface Ingest {
  /** Where UDP and TCP listen, once bound. */
  address: { host: string; port: number } | null;
  /** Takes StatsD lines in; resolves when they are counted into a step. */
  receive(text: string): Promise<{ accepted: number; bad: number }>;
  /** Takes samples in that the program made itself. */
  add(samples: Sample[]): void;
  /** What the store last knew of gauges, so that deltas go on from there. */
  restoreGauges(gauges: Map<SeriesName, number>): void;
  /** How the store's clock now differs from this machine's. */
  setClockOffset(offsetMs: number): void;
  /** As of the last flush. */
  stats(): IngestStats;
  /** Takes in what the kernel already holds; resolves after the last flush, that of the open step. */
  stop(): Promise<void>;
}

/** Since the start, but for the last three. */
export interface IngestStats {
  packets: number;
  samples: number;
  badLines: number;
  /** Datagrams the kernel threw away because its buffer was full; 0 where it does not say. */
  dropped: number;
  /** Open TCP connections. */
  connections: number;
  /** Bytes the kernel keeps for the UDP socket; 0 without one. */
  bufferBytes: number;
  /** The start of the step flushed last; null before the first. */
  lastStepMs: number | null;
}

export type ToWorker =
  | { type: "receive"; id: number; text: string }
  | { type: "add"; samples: Sample[] }
  | { type: "restore"; gauges: Map<SeriesName, number> }
  | { type: "offset"; offsetMs: number }
  | { type: "stop" };

/** A flush's `series` are those that the thread does not have yet, from `firstNumber` on; 0: numbers begin again. */
export type FromWorker =
  | { type: "ready"; address: Ingest["address"]; stats: IngestStats }
  | { type: "refused"; message: string; code: string | undefined }
  | { type: "flush"; flush: Flush; firstNumber: number; stats: IngestStats | null }
  | { type: "warn"; message: string }
  | { type: "received"; id: number; accepted: number; bad: number }
  | { type: "stopped" };
