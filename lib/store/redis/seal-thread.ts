import { Worker } from "node:worker_threads";
import type { SealWorkerData } from "./seal-worker";

interface ThreadOptions {
  workerUrl: URL;
  warn?(message: string): void;
}

const restartMs = 5_000;
const stopWithinMs = 2_000;

/** Keeps a thread that seals, starting it again should it end; answers how to stop it. */
export function startSealThread(
  { workerUrl, warn = () => {} }: ThreadOptions,
  workerData: SealWorkerData,
): () => Promise<void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let worker = start();

  function start(): Worker {
    const next = new Worker(workerUrl, { workerData });
    next.on("message", (message: string | null) => message !== null && warn(message));
    next.on("error", (error: Error) => warn(`the thread that seals blocks has ended: ${error.message}`));
    next.on("exit", () => {
      if (isStopped) return;
      timer = setTimeout(() => (worker = start()), restartMs);
    });
    return next;
  }

  return async () => {
    isStopped = true;
    clearTimeout(timer);
    const ended = new Promise((resolve) =>
      worker.on("message", (message) => message === null && resolve(null)),
    );
    worker.postMessage("stop");
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, stopWithinMs))]);
    await worker.terminate();
  };
}
