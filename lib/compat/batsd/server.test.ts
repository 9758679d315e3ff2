import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MetricStore } from "@/lib/store/port";
import { counter, createRig, gauge, members, retention, timer } from "@/lib/query/stream.test-support";
import { type BatsdServer, listenBatsd } from "./server";

// PROTOCOLS §2.1 row by row, as batsd's own clients send it: client.rb and the gem `puts` lines, python-batsd
// sends commands without a newline and reads byte by byte up to one.

const startS = 1_700_000_000;
let rig: Awaited<ReturnType<typeof createRig>>;
let server: BatsdServer;
const clients: Socket[] = [];

beforeAll(async () => {
  rig = await createRig(startS * 1_000);
  await rig.flush("w", startS * 1_000, {
    "counters:web.hits": counter(7),
    "gauges:web.load": gauge(0.25, startS * 1_000),
    "timers:web.time": timer(20, 12.5),
    "sets:users": members("a", "b"),
  });
  await rig.flush("w", (startS + 1) * 1_000, {});
  await rig.flush("w", (startS + 2) * 1_000, {
    "counters:web.hits": counter(1.5),
    "timers:web.time": timer(...Array.from({ length: 20 }, (_, i) => i + 1)),
  });
  await rig.advance(10_000);
  server = await listen(rig.store);
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await server.close();
  await rig.store.close();
});

const listen = (store: Pick<MetricStore, "read" | "find">, slowReaderMs?: number) =>
  listenBatsd(
    { host: "127.0.0.1", port: 0 },
    { store, retention, now: rig.clock.now, ...(slowReaderMs !== undefined && { slowReaderMs }) },
  );

describe("batsd's query port", () => {
  it("answers ping", async () => {
    const client = await dial();
    client.send("ping\n");
    expect(await client.line()).toBe("PONG");
  });

  it("takes a command from a chunk without waiting for its newline", async () => {
    const client = await dial();
    client.send("ping");
    expect(await client.line()).toBe("PONG");
    client.send("available");
    expect(JSON.parse(await client.line())).toContain("counters:web.hits");
    client.send(`values counters:web.hits ${startS} ${startS}`);
    expect(await client.line()).toBe(
      `{"interval":1,"counters:web.hits":[{"timestamp":${startS},"value":7.0}]}`,
    );
  });

  it("hears a newline that follows alone as an empty line", async () => {
    const client = await dial();
    client.send("ping");
    expect(await client.line()).toBe("PONG");
    client.send("\n");
    client.send("\r\n\n");
    client.send("ping\n");
    expect(await client.line()).toBe("PONG");
  });

  it("answers several lines of one write in turn, empty ones not at all", async () => {
    const client = await dial();
    client.send("ping\n\nbogus\r\nvalues counters:nope 0 0\nping");
    expect(await client.line()).toBe("PONG");
    expect(await client.line()).toBe('{"error":"Unrecognized command bogus"}');
    expect(await client.line()).toBe('{"interval":10,"counters:nope":[]}');
    expect(await client.line()).toBe("PONG");
  });

  it("finds the command anywhere in the first word, in either case", async () => {
    const client = await dial();
    client.send("myping2\nPING\nPiNg now\r\n");
    for (let i = 0; i < 3; i++) expect(await client.line()).toBe("PONG");
    client.send(`GETVALUES counters:web.hits ${startS} ${startS}\n`);
    expect(await client.line()).toContain('"value":7.0');
  });

  it("lists what is available, timers without statistics and no sets", async () => {
    const client = await dial();
    client.send("available\n");
    const names = JSON.parse(await client.line()) as string[];
    expect(names.toSorted()).toEqual(["counters:web.hits", "gauges:web.load", "timers:web.time"]);
  });

  it.each([
    ["mean", "16.25"],
    ["count", "2.0"],
    ["min", "12.5"],
    ["max", "20.0"],
    ["upper_90", "12.5"],
    ["std", "3.75"],
  ])("reads a timer's %s", async (statistic, value) => {
    const client = await dial();
    client.send(`values timers:web.time:${statistic} ${startS} ${startS}\n`);
    expect(await client.line()).toBe(
      `{"interval":1,"timers:web.time:${statistic}":[{"timestamp":${startS},"value":${value}}]}`,
    );
  });

  it("reads a timer's sample deviation", async () => {
    const client = await dial();
    client.send(`values timers:web.time:stddev ${startS} ${startS}\n`);
    const [point] = (JSON.parse(await client.line()) as Answer)["timers:web.time:stddev"] as Point[];
    expect(point!.value).toBeCloseTo(5.303300858899107, 10);
  });

  it("answers batsd's own upper_90 of many values within 1 %: of 1 to 20 it is 19", async () => {
    const client = await dial();
    client.send(`values timers:web.time:upper_90 ${startS + 2} ${startS + 2}\n`);
    const [point] = (JSON.parse(await client.line()) as Answer)["timers:web.time:upper_90"] as Point[];
    expect(Math.abs(point!.value - 19)).toBeLessThan(0.19);
  });

  it.each(["timers:web.time", "counters:nope", "counters:web.hits:rate", "sets:users", "__proto__", "nope"])(
    "knows nothing of %s, which is no error",
    async (metric) => {
      const client = await dial();
      client.send(`values ${metric} ${startS} ${startS + 5}\n`);
      expect(await client.line()).toBe(`{"interval":1,${JSON.stringify(metric)}:[]}`);
    },
  );

  it("includes both ends, and leaves out the steps in which nothing came", async () => {
    const client = await dial();
    client.send(`values counters:web.hits ${startS} ${startS + 2}\n`);
    expect((JSON.parse(await client.line()) as Answer)["counters:web.hits"]).toEqual([
      { timestamp: startS, value: 7 },
      { timestamp: startS + 2, value: 1.5 },
    ]);
    client.send(`values counters:web.hits ${startS + 1} ${startS + 1}\n`);
    expect((JSON.parse(await client.line()) as Answer)["counters:web.hits"]).toEqual([]);
  });

  it("gives gauges no interval, and a point only where one was set", async () => {
    const client = await dial();
    client.send(`values gauges:web.load ${startS - 5} ${startS + 9}\n`);
    expect(await client.line()).toBe(
      `{"interval":0,"gauges:web.load":[{"timestamp":${startS},"value":0.25}]}`,
    );
  });

  it("takes the finest interval that reaches back to the begin, else the last", async () => {
    const client = await dial();
    const nowS = startS + 10;
    const intervalFrom = async (beginS: number) => {
      client.send(`values counters:web.hits ${beginS} ${nowS}\n`);
      return (JSON.parse(await client.line()) as Answer).interval;
    };
    expect(await intervalFrom(nowS - 1_800)).toBe(1);
    expect(await intervalFrom(nowS - 1_801)).toBe(10);
    expect(await intervalFrom(nowS - 21_600)).toBe(10);
    expect(await intervalFrom(0)).toBe(10);
    expect(await intervalFrom(-5)).toBe(10);
  });

  it("takes missing times, and times that are none, as 0", async () => {
    const client = await dial();
    client.send("values counters:web.hits\nvalues counters:web.hits soon later\nvalues\n");
    for (const metric of ["counters:web.hits", "counters:web.hits", ""])
      expect(await client.line()).toBe(`{"interval":10,"${metric}":[]}`);
  });

  it.each(["quit", "exit\n", "Quit now\r\n"])("says BYE to %j and ends the connection", async (word) => {
    const client = await dial();
    client.send(word);
    expect(await client.line()).toBe("BYE");
    await client.ended();
  });

  it("answers a client that has closed its side already", async () => {
    const client = await dial();
    client.socket.end("available\nping\n");
    expect(JSON.parse(await client.line())).toHaveLength(3);
    expect(await client.line()).toBe("PONG");
    await client.ended();
  });

  it("names a store that is away, and goes on", async () => {
    const away = await listen({
      read: () => Promise.reject(new Error("Redis does not answer")),
      find: () => Promise.reject(new Error("Redis does not answer")),
    });
    const client = await dial(away);
    client.send(`available\nvalues counters:a ${startS} ${startS}\nping\n`);
    for (let i = 0; i < 2; i++) expect(await client.line()).toBe('{"error":"Redis does not answer"}');
    expect(await client.line()).toBe("PONG");
    await away.close();
  });

  it("refuses a line that is too long", async () => {
    const client = await dial();
    client.send(`values ${"x".repeat(5_000)} 0 0\nping\n`);
    expect(await client.line()).toBe('{"error":"a command has at most 4096 characters"}');
    expect(await client.line()).toBe("PONG");
  });

  it("cuts a client that asks and asks and never reads", async () => {
    const server = await listen(rig.store, 100);
    const client = await dial(server);
    client.socket.pause();
    const asks = Buffer.from("available\n".repeat(6_000));
    const closed = once(client.socket, "close");
    for (let i = 0; i < 20 && !client.socket.destroyed; i++) client.socket.write(asks);
    await expect.poll(() => server.connections(), { timeout: 10_000 }).toBe(0);
    client.socket.resume();
    await closed;
    await server.close();
  });

  it("says in one sentence that its port is taken", async () => {
    const again = listenBatsd(
      { host: "127.0.0.1", port: server.port },
      { store: rig.store, retention, now: rig.clock.now },
    );
    await expect(again).rejects.toThrow(
      `cannot listen on TCP 127.0.0.1:${server.port}: the port is in use by another program`,
    );
  });
});

type Point = { timestamp: number; value: number };
type Answer = Record<string, Point[] | number>;

/** A socket that says exactly what it is told, and reads up to newlines. */
async function dial(to = server) {
  const socket = connect({ port: to.port, host: "127.0.0.1", noDelay: true });
  clients.push(socket);
  let text = "";
  let wake = () => {};
  socket.on("data", (chunk) => {
    text += chunk.toString();
    wake();
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  return {
    socket,
    send: (bytes: string) => void socket.write(bytes),
    async line(): Promise<string> {
      while (!text.includes("\n")) await new Promise<void>((resolve) => (wake = resolve));
      const end = text.indexOf("\n");
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      return line;
    },
    ended: () => (socket.readableEnded ? Promise.resolve() : once(socket, "end").then(() => {})),
  };
}
