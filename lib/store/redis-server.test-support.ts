import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

/** Several servers that stand in for each other. */
export interface RedisGroup {
  url: string;
  servers: RedisServer[];
  stop(): Promise<void>;
}

export async function startRedisServer(extra: readonly string[] = []): Promise<RedisServer> {
  const server = createServerOn(await findPort(), extra);
  await server.start();
  return server;
}

/** Three masters, each with a replica, as `servers` 0 to 2 and 3 to 5. Resolves when all slots are served. */
export async function startRedisCluster(): Promise<RedisGroup> {
  const servers = await createNodes(6);
  const ports = servers.map(({ port }) => port);
  await Promise.all(servers.map((server) => server.start()));
  const nodes = servers.map(({ port }) => new Redis(port, "127.0.0.1"));
  for (const node of nodes) node.on("error", () => {});
  await Promise.all(nodes.map((node, i) => node.cluster("SET-CONFIG-EPOCH", i + 1)));
  const bounds = [0, 5_461, 10_923, 16_384];
  for (let i = 0; i < 3; i++)
    await nodes[i]!.call("cluster", "ADDSLOTSRANGE", `${bounds[i]}`, `${bounds[i + 1]! - 1}`);
  await Promise.all(nodes.slice(1).map((node) => node.cluster("MEET", "127.0.0.1", ports[0]!)));
  const until = waiter();
  await until(async () => (await infoOf(nodes[0]!)).includes("cluster_known_nodes:6"));
  const ids = await Promise.all(nodes.slice(0, 3).map((node) => node.cluster("MYID")));
  for (let i = 0; i < 3; i++) {
    await until(async () => (await nodes[i + 3]!.cluster("REPLICATE", `${ids[i]}`)) === "OK");
    await until(async () => (await nodes[i]!.info("replication")).includes("state=online"));
  }
  for (const node of nodes) await until(async () => (await infoOf(node)).includes("cluster_state:ok"));
  for (const node of nodes) node.disconnect();
  return {
    url: `redis://127.0.0.1:${ports[0]},127.0.0.1:${ports[1]},127.0.0.1:${ports[2]}`,
    servers,
    stop: () => stopAll(servers),
  };
}

/** A node of a Cluster that has no other and serves no slot. */
export async function startLoneNode(): Promise<RedisServer> {
  const [server] = await createNodes(1);
  await server!.start();
  return server!;
}

async function createNodes(count: number): Promise<RedisServer[]> {
  const options = ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"];
  const fast = ["--cluster-node-timeout", "1000", "--repl-diskless-sync-delay", "0"];
  const ports = await findPorts(count, 10_000);
  return ports.map((port) =>
    createServerOn(port, [...options, ...fast, "--cluster-port", `${port + 10_000}`]),
  );
}

/** A master, a replica (`servers` 0 and 1) and three sentinels, which agree after a second. */
export async function startRedisSentinels(): Promise<RedisGroup> {
  const fast = ["--repl-diskless-sync-delay", "0"];
  const [master, replica] = (await findPorts(2)).map((port) => createServerOn(port, fast));
  await Promise.all([master!.start(), replica!.start()]);
  const client = new Redis(replica!.port, "127.0.0.1");
  await client.replicaof("127.0.0.1", master!.port);
  const until = waiter();
  await until(async () => (await client.info("replication")).includes("master_link_status:up"));
  client.disconnect();
  const sentinels = (await findPorts(3)).map((port) =>
    createServerOn(port, ["--sentinel"], sentinelOf(master!)),
  );
  await Promise.all(sentinels.map((sentinel) => sentinel.start()));
  for (const { port } of sentinels) {
    const sentinel = new Redis(port, "127.0.0.1");
    const knows = async (word: string, count: number) =>
      ((await sentinel.call("sentinel", word, "main")) as unknown[]).length === count;
    await until(async () => (await knows("sentinels", 2)) && (await knows("replicas", 1)));
    sentinel.disconnect();
  }
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",");
  const all = [...sentinels, master!, replica!];
  return { url: `redis+sentinel://${hosts}/main`, servers: [master!, replica!], stop: () => stopAll(all) };
}

function sentinelOf({ port }: RedisServer): string {
  return [
    `sentinel monitor main 127.0.0.1 ${port} 2`,
    "sentinel down-after-milliseconds main 1000",
    "sentinel failover-timeout main 3000",
  ].join("\n");
}

function createServerOn(port: number, extra: readonly string[], file = ""): RedisServer {
  const dir = mkdtempSync(join(tmpdir(), "statboard-redis-"));
  const isSentinel = file !== "";
  const config = join(dir, "redis.conf");
  writeFileSync(config, file);
  let child: ChildProcess | null = null;
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    async start() {
      const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", dir];
      const durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec"];
      const args = [config, ...options, ...(isSentinel ? [] : durable), ...extra];
      child = spawn("redis-server", args, { stdio: "ignore" });
      const started = child;
      running.add(started);
      started.once("exit", () => running.delete(started));
      const failed = new Promise<never>((_, reject) => started.once("error", reject));
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
  return server;
}

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

async function stopAll(servers: readonly RedisServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}

async function waitUntilReady(port: number): Promise<void> {
  await waiter()(async () => {
    const client = new Redis(port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
    let noted = "";
    client.on("error", (error: Error) => void (noted = error.message));
    try {
      await client.connect();
      await client.ping();
      return true;
    } catch {
      return noted.includes("NOAUTH");
    } finally {
      client.disconnect();
    }
  });
}

const infoOf = async (node: Redis) => String(await node.cluster("INFO"));

/** Asks again, errors included, until the answer is yes; an Error after 15 s. */
function waiter(): (isSo: () => Promise<boolean>) => Promise<void> {
  return async (isSo) => {
    const deadline = Date.now() + 15_000;
    let cause: unknown = null;
    for (;;) {
      try {
        if (await isSo()) return;
      } catch (error) {
        cause = error;
      }
      if (Date.now() > deadline) throw new Error("redis-server does not get ready", { cause });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
}

/** Free ports; with `above`, ports whose sum with it is a free port too. */
async function findPorts(count: number, above = 0): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = await findPort();
    if (port + above < 65_536 && (above === 0 || (await isFree(port + above)))) ports.add(port);
    else if (above > 0) {
      const lower = port - above;
      if (lower > 1_024 && (await isFree(lower)) && (await isFree(port))) ports.add(lower);
    }
  }
  return [...ports];
}

const findPort = () => listenOn(0);
const isFree = (port: number) =>
  listenOn(port).then(
    () => true,
    () => false,
  );

function listenOn(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
