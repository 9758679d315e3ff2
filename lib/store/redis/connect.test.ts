import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type RedisGroup,
  type RedisServer,
  startLoneNode,
  startRedisSentinels,
  startRedisServer,
} from "../redis-server.test-support";
import { checkServer, connect } from "./connect";
import { explain } from "./trouble";

let locked: RedisServer;
let sentinels: RedisGroup;
let lonely: RedisServer;
beforeAll(async () => {
  [locked, sentinels, lonely] = await Promise.all([
    startRedisServer(["--requirepass", "open,sesame"]),
    startRedisSentinels(),
    startLoneNode(),
  ]);
});
afterAll(() => Promise.all([locked.stop(), sentinels.stop(), lonely.stop()]));

const saying = (url: string) =>
  connect(url).then(
    (client) => client.disconnect(),
    (error: Error) => error.message,
  );

it("logs in with user, password and database", async () => {
  const client = await connect(`redis://default:open%2Csesame@127.0.0.1:${locked.port}/3`);
  await client.set("in", "3");
  client.disconnect();
  const other = await connect(`redis://:open%2Csesame@127.0.0.1:${locked.port}`);
  expect(await other.get("in")).toBeNull();
  other.disconnect();
});

it("asks the sentinels for the master", async () => {
  const client = await connect(`${sentinels.url}/2`);
  expect(await client.info("replication")).toContain("role:master");
  client.disconnect();
});

it.each([
  [
    "the password is wrong",
    () => `redis://:no-such@127.0.0.1:${locked.port}`,
    /^cannot use Redis at redis:\/\/127\.0\.0\.1:\d+: Redis refuses the password \(WRONGPASS/,
  ],
  ["a password is missing", () => locked.url, /: Redis refuses the password \(NOAUTH/],
  [
    "nothing listens",
    () => "redis://127.0.0.1:1",
    /: Redis does not answer \(connect ECONNREFUSED 127\.0\.0\.1:1\)$/,
  ],
  [
    "no node listens",
    () => "redis://127.0.0.1:1,127.0.0.1:2",
    /at redis:\/\/127\.0\.0\.1:1,127\.0\.0\.1:2: Redis does not answer \(.*ECONNREFUSED/,
  ],
  [
    "no sentinel listens",
    () => "redis+sentinel://127.0.0.1:1/main",
    /: no sentinel tells where Redis is \(All sentinels are unreachable/,
  ],
  [
    "no sentinel knows the master",
    () => sentinels.url.replace("/main", "/nobody"),
    /: no sentinel knows a master of this name \(/,
  ],
  [
    "a list names a server that is no Cluster",
    () => `${sentinels.servers[0]!.url},127.0.0.1:1`,
    /: a list of addresses is a Cluster, but this server is none$/,
  ],
  [
    "a node of a Cluster is named alone",
    () => lonely.url,
    /: this is a node of a Cluster: name some of its nodes/,
  ],
  [
    "the Cluster is down",
    () => `${lonely.url},127.0.0.1:1`,
    /: the Redis Cluster is down \(cluster_state:fail\)$/,
  ],
])("says in one sentence that %s", async (_, url, sentence) => {
  expect(await saying(url())).toMatch(sentence);
  expect(await saying(url())).not.toContain("no-such");
});

it("asks sentinels with Redis' own password when they want one", async () => {
  const ports = [...sentinels.url.matchAll(/:(\d+)/g)].map(([, port]) => Number(port));
  for (const port of [...ports, sentinels.servers[0]!.port]) {
    const direct = new Redis(port, "127.0.0.1");
    await direct.acl("SETUSER", "default", "resetpass", ">both");
    direct.disconnect();
  }
  expect(await saying(sentinels.url)).toMatch(/: Redis refuses the password \(.*NOAUTH/);
  const client = await connect(sentinels.url.replace("//", "//:both@"));
  expect(await client.ping()).toBe("PONG");
  client.disconnect();
});

it("refuses a Redis that is too old, before anything is written to it", () => {
  expect(() => checkServer("redis_version:6.2.14\r\ncluster_enabled:0", false)).toThrow(
    "Redis 7.0 or newer is needed, this is 6.2.14",
  );
  expect(() => checkServer("redis_version:7.0.0\r\ncluster_enabled:0", false)).not.toThrow();
  expect(() => checkServer("redis_version:10.2\r\ncluster_enabled:1", true)).not.toThrow();
});

it.each([
  [
    "OOM command not allowed when used memory > 'maxmemory'. script: f00, on @user_script:14.",
    /^Redis is out of memory and takes nothing in \(OOM .*'maxmemory'\)$/,
  ],
  ["READONLY You can't write against a read only replica. script: f00", /^Redis is a read-only replica/],
  ["MISCONF Errors writing to the AOF file: No space left on device", /^Redis cannot write to its disk/],
  ["CLUSTERDOWN Hash slot not served", /^the Redis Cluster is down/],
  ["Command timed out", /^Redis is too slow/],
  ["Connection is closed.", /^Redis does not answer \(read ECONNRESET\)$/],
  ["ERR something else", /^ERR something else$/],
])("explains %s", (message, sentence) => {
  expect(explain(new Error(message), "read ECONNRESET")).toMatch(sentence);
});
