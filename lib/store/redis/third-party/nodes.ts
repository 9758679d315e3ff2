import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { Cluster, Redis } from "ioredis";

export type Connection = Redis | Cluster;

/** Where a connection of our own goes, beside ioredis' one. */
export interface NodeAddress {
  host: string;
  port: number;
  username: string | null;
  password: string | null;
  db: number;
  /** Null without TLS. */
  tls: ConnectionOptions | null;
}

/** Every node of a Cluster, or the one server. */
export function nodesOf(connection: Connection): Redis[] {
  return connection instanceof Cluster ? connection.nodes("all") : [connection];
}

/** Where a connection goes now: Sentinel or a Cluster may have moved it. Null while it is not connected. */
export function addressOf(connection: Connection): NodeAddress | null {
  const node = connection instanceof Cluster ? connection.nodes("master")[0] : connection;
  if (node?.status !== "ready") return null;
  const { host, username, password, db, tls } = node.options;
  const { remoteAddress, remotePort } = node.stream as { remoteAddress?: string; remotePort?: number };
  if (remoteAddress === undefined || remotePort === undefined) return null;
  return {
    host: remoteAddress,
    port: remotePort,
    username: username ?? null,
    password: password ?? null,
    db: db ?? 0,
    // The certificate is the host's, not the address'.
    tls: tls ? { ...(host && !isIP(host) && { servername: host }), ...tls } : null,
  };
}

/** Whether what is published on one is heard on the other: one server, its replicas, or one Cluster. */
export async function areSame(a: Connection, b: Connection): Promise<boolean> {
  const [ours, theirs] = await Promise.all([readOrigins(a), readOrigins(b)]);
  return ours.some((each) => theirs.includes(each));
}

/** Replicas have their master's. */
function readOrigins(connection: Connection): Promise<string[]> {
  return Promise.all(
    nodesOf(connection).map(async (node) => {
      const info = await node.info("replication");
      return /^master_replid:(\w+)/m.exec(info)?.[1] ?? info;
    }),
  );
}

/** Servers that repeat what a master publishes, kept connected as long as they do. */
export interface Replicas {
  refresh(): Promise<Redis[]>;
  close(): void;
}

export function createReplicas(connection: Connection): Replicas {
  const open = new Map<string, Redis>();
  return {
    async refresh() {
      if (connection instanceof Cluster) return [];
      const role = (await connection.role().catch(() => [])) as unknown[];
      const found = role[0] === "master" ? (role[2] as [host: string, port: string][]) : [];
      const names = new Set(found.map(([host, port]) => `${host} ${port}`));
      for (const [name, replica] of open) {
        if (names.has(name)) continue;
        open.delete(name);
        replica.disconnect();
      }
      for (const name of names) {
        if (open.has(name)) continue;
        const [host, port] = name.split(" ") as [string, string];
        const { sentinels: _, name: __, ...options } = connection.options;
        const replica = new Redis({ ...options, host, port: Number(port), lazyConnect: false });
        replica.on("error", () => {});
        open.set(name, replica);
      }
      return [...open.values()].filter(({ status }) => status === "ready");
    },
    close() {
      for (const replica of open.values()) replica.disconnect();
      open.clear();
    },
  };
}
