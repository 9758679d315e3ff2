import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startHostMetrics } from "@/lib/host/measure";
import type { Sample } from "@/lib/metric/sample";
import { systemClock } from "@/lib/metric/clock";
import { type Ingest, startIngest } from "@/lib/statsd/ingest";
import { openStores } from "@/lib/store/open";
import { createEvaluator } from "@/lib/query/evaluator";
import { everyInterval } from "@/lib/live/respond";
import { createWriter } from "@/lib/store/writer";
import { createAttempts } from "./attempts";
import { openBatsdDoors } from "./batsd";
import type { Config } from "./config";
import type { Log } from "./log";
import { readGauges } from "./restore";
import { type Runtime, setRuntime } from "./runtime";
import { createStreamRegistry } from "./streams";

export interface Booted {
  runtime: Runtime;
  /** Last flush, everything stored, everything closed. */
  stop(): Promise<void>;
}

/**
 * Opens the stores, takes samples in, and puts the runtime where route handlers find it. `bundles` is the
 * folder with the bundled workers. Rejects with one sentence when a socket or store is not to be had.
 */
export async function boot(config: Config, bundles: string, log: Log): Promise<Booted> {
  const workerUrl = pathToFileURL(join(bundles, "store-worker.mjs"));
  const { metrics: store, boards } = await openStores({
    ...config,
    workerUrl,
    warn: log.warn,
  }).catch((error: Error) => {
    throw new Error(`${config.redisUrl ? "REDIS_URL" : "STATBOARD_DATA_DIR"}: ${error.message}`, {
      cause: error,
    });
  });
  const writer = createWriter(store, { warn: (message) => log.warn(message) });
  const ingest = await startSamples(config, bundles, log, writer.push);
  ingest?.restoreGauges(await readGauges(store, { ...config, nowMs: Date.now() }));
  const batsd = await openBatsdDoors(config, { store, ingest, log });
  const streams = createStreamRegistry({
    maxStreams: config.maxStreams,
    maxPerAddress: config.maxStreamsPerAddress,
  });
  const runtime: Runtime = {
    config,
    store,
    boards,
    evaluator: createEvaluator({ store, clock: systemClock, every: everyInterval }),
    ingest,
    streams,
    attempts: createAttempts(),
    backlog: writer.backlog,
    startedMs: Date.now(),
  };
  setRuntime(runtime);
  const host =
    ingest && config.hostMetrics
      ? startHostMetrics({
          add: ingest.add,
          program: () => [...measureProgram(runtime), ...batsd.describe()],
          clock: systemClock,
        })
      : null;
  return {
    runtime,
    async stop() {
      host?.stop();
      streams.closeAll();
      await batsd.stop();
      await ingest?.stop();
      await writer.drain(1_500).catch((error: Error) => log.error(error.message));
      await Promise.all([store.close(), boards.close()]);
    },
  };
}

async function startSamples(
  config: Config,
  bundles: string,
  log: Log,
  flush: Parameters<typeof startIngest>[1]["flush"],
): Promise<Ingest | null> {
  if (config.ingest === "off") return null;
  const options = {
    mode: config.ingest,
    workerUrl: pathToFileURL(join(bundles, "statsd-worker.mjs")),
    statsd: config.statsd,
    flushMs: config.flushMs,
    writer: randomBytes(8).toString("hex"),
  };
  return startIngest(options, {
    flush,
    warn: (message) => log.warn(message),
    failed(error) {
      log.error(`metrics are no longer taken in: ${error.message}`);
      process.exit(1);
    },
  });
}

/** METRICS.md, the process: what only the server knows. */
function measureProgram({ streams, backlog }: Runtime): Sample[] {
  return [
    { kind: "gauges", bucket: "statboard.streams", value: streams.count(), delta: false },
    { kind: "gauges", bucket: "statboard.backlog", value: backlog(), delta: false },
  ];
}
