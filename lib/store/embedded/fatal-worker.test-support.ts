import { parentPort, workerData } from "node:worker_threads";
import type { DiskCall, DiskWorkerData } from "./disk-messages";
import { runDiskWorker } from "./disk-worker";

// The store's thread, which dies of an error nobody caught when it is to save the link "die".
runDiskWorker(workerData as DiskWorkerData, parentPort!);
parentPort!.on("message", ({ call }: { call: DiskCall }) => {
  if (call.do !== "change" || !call.records.some(([key]) => key === "link die")) return;
  setImmediate(() => {
    throw new Error("struck down");
  });
});
