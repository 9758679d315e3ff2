import { createMessageIntake } from "@/lib/compat/batsd/intake";
import { listenBatsd } from "@/lib/compat/batsd/server";
import type { Sample } from "@/lib/metric/sample";
import type { Ingest } from "@/lib/statsd/ingest";
import type { MetricStore } from "@/lib/store/port";
import { startThirdParty } from "@/lib/store/redis/third-party/start";
import type { Config } from "./config";
import type { Log } from "./log";

export interface BatsdDoors {
  /** METRICS.md, what others hear: counters since the last time. */
  describe(): Sample[];
  stop(): Promise<void>;
}

/** batsd's query port and its channels. Rejects with one sentence that names the variable. */
export async function openBatsdDoors(
  config: Config,
  { store, ingest, log }: { store: MetricStore; ingest: Ingest | null; log: Log },
): Promise<BatsdDoors> {
  const { batsd, redisUrl, publish, subscribe, retention } = config;
  const warn = (message: string) => log.warn(message);
  const intake = createMessageIntake({
    add: (samples) => ingest?.add(samples),
    warn,
    monotonic: () => performance.now(),
    soon: (run) => void setImmediate(run),
  });
  const server =
    batsd &&
    (await listenBatsd(batsd, { store, retention, now: Date.now }).catch((error: Error) => {
      throw new Error(`STATBOARD_BATSD: ${error.message}`, { cause: error });
    }));
  const channels = await startThirdParty({ store, redisUrl, publish, subscribe, hear: intake.hear, warn });
  let before = { published: 0, errors: 0, dropped: 0 };
  return {
    describe() {
      const now = channels.published();
      if (now === null) return [];
      const samples = [
        count("statboard.published", now.published - before.published),
        count("statboard.publish_errors", now.errors - before.errors),
        count("statboard.publish_dropped", now.dropped - before.dropped),
      ];
      before = now;
      return samples;
    },
    async stop() {
      await channels.stop();
      intake.flush();
      await server?.close();
    },
  };
}

function count(bucket: string, value: number): Sample {
  return { kind: "counters", bucket, value, sampleRate: 1 };
}
