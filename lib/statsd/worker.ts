import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "@/lib/metric/clock";
import { startIntake } from "./intake";
import type { FromWorker, Ingest, IngestOptions, ToWorker } from "./messages";

// The ingest worker's entry: the other end of thread.ts.

const port = parentPort!;
let ingest: Ingest | null = null;

try {
  const started = await startIntake(
    workerData as IngestOptions,
    {
      flush: (flush) => send({ type: "flush", flush, stats: ingest?.stats() ?? null }),
      warn: (message) => send({ type: "warn", message }),
    },
    systemClock,
  );
  ingest = started;
  port.on("message", (message: ToWorker) => void answer(started, message));
  send({ type: "ready", address: started.address, stats: started.stats() });
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  send({ type: "refused", message, code });
}

async function answer(to: Ingest, message: ToWorker): Promise<void> {
  switch (message.type) {
    case "receive":
      send({ type: "received", id: message.id, ...(await to.receive(message.text)) });
      break;
    case "add":
      to.add(message.samples);
      break;
    case "restore":
      to.restoreGauges(message.gauges);
      break;
    case "offset":
      to.setClockOffset(message.offsetMs);
      break;
    case "stop":
      await to.stop();
      send({ type: "stopped" });
  }
}

function send(message: FromWorker): void {
  port.postMessage(message);
}
