/** Where Redis is: what REDIS_URL says. */
export interface RedisAddress {
  kind: "standalone" | "cluster" | "sentinel";
  /** One server, some nodes of a Cluster, or the sentinels. */
  hosts: RedisHost[];
  username: string | null;
  password: string | null;
  db: number;
  isTls: boolean;
  /** What the sentinels call the master; empty without sentinels. */
  master: string;
}

export interface RedisHost {
  host: string;
  port: number;
}

const forms = {
  standalone: "redis://[user:password@]host:port[/db]",
  cluster: "redis://host:port,host:port",
  sentinel: "redis+sentinel://[user:password@]host:port[,host:port]/master-name[/db]",
};

/**
 * `redis://` and `rediss://` are one server, a comma list of them is a Cluster, `redis+sentinel://` asks
 * sentinels. Throws an Error that says what is wrong, without the password.
 */
export function parseRedisAddress(text: string): RedisAddress {
  const [, scheme, rest] = /^(rediss?|redis\+sentinel):\/\/(.+)$/.exec(text) ?? [];
  if (!scheme || !rest) throw new Error(`not a Redis address, for example redis://127.0.0.1:6379`);
  const isList = rest.includes(",");
  const kind = scheme === "redis+sentinel" ? "sentinel" : isList ? "cluster" : "standalone";
  const items = rest.split(",").map((item) => {
    const own = /^([a-z+]+):\/\//.exec(item)?.[1];
    if (own !== undefined && own !== scheme) throw new Error(`${scheme}:// and ${own}:// in one list`);
    return parseItem(own === undefined ? item : item.slice(own.length + 3), kind);
  });
  const path = items.at(-1)!.path;
  if (items.slice(0, -1).some((item) => item.path.length > 0)) throw wrongForm(kind);
  const master = kind === "sentinel" ? path.shift() : "";
  if (master === undefined) throw new Error(`the master's name is missing: ${forms.sentinel}`);
  const db = path.shift() ?? "0";
  if (!/^\d{1,4}$/.test(db) || path.length > 0) throw wrongForm(kind);
  if (kind === "cluster" && db !== "0") throw new Error("a Cluster has database 0 only");
  const { username, password } = items.find((item) => item.password !== null) ?? items[0]!;
  const hosts = items.map(({ host, port }) => ({ host, port }));
  return { kind, hosts, username, password, db: Number(db), isTls: scheme === "rediss", master };
}

/** The address as messages may show it: without user and password. */
export function printRedisAddress({ kind, hosts, db, isTls, master }: RedisAddress): string {
  const scheme = kind === "sentinel" ? "redis+sentinel" : isTls ? "rediss" : "redis";
  const list = hosts.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`).join(",");
  return `${scheme}://${list}${master && `/${master}`}${db === 0 ? "" : `/${db}`}`;
}

interface Item extends RedisHost {
  username: string | null;
  password: string | null;
  path: string[];
}

function parseItem(text: string, kind: RedisAddress["kind"]): Item {
  const url = URL.canParse(`redis://${text}`) ? new URL(`redis://${text}`) : null;
  if (!url || url.hostname === "" || url.search !== "" || url.hash !== "") throw wrongForm(kind);
  const decode = (part: string) => {
    try {
      return part === "" ? null : decodeURIComponent(part);
    } catch {
      throw new Error("user, password and names are written with % and two digits for special characters");
    }
  };
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || (kind === "sentinel" ? 26_379 : 6_379)),
    username: decode(url.username),
    password: decode(url.password),
    path: url.pathname
      .split("/")
      .map(decode)
      .filter((part) => part !== null),
  };
}

function wrongForm(kind: RedisAddress["kind"]): Error {
  return new Error(`not a Redis address of the form ${forms[kind]}`);
}
