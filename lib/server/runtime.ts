import type { BoardStore, MetricStore } from "@/lib/store/port";

/** What route handlers and pages need of the running process. */
export interface Runtime {
  store: MetricStore;
  boards: BoardStore;
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
  if (!runtime) throw new Error("the runtime is not started: use `npm start` or `next dev`");
  return runtime;
}
