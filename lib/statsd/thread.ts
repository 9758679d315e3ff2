import { Worker } from "node:worker_threads";
import type { SeriesName } from "@/lib/metric/series";
import type { FromWorker, Ingest, IngestListener, IngestOptions, IngestStats, ToWorker } from "./messages";

type Receipt = { accepted: number; bad: number };

/** Ingest in a worker thread: the main thread's end of messages.ts. */
export function startThread(workerUrl: URL, options: IngestOptions, on: IngestListener): Promise<Ingest> {
  const worker = new Worker(workerUrl, { workerData: options });
  const receipts = new Map<number, Waiter<Receipt>>();
  let lastId = 0;
  let stats: IngestStats | null = null;
  let series: SeriesName[] = [];
  let stopped: Waiter<void> | null = null;
  let stopping: Promise<void> | null = null;
  let dead: Error | null = null;

  return new Promise<Ingest>((resolve, reject) => {
    let start: Waiter<Ingest> | null = { resolve, reject };
    worker.on("error", (error: Error) => die(error));
    worker.on("exit", () => die(new Error("the ingest worker ended")));
    worker.on("message", (message: FromWorker) => {
      switch (message.type) {
        case "ready":
          stats = message.stats;
          start?.resolve(createIngest(message.address));
          start = null;
          break;
        case "refused":
          die(Object.assign(new Error(message.message), { code: message.code }));
          break;
        case "flush":
          stats = message.stats ?? stats;
          on.flush({ ...message.flush, values: { ...message.flush.values, series: take(message) } });
          break;
        case "warn":
          on.warn(message.message);
          break;
        case "received":
          receipts.get(message.id)?.resolve({ accepted: message.accepted, bad: message.bad });
          receipts.delete(message.id);
          break;
        case "stopped":
          dead = new Error("ingest is stopped");
          refuseAll(dead);
          void worker.terminate().then(() => stopped?.resolve());
      }
    });

    /** The writer's names, as far as its flushes have told them. */
    function take({ flush, firstNumber }: Extract<FromWorker, { type: "flush" }>): readonly SeriesName[] {
      if (firstNumber === 0) series = [];
      for (const name of flush.values.series) series.push(name);
      return series;
    }

    /** Once, whatever comes first of error, refusal and exit. */
    function die(error: Error): void {
      if (dead) return;
      dead = error;
      refuseAll(error);
      if (start) start.reject(error);
      else if (stopped) stopped.reject(error);
      else if (on.failed) on.failed(error);
      else throw error;
      void worker.terminate();
    }
  });

  function createIngest(address: Ingest["address"]): Ingest {
    return {
      address,
      receive(text) {
        if (dead) return Promise.reject(dead);
        const id = ++lastId;
        return new Promise((resolve, reject) => {
          receipts.set(id, { resolve, reject });
          send({ type: "receive", id, text });
        });
      },
      add: (samples) => send({ type: "add", samples }),
      restoreGauges: (gauges) => send({ type: "restore", gauges }),
      setClockOffset: (offsetMs) => send({ type: "offset", offsetMs }),
      stats: () => stats!,
      stop() {
        if (dead && !stopping) return Promise.resolve();
        return (stopping ??= new Promise((resolve, reject) => {
          stopped = { resolve, reject };
          send({ type: "stop" });
        }));
      },
    };
  }

  function send(message: ToWorker): void {
    worker.postMessage(message);
  }

  function refuseAll(error: Error): void {
    for (const receipt of receipts.values()) receipt.reject(error);
    receipts.clear();
  }
}

interface Waiter<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}
