import { Cluster, Redis, type RedisOptions } from "ioredis";
import { type RedisAddress, parseRedisAddress, printRedisAddress } from "./address";
import { explain } from "./trouble";

/** What the adapter talks to. A Cluster serves commands and subscriptions with connections of its own. */
export type Client = Redis | Cluster;

const answerMs = 5_000;
const retryStrategy = (times: number) => Math.min(times * 100, 1_000);

/**
 * A client that rejects at once while Redis is away, and comes back by itself. Rejects with one sentence,
 * without the password, when the first attempt fails.
 */
export async function connect(url: string): Promise<Client> {
  const address = parseRedisAddress(url);
  try {
    return await open(address);
  } catch (error) {
    throw new Error(`cannot use Redis at ${printRedisAddress(address)}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function open(address: RedisAddress): Promise<Client> {
  if (address.kind === "cluster") return openCluster(address);
  if (address.kind === "standalone")
    return openServer({ ...optionsOf(address), ...address.hosts[0]! }, false);
  const options = { ...optionsOf(address), sentinels: address.hosts, name: address.master };
  const { username, password } = address;
  return openServer(options, false).catch((error: Error) => {
    // Sentinels mostly have no password; those that want one usually share Redis'.
    if (!/NOAUTH/.test(error.message) || password === null) throw error;
    const sentinelUser = username === null ? {} : { sentinelUsername: username };
    return openServer({ ...options, ...sentinelUser, sentinelPassword: password }, false);
  });
}

function optionsOf({ username, password, db, isTls }: RedisAddress): RedisOptions {
  return {
    lazyConnect: true,
    connectTimeout: answerMs,
    commandTimeout: answerMs,
    sentinelCommandTimeout: answerMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    retryStrategy,
    db,
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    ...(isTls && { tls: {} }),
  };
}

async function openServer(options: RedisOptions, isCluster: boolean): Promise<Redis> {
  let isOpen = false;
  // The first attempt fails soon; later ones go on for ever.
  const sentinelRetryStrategy = (times: number) => (isOpen ? retryStrategy(times) : null);
  const client = new Redis({ ...options, sentinelRetryStrategy });
  let noted = "";
  client.on("error", (error: Error) => void (noted = error.message));
  try {
    await within(client.connect());
    checkServer(await client.info(), isCluster);
    isOpen = true;
    return client;
  } catch (error) {
    client.disconnect();
    throw new Error(explain(error, noted), { cause: error });
  }
}

async function openCluster(address: RedisAddress): Promise<Cluster> {
  const { retryStrategy: clusterRetryStrategy, enableOfflineQueue: _, ...redisOptions } = optionsOf(address);
  await checkNodes(address, redisOptions);
  const client = new Cluster(address.hosts, {
    lazyConnect: true,
    shardedSubscribers: true,
    enableOfflineQueue: false,
    slotsRefreshInterval: 5_000,
    maxRedirections: 6,
    redisOptions,
    ...(clusterRetryStrategy && { clusterRetryStrategy }),
    // A certificate is of a name, which must not become a number before it is checked.
    ...(address.isTls && { dnsLookup: (host, done) => done(null, host) }),
  });
  let noted = "";
  const note = (error: Error) => void (noted = error.message);
  client.on("error", note);
  client.on("node error", note);
  try {
    await within(client.connect());
    await Promise.all(client.nodes("master").map((node) => node.ping()));
    return client;
  } catch (error) {
    client.disconnect();
    throw new Error(explain(error, noted), { cause: error });
  }
}

/** The first node that answers and is well is enough. */
async function checkNodes({ hosts }: RedisAddress, options: RedisOptions): Promise<void> {
  const faults: Error[] = [];
  for (const host of hosts) {
    try {
      const node = await openServer({ ...options, ...host, retryStrategy: () => null }, true);
      const state = /^cluster_state:(\w+)/m.exec(await node.cluster("INFO"))?.[1];
      node.disconnect();
      if (state === "ok") return;
      faults.push(new Error(`the Redis Cluster is down (cluster_state:${state})`));
    } catch (error) {
      faults.push(error as Error);
    }
  }
  throw faults[0]!;
}

/** Throws when we cannot use the server that says this of itself. */
export function checkServer(info: string, isCluster: boolean): void {
  const version = /^redis_version:(\d+)\.(\S+)/m.exec(info);
  if (version && Number(version[1]) < 7)
    throw new Error(`Redis 7.0 or newer is needed, this is ${version[1]}.${version[2]}`);
  const isNode = /^cluster_enabled:1/m.test(info);
  if (isNode && !isCluster)
    throw new Error("this is a node of a Cluster: name some of its nodes, redis://host:port,host:port");
  if (!isNode && isCluster) throw new Error("a list of addresses is a Cluster, but this server is none");
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Command timed out")), answerMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The servers that hold what we write. */
export function mastersOf(client: Client): Redis[] {
  return client instanceof Cluster ? client.nodes("master") : [client];
}

/** What is stored, but not safe. */
export async function readWarnings(client: Client): Promise<string[]> {
  const infos = await Promise.all(
    mastersOf(client).map(async (each) => `${await each.info("persistence")}\n${await each.info("memory")}`),
  );
  const warnings = new Set<string>();
  for (const info of infos) {
    if (/^aof_enabled:0/m.test(info))
      warnings.add("Redis runs without appendonly: what it holds is lost when it restarts");
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    if (policy && policy !== "noeviction")
      warnings.add(`Redis' maxmemory-policy is ${policy}: it may throw metrics away (use noeviction)`);
  }
  return [...warnings];
}
