import { createSocket } from "node:dgram";
import { parentPort, workerData } from "node:worker_threads";
import type { Value } from "@/lib/metric/value";
import { type SeriesName, seriesName } from "@/lib/metric/series";
import type { Flush } from "@/lib/metric/flush";

const { port, stepMs, writer } = workerData as { port: number; stepMs: number; writer: string };
let values = new Map<SeriesName, Value>();
let sequence = 0;
const socket = createSocket("udp4");
socket.on("message", (packet) => {
  for (const line of packet.toString().split("\n")) {
    const match = /^([\w.-]+):(\d+)\|c$/.exec(line);
    if (!match) continue;
    const name = seriesName("counters", match[1]!);
    const value = values.get(name);
    if (value?.kind === "counters") value.sum += Number(match[2]);
    else values.set(name, { kind: "counters", sum: Number(match[2]) });
  }
});
socket.bind(port, "127.0.0.1", () => parentPort!.postMessage("ready"));
function tick() {
  const startMs = Math.floor(Date.now() / stepMs) * stepMs - stepMs;
  const flush: Flush = { writer, sequence: ++sequence, startMs, stepMs, values };
  values = new Map();
  parentPort!.postMessage(flush);
  setTimeout(tick, stepMs - (Date.now() % stepMs));
}
setTimeout(tick, stepMs - (Date.now() % stepMs));
