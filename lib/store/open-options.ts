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
  retention: Retention;
  gaugeTtlMs: number;
  maxSeries: number;
  clock?: Clock;
  /** In front of every Redis key and channel. */
  keyPrefix?: string;
}

export interface Stores {
  metrics: MetricStore;
  /** Closed before `metrics`: they may share what they stand on. */
  boards: BoardStore;
  /** Milliseconds to add to this machine's clock to get the store's; absent where they are the same. */
  readClockOffset?(): Promise<number>;
}
