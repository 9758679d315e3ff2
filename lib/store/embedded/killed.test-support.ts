import {
  contractRetention,
  contractSketchRetention,
  counter,
  flushOf,
  gauge,
} from "../contract.test-support";
import { openEmbedded } from "./open";

// Runs as a process of its own: stores steps, says so on stdout, and waits to be killed.
const [dataDir, workerUrl, startMs] = process.argv.slice(2) as [string, string, string];
const { metrics, boards } = await openEmbedded({
  redisUrl: null,
  dataDir,
  workerUrl: new URL(workerUrl),
  flushMs: 1_000,
  retention: contractRetention,
  sketchRetention: contractSketchRetention,
  gaugeTtlMs: 60_000,
  maxSeries: 100,
});
await boards.putLink("l", "kept");
await metrics.append(
  flushOf("a", 1, Number(startMs), [
    ["counters:old", counter(5)],
    [`counters:${"ü".repeat(1_000)}`, counter(9)],
  ]),
);
await metrics.rename("counters:old", "counters:hits");
await metrics.append(
  flushOf("a", 2, Number(startMs) + 1_000, [
    ["counters:hits", counter(6)],
    ["gauges:g", gauge(4)],
  ]),
);
process.stdout.write("stored\n");
setInterval(() => {}, 1_000);
