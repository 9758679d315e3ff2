import { parentPort, workerData } from "node:worker_threads";
import { runDiskWorker } from "./embedded/disk-worker";
import type { DiskWorkerData } from "./embedded/disk-messages";
import { type SealWorkerData, runSealWorker } from "./redis/seal-worker";

// The store's thread: what it does can never delay a stream.
const data = workerData as DiskWorkerData | SealWorkerData;
if ("dataDir" in data) runDiskWorker(data, parentPort!);
else runSealWorker(data, parentPort!);
