import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startHostMetrics } from "@/lib/host/measure";
import type { Sample } from "@/lib/metric/sample";
import { systemClock } from "@/lib/metric/clock";
import { type Ingest, startIngest } from "@/lib/statsd/ingest";
import { openBacklogs } from "@/lib/store/backlog";
import { followOffset } from "@/lib/store/clock-offset";
import { openStores } from "@/lib/store/open";
import { createEvaluator } from "@/lib/query/evaluator";
import { createStreamHub } from "@/lib/query/stream-hub";
import { everyInterval } from "@/lib/live/event-stream";
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
  const warn = (message: string) => log.warn(message);
  const {
    metrics: store,
    boards,
    readClockOffset,
  } = await openStores({ ...config, workerUrl, warn }).catch((error: Error) => {
    throw new Error(`${config.redisUrl ? "REDIS_URL" : "STATBOARD_DATA_DIR"}: ${error.message}`, {
      cause: error,
    });
  });
  const dir = join(config.dataDir, "backlog");
  const disk = config.redisUrl === null ? undefined : openBacklogs({ dir, warn });
  const writer = createWriter(store, { warn, disk });
  let clockOffsetMs = (await readClockOffset?.().catch(() => 0)) ?? 0;
  const ingest = await startSamples(config, { bundles, log, clockOffsetMs, flush: writer.push });
  const stopFollowing =
    ingest && readClockOffset
      ? followOffset({
          measure: readClockOffset,
          apply(offsetMs) {
            clockOffsetMs = offsetMs;
            ingest.setClockOffset(offsetMs);
          },
          warn,
        })
      : () => {};
  ingest?.restoreGauges(await readGauges(store, { ...config, nowMs: Date.now() + clockOffsetMs }));
  const batsd = await openBatsdDoors(config, { store, ingest, log });
  const streams = createStreamRegistry({
    maxStreams: config.maxStreams,
    maxPerAddress: config.maxStreamsPerAddress,
  });
  const live = { store, retention: config.retention, clock: systemClock, every: everyInterval };
  const evaluator = createEvaluator(live);
  const runtime: Runtime = {
    config,
    store,
    boards,
    evaluator,
    hub: createStreamHub({ ...live, evaluator, boards }),
    ingest,
    streams,
    attempts: createAttempts(),
    backlog: writer.backlog,
    clockOffsetMs: () => clockOffsetMs,
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
      stopFollowing();
      streams.closeAll();
      await batsd.stop();
      await ingest?.stop();
      await writer.drain(1_500).catch((error: Error) => log.error(error.message));
      const kept = writer.keep();
      if (kept > 0) log.warn(`${kept} flushes wait in ${dir} for the next start`);
      await Promise.all([store.close(), boards.close()]);
    },
  };
}

interface SamplesOptions {
  bundles: string;
  log: Log;
  clockOffsetMs: number;
  flush: Parameters<typeof startIngest>[1]["flush"];
}

async function startSamples(
  config: Config,
  { bundles, log, clockOffsetMs, flush }: SamplesOptions,
): Promise<Ingest | null> {
  if (config.ingest === "off") return null;
  const options = {
    mode: config.ingest,
    workerUrl: pathToFileURL(join(bundles, "statsd-worker.mjs")),
    statsd: config.statsd,
    flushMs: config.flushMs,
    clockOffsetMs,
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
