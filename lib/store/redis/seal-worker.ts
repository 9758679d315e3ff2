import type { MessagePort } from "node:worker_threads";
import type { StoreArchive } from "../archives";
import { connect } from "./connect";
import { createKeys } from "./keys";
import { startSealing } from "./seal-loop";

/** How a thread that seals in Redis is started. */
export interface SealWorkerData {
  url: string;
  keyPrefix: string;
  /** Finest first. */
  archives: StoreArchive[];
  gaugeTtlMs: number;
}

/** It says warnings, as texts; any message to it stops it, and it answers null when it has. */
export async function runSealWorker(data: SealWorkerData, port: MessagePort): Promise<void> {
  const client = await connect(data.url);
  const stop = startSealing(
    { client, keys: createKeys(data.keyPrefix), archives: data.archives, gaugeTtlMs: data.gaugeTtlMs },
    (message) => port.postMessage(message),
  );
  port.once("message", async () => {
    await stop();
    client.disconnect();
    port.postMessage(null);
  });
}
