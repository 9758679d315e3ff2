import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "@/lib/metric/clock";
import type { Flush } from "@/lib/metric/flush";
import type { SeriesName } from "@/lib/metric/series";
import { startIntake } from "./intake";
import type { FromWorker, Ingest, IngestOptions, ToWorker } from "./messages";

// The ingest worker's entry: the other end of thread.ts.

const port = parentPort!;
let ingest: Ingest | null = null;
let sent: { series: readonly SeriesName[]; count: number } = { series: [], count: 0 };

try {
  const started = await startIntake(
    workerData as IngestOptions,
    {
      flush: sendFlush,
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

/** Only names that are new are copied; the arrays change hands. */
function sendFlush(flush: Flush): void {
  const { series, numbers, offsets, bytes } = flush.values;
  const firstNumber = sent.series === series ? sent.count : 0;
  sent = { series, count: series.length };
  const values = { ...flush.values, series: series.slice(firstNumber) };
  send({ type: "flush", flush: { ...flush, values }, firstNumber, stats: ingest?.stats() ?? null }, [
    numbers.buffer,
    offsets.buffer,
    bytes.buffer,
  ]);
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
