import { systemClock } from "@/lib/metric/clock";
import { startIntake } from "./intake";
import type { Ingest, IngestListener, IngestOptions } from "./messages";
import { startThread } from "./thread";

export type { Ingest, IngestListener, IngestOptions } from "./messages";

/**
 * Takes samples in and hands over one flush for every step, an empty one too. Resolves when every socket
 * is bound; rejects with one sentence that names the socket when one cannot be. In a worker thread,
 * rendering never keeps a packet waiting; `workerUrl` is worker.ts, bundled.
 */
export function startIngest(
  options: IngestOptions & { mode: "worker" | "inline"; workerUrl: URL | null },
  on: IngestListener,
): Promise<Ingest> {
  const { mode, workerUrl, ...rest } = options;
  if (mode === "inline") return startIntake(rest, on, systemClock);
  if (workerUrl === null) throw new TypeError("worker mode needs workerUrl");
  return startThread(workerUrl, rest, on);
}
