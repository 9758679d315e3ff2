import { printAddress } from "./address";
import { type Booted, boot } from "./boot";
import { type Config, readConfig } from "./config";
import { createDirectStreams } from "./direct-stream";
import { type Log, createLog } from "./log";
import { type Web, listenWeb } from "./web";

interface StartOptions {
  /** The project's folder. */
  root: string;
  /** The folder with the bundled workers. */
  bundles: string;
  /** Builds the pages where they are not built yet. */
  buildPages(): Promise<void>;
}

const stopMs = 2_500;

/** Runs Statboard until a signal ends it. A fault at start: one message each, and exit code 1. */
export async function start(options: StartOptions): Promise<void> {
  const log = createLog();
  const { config, faults, warnings } = readConfig(process.env);
  if (!config) return exitWith(faults);
  for (const warning of warnings) log.warn(warning);
  try {
    await run(config, options, log);
  } catch (error) {
    exitWith([error instanceof Error ? error.message : String(error)]);
  }
}

async function run(config: Config, { root, bundles, buildPages }: StartOptions, log: Log): Promise<void> {
  if (config.web) await buildPages();
  const web = config.web && (await listenWeb(config.web, config));
  const booted = await boot(config, bundles, log);
  stopOnSignal(booted, web, log);
  if (web) {
    const { default: next } = await import("next");
    const app = next({ dev: false, dir: root });
    await app.prepare();
    web.serve(app.getRequestHandler(), createDirectStreams());
  }
  printReady(config, booted, web);
}

function stopOnSignal(booted: Booted, web: Web | null, log: Log): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const timer = setTimeout(() => {
      log.error("stopped before everything was stored");
      process.exit(0);
    }, stopMs);
    const closed = web?.close();
    await booted.stop().catch((error: Error) => log.error(error.message));
    web?.cut();
    await closed;
    clearTimeout(timer);
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
}

function printReady(config: Config, { runtime }: Booted, web: Web | null): void {
  const lines = [];
  if (web) lines.push(`Statboard is ready: http://${printAddress(web.address)}`);
  else lines.push("Statboard is ready: it takes metrics in and serves no pages");
  const statsd = runtime.ingest?.address;
  if (statsd) {
    const host = statsd.host === "0.0.0.0" || statsd.host === "::" ? "127.0.0.1" : statsd.host;
    lines.push(`StatsD on ${printAddress(statsd)}, UDP and TCP. Try:`);
    lines.push(`  echo "shop.orders:1|c" | nc -u -w1 ${host} ${statsd.port}`);
  }
  lines.push(config.redisUrl ? "Store: Redis" : `Store: embedded, in ${config.dataDir}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

function exitWith(messages: string[]): void {
  for (const message of messages) process.stderr.write(`statboard: ${message}\n`);
  process.exit(1);
}
