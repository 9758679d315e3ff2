import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** A real redis-server of its own folder and port. */
export interface RedisServer {
  url: string;
  port: number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** On the same port and folder; resolves when it answers. */
  start(): Promise<void>;
  /** Throws the stored data away; only while it is down. */
  erase(): void;
  /** Kills it and removes its folder. */
  stop(): Promise<void>;
}

export async function startRedisServer(extra: readonly string[] = []): Promise<RedisServer> {
  const port = await findPort();
  const dir = mkdtempSync(join(tmpdir(), "statboard-redis-"));
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const server: RedisServer = {
    url,
    port,
    async start() {
      const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", dir, "--save", ""];
      const durable = ["--appendonly", "yes", "--appendfsync", "everysec"];
      child = spawn("redis-server", [...options, ...durable, ...extra], { stdio: "ignore" });
      const failed = new Promise<never>((_, reject) => child!.once("error", reject));
      await Promise.race([failed, waitUntilReady(port)]);
    },
    async kill() {
      const dying = child;
      child = null;
      if (!dying || dying.exitCode !== null) return;
      const gone = new Promise((resolve) => dying.once("exit", resolve));
      dying.kill("SIGKILL");
      await gone;
    },
    erase: () => rmSync(join(dir, "appendonlydir"), { recursive: true, force: true }),
    async stop() {
      await server.kill();
      if (existsSync(dir)) rmSync(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function waitUntilReady(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const client = new Redis(port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch (error) {
      if (error instanceof Error && /NOAUTH/.test(error.message)) return;
      if (Date.now() > deadline) throw new Error("redis-server does not answer", { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      client.disconnect();
    }
  }
}

function findPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
