import { type Clock, systemClock } from "@/lib/metric/clock";
import type { Retention } from "@/lib/metric/retention";
import { createEmbeddedStore } from "./embedded/metrics";
import type { BoardStore, MetricStore } from "./port";
import { createRecordStore } from "./records";

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
}

export interface Stores {
  metrics: MetricStore;
  boards: BoardStore;
}

/** Opens both stores; an Error with one clear message when that cannot be. */
export async function openStores(options: OpenOptions): Promise<Stores> {
  const clock = options.clock ?? systemClock;
  const metrics = await createEmbeddedStore({ ...options, clock, disk: null });
  const boards = createRecordStore({
    now: clock.now,
    saved: [],
    save: async () => {},
    close: async () => {},
  });
  return { metrics, boards };
}
