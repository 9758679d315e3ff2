import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultRetentions, parseRetentions } from "@/lib/compat/batsd/import/layout";
import { type ImportReport, importBatsd } from "@/lib/compat/batsd/import/run";
import { openStores } from "@/lib/store/open";
import { openBatsdSource } from "@/lib/store/redis/third-party/batsd-source";
import { type Config, readConfig } from "./config";

const usage = `Brings the history of a batsd into Statboard's store.

  npm run import:batsd -- --redis redis://127.0.0.1:6379 [--disk /path/of/batsd's/root]

  --redis       batsd's Redis
  --disk        the "root" of batsd's config.yml: coarser steps and all gauges
  --retentions  as in its config.yml, default ${defaultRetentions}
  --until       epoch seconds: steps that end later are left out, default now
  --dry-run     reads and counts, writes nothing

The store is that of the server: the same variables. An embedded store has one owner: stop the server first.
`;

/** Runs the command; resolves with its exit code. `bundles` is the folder with the bundled workers. */
export async function runImport(args: string[], bundles: string): Promise<number> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        redis: { type: "string" },
        disk: { type: "string" },
        retentions: { type: "string", default: defaultRetentions },
        until: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help || values.redis === undefined) {
      process.stdout.write(usage);
      return values.help ? 0 : 1;
    }
    const nowMs = Date.now();
    const untilMs = values.until === undefined ? nowMs : Number(values.until) * 1_000;
    if (!(untilMs > 0)) throw new Error(`--until: "${values.until}" is no time in epoch seconds`);
    const retentions = parseRetentions(values.retentions);
    const { config, faults } = readConfig(process.env);
    if (!config) throw new Error(faults.join("\nstatboard: "));
    const redis = await openBatsdSource(values.redis);
    const stores = values["dry-run"] ? null : await openTarget(config, bundles);
    const report = await importBatsd({
      redis,
      store: stores?.metrics ?? null,
      diskRoot: values.disk ?? null,
      retentions,
      archives: config.retention,
      window: { nowMs, untilMs: Math.min(untilMs, nowMs) },
      progress: createProgress(),
    }).finally(async () => {
      redis.close();
      await stores?.boards.close();
      await stores?.metrics.close();
    });
    process.stdout.write(printReport(report, values["dry-run"]));
    return 0;
  } catch (error) {
    process.stderr.write(`statboard: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function openTarget(config: Config, bundles: string): ReturnType<typeof openStores> {
  const workerUrl = pathToFileURL(join(bundles, "store-worker.mjs"));
  return openStores({ ...config, workerUrl }).catch((error: Error) => {
    throw new Error(`${config.redisUrl ? "REDIS_URL" : "STATBOARD_DATA_DIR"}: ${error.message}`, {
      cause: error,
    });
  });
}

/** A line that is written over on a terminal, and one every ten seconds elsewhere. */
function createProgress(): (report: ImportReport) => void {
  const { isTTY } = process.stderr;
  let saidMs = 0;
  return ({ done, names, points }) => {
    const nowMs = performance.now();
    if (nowMs - saidMs < (isTTY ? 200 : 10_000)) return;
    saidMs = nowMs;
    process.stderr.write(
      `${isTTY ? "\r" : ""}${done} of ${names} names, ${points} points${isTTY ? "" : "\n"}`,
    );
  };
}

function printReport(report: ImportReport, isDry: boolean): string {
  const { points, series, names, steps, tooOld, tooNew, empty, bad, refused, firstRefused, unfit } = report;
  const lines = [
    `${points} points of ${series} series, of ${names} names, ${isDry ? "would become" : "became"} ${steps} steps`,
    ...unfit.map(
      ({ stepS }) => `steps of ${stepS} s were left out: none of STATBOARD_RETENTION's is a multiple`,
    ),
  ];
  if (tooOld > 0) lines.push(`${tooOld} points are older than STATBOARD_RETENTION keeps, and were left out`);
  if (tooNew > 0) lines.push(`${tooNew} points belong to steps that had not ended, and were left out`);
  if (empty + bad > 0) lines.push(`${empty} points had no value, ${bad} could not be read`);
  if (refused > 0) lines.push(`${refused} names were refused, the first: ${JSON.stringify(firstRefused)}`);
  return `${process.stderr.isTTY ? "\n" : ""}${lines.join("\n")}\n`;
}
