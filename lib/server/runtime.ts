import type { Evaluator } from "@/lib/query/evaluator";
import type { StreamHub } from "@/lib/query/stream-hub";
import type { Ingest } from "@/lib/statsd/ingest";
import type { BoardStore, MetricStore } from "@/lib/store/port";
import type { Attempts } from "./attempts";
import type { Config } from "./config";
import type { StreamRegistry } from "./streams";

/** What route handlers and pages need of the running process. */
export interface Runtime {
  config: Config;
  store: MetricStore;
  boards: BoardStore;
  /** Live targets of all streams. */
  evaluator: Evaluator;
  hub: StreamHub;
  /** Null: this process takes no samples in. */
  ingest: Ingest | null;
  streams: StreamRegistry;
  attempts: Attempts;
  /** Flushes that the store has not taken yet. */
  backlog(): number;
  /** Milliseconds to add to this machine's clock to get the store's. */
  clockOffsetMs(): number;
  startedMs: number;
}

// Next evaluates this module separately for instrumentation, each route and the pages: what they share
// lives on globalThis.
const key = Symbol.for("statboard.runtime");
const shared = globalThis as { [key]?: Runtime };

export function setRuntime(runtime: Runtime): void {
  shared[key] = runtime;
}

export function getRuntime(): Runtime {
  const runtime = shared[key];
  if (!runtime) throw new Error("the runtime is not started: use `npm start` or `npm run dev`");
  return runtime;
}

/** For code that also runs where nothing is started. */
export function findRuntime(): Runtime | null {
  return shared[key] ?? null;
}
