import type { Clock } from "@/lib/metric/clock";
import type { Retention } from "@/lib/metric/retention";
import type { BoardStore, MetricStore } from "./port";

export interface OpenOptions {
  /** Null: the embedded store in `dataDir`. */
  redisUrl: string | null;
  dataDir: string;
  /** The bundled `worker.ts`. */
  workerUrl: URL;
  flushMs: number;
  /** Its first step is the flush interval. */
  retention: Retention;
  sketchRetention: Retention;
  gaugeTtlMs: number;
  maxSeries: number;
  clock?: Clock;
  /** Hears what the store's thread has to say. */
  warn?(message: string): void;
  /** False: another process seals, for this one has no thread for it. On Redis only. */
  seals?: boolean;
  /** In front of every Redis key and channel. */
  keyPrefix?: string;
}

export interface Stores {
  metrics: MetricStore;
  /** Closed before `metrics`: they may share what they stand on. */
  boards: BoardStore;
  /** Seals what is due at a moment, at once: for tests and imports, which cannot wait for it. */
  seal(nowMs: number): Promise<void>;
  /** Milliseconds to add to this machine's clock to get the store's; absent where they are the same. */
  readClockOffset?(): Promise<number>;
}
