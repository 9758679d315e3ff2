import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPort } from "./ports";

/** A real redis-server that keeps what it was told, also when it is killed. */
export interface RedisServer {
  url: string;
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

const readyWithinMs = 20_000;

export async function startRedis(): Promise<RedisServer> {
  const port = await findPort();
  const dir = mkdtempSync(join(tmpdir(), "statboard-e2e-redis-"));
  const settings = {
    bind: "127.0.0.1",
    port: `${port}`,
    dir,
    save: "",
    appendonly: "yes",
    appendfsync: "everysec",
  };
  let child: ChildProcess | null = null;
  const killWithUs = () => child?.kill("SIGKILL");
  process.once("exit", killWithUs);
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
      child = spawn("redis-server", args, { stdio: "ignore" });
      const deadlineMs = performance.now() + readyWithinMs;
      while (!(await answers(port)))
        if (performance.now() > deadlineMs) throw new Error("redis-server does not answer");
    },
    async kill() {
      const dying = child;
      child = null;
      if (!dying || dying.exitCode !== null) return;
      const gone = new Promise((resolve) => dying.once("exit", resolve));
      dying.kill("SIGKILL");
      await gone;
    },
    async remove() {
      await server.kill();
      process.off("exit", killWithUs);
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** Whether it serves: while it loads its file it answers, but with an error. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const end = (served: boolean) => {
      socket.destroy();
      setTimeout(() => resolve(served), served ? 0 : 50);
    };
    socket.once("data", (data) => end(data.toString().startsWith("+PONG")));
    socket.once("error", () => end(false));
  });
}
