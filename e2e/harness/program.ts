import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findPort } from "./ports";

export interface ProgramOptions {
  redisUrl?: string | undefined;
  /** Beside the sockets, the data folder and the store. */
  env?: Record<string, string>;
}

/** `npm start` as a process of its own: its sockets and data outlive a restart. */
export interface Program {
  url: string;
  statsd: { host: string; port: number };
  /** Resolves when it says that it is ready. */
  start(): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<Ending>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it stands still, and its sockets stay open. */
  pause(): void;
  /** SIGCONT. */
  proceed(): void;
  /** SIGTERM, then the data is removed. */
  remove(): Promise<void>;
}

interface Ending {
  code: number | null;
  tookMs: number;
  output: string;
}

const root = resolve(import.meta.dirname, "../..");
/** The first start builds the pages. */
const readyWithinMs = 300_000;
const endWithinMs = 20_000;

export async function startProgram({ redisUrl, env = {} }: ProgramOptions = {}): Promise<Program> {
  const [web, statsd] = [await findPort(), await findPort()];
  const dataDir = mkdtempSync(join(tmpdir(), "statboard-e2e-"));
  const variables = {
    STATBOARD_LISTEN: `127.0.0.1:${web}`,
    STATBOARD_STATSD: `127.0.0.1:${statsd}`,
    STATBOARD_DATA_DIR: dataDir,
    ...(redisUrl && { REDIS_URL: redisUrl }),
    ...env,
  };
  let running: Running | null = null;
  const program: Program = {
    url: `http://127.0.0.1:${web}`,
    statsd: { host: "127.0.0.1", port: statsd },
    async start() {
      running = launch(variables);
      await running.ready();
    },
    async stop() {
      const stopping = running;
      running = null;
      const startedMs = performance.now();
      stopping?.child.kill("SIGTERM");
      const code = stopping ? await stopping.ended(endWithinMs) : 0;
      return { code, tookMs: performance.now() - startedMs, output: stopping?.output() ?? "" };
    },
    async kill() {
      const dying = running;
      running = null;
      dying?.child.kill("SIGKILL");
      await dying?.ended(endWithinMs);
    },
    pause: () => void running?.child.kill("SIGSTOP"),
    proceed: () => void running?.child.kill("SIGCONT"),
    async remove() {
      await program.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await program.start();
  return program;
}

/** Runs it with variables that should not let it start, until it ends by itself. */
export async function runProgram(env: Record<string, string>): Promise<Ending> {
  const dataDir = mkdtempSync(join(tmpdir(), "statboard-e2e-"));
  const startedMs = performance.now();
  const running = launch({ STATBOARD_DATA_DIR: dataDir, ...env });
  const code = await running.ended(endWithinMs);
  rmSync(dataDir, { recursive: true, force: true });
  return { code, tookMs: performance.now() - startedMs, output: running.output() };
}

interface Running {
  child: ChildProcess;
  output(): string;
  ready(): Promise<void>;
  /** Its exit code; kills it and rejects when it does not end. */
  ended(withinMs: number): Promise<number | null>;
}

const inherited = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production" } as const;

function launch(env: Record<string, string>): Running {
  const child = spawn(process.execPath, ["bin/statboard.mjs"], {
    cwd: root,
    env: { ...inherited, STATBOARD_BATSD: "off", ...env },
  });
  let output = "";
  const isReady = new Promise<void>((done) => {
    const add = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Statboard is ready")) done();
    };
    child.stdout.on("data", add);
    child.stderr.on("data", add);
  });
  const exit = new Promise<number | null>((done) => child.once("close", done));
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  void exit.then(() => process.off("exit", killWithUs));
  return {
    child,
    output: () => output,
    async ready() {
      const early = exit.then((code) => Promise.reject(new Error(`ended with ${code}:\n${output}`)));
      await within(readyWithinMs, Promise.race([isReady, early]), () => child.kill("SIGKILL"));
    },
    ended: (withinMs) => within(withinMs, exit, () => child.kill("SIGKILL")),
  };
}

async function within<T>(ms: number, wanted: Promise<T>, onLate: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate();
      reject(new Error(`not within ${ms} ms`));
    }, ms);
  });
  return Promise.race([wanted, late]).finally(() => clearTimeout(timer));
}
