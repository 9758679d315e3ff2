import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPort } from "@/e2e/harness/ports";
import { stepMs } from "./messages";

export interface Server {
  pid: number;
  port: number;
  /** SIGKILL: nobody is told. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  env?: Record<string, string>;
  /** Where it listened before. */
  port?: number;
}

const readyWithinMs = 300_000;
const nchanModule = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/** The program as `npm start` runs it, with samples of `bench.g*` coming in: `gauges` gauges a second. */
export async function startProgram(gauges: number, { env = {}, port }: ProgramOptions = {}): Promise<Server> {
  const [web, statsd] = [port ?? (await findPort()), await findPort()];
  const dataDir = mkdtempSync(join(tmpdir(), "statboard-bench-live-"));
  const child = spawn(
    "sh",
    ["-c", 'ulimit -n $(ulimit -H -n) && exec "$0" bin/statboard.mjs', process.execPath],
    {
      env: {
        NODE_ENV: "production",
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        STATBOARD_LISTEN: `127.0.0.1:${web}`,
        STATBOARD_STATSD: `127.0.0.1:${statsd}`,
        STATBOARD_BATSD: "off",
        STATBOARD_DATA_DIR: dataDir,
        STATBOARD_MAX_STREAMS_PER_ADDRESS: "20000",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  await new Promise<void>((resolve, reject) => {
    let output = "";
    const add = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Statboard is ready")) resolve();
    };
    child.stdout.on("data", add);
    child.stderr.on("data", add);
    child.once("exit", () => reject(new Error(`the program ended:\n${output}`)));
    setTimeout(() => reject(new Error(`not ready:\n${output}`)), readyWithinMs).unref();
  });
  const stopFeeding = feed(statsd, gauges);
  const end = async (signal: NodeJS.Signals) => {
    stopFeeding();
    await endChild(child, signal);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { pid: child.pid!, port: web, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

export async function startPlainServer(frameBytes: number): Promise<Server> {
  const script = fileURLToPath(new URL("./plain-server.mjs", import.meta.url));
  const child = spawn(
    "sh",
    ["-c", 'ulimit -n $(ulimit -H -n) && exec "$0" "$1" "$2"', process.execPath, script, String(frameBytes)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const port = await new Promise<number>((resolve) =>
    child.stdout.once("data", (data) => resolve(Number(data))),
  );
  return toServer(child, port);
}

/** nchan in nginx, one worker; null where Debian's packages nginx and libnginx-mod-nchan are not installed. */
export async function startNchan(frameBytes: number): Promise<Server | null> {
  if (!existsSync(nchanModule) || spawnSync("nginx", ["-v"]).status !== 0) return null;
  const dir = mkdtempSync(join(tmpdir(), "statboard-bench-nchan-"));
  const port = await findPort();
  writeFileSync(
    join(dir, "nginx.conf"),
    `load_module ${nchanModule};
user root;
daemon off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log;
events { worker_connections 30000; }
http {
  access_log off;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /stream { nchan_subscriber eventsource; nchan_channel_id bench; nchan_subscriber_first_message newest; }
    location = /publish { nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 2; }
  }
}
`,
  );
  const child = spawn("nginx", ["-c", join(dir, "nginx.conf"), "-p", dir], { stdio: "inherit" });
  const timer = setInterval(() => void publish(port, frameBytes), stepMs);
  const server = toServer(child, port);
  const end = async (stop: () => Promise<void>) => {
    clearInterval(timer);
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { ...server, kill: () => end(server.kill), stop: () => end(server.stop) };
}

async function publish(port: number, frameBytes: number): Promise<void> {
  const endMs = Math.floor(Date.now() / stepMs) * stepMs;
  const body = `{"end":${endMs},"values":"`.padEnd(frameBytes - 40, "7");
  await fetch(`http://127.0.0.1:${port}/publish`, { method: "POST", body: `${body}"}` }).catch(() => {});
}

function toServer(child: ChildProcess, port: number): Server {
  const end = (signal: NodeJS.Signals) => endChild(child, signal);
  return { pid: child.pid!, port, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

/** Sets gauges with three decimals, in the middle of each second. */
function feed(port: number, gauges: number): () => void {
  const socket = createSocket("udp4");
  let beat = 0;
  const send = () => {
    beat++;
    const lines = Array.from({ length: gauges }, (_, i) => {
      const value = (5_000 + 4_000 * Math.sin(beat / 9 + i)).toFixed(3);
      return `bench.g${String(i).padStart(3, "0")}:${value}|g`;
    });
    for (let i = 0; i < lines.length; i += 40)
      socket.send(lines.slice(i, i + 40).join("\n"), port, "127.0.0.1");
  };
  if (gauges > 0) send();
  const timer = gauges > 0 ? setInterval(send, stepMs / 2) : undefined;
  return () => {
    clearInterval(timer);
    socket.close();
  };
}
