import { createSocket } from "node:dgram";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Flush } from "@/lib/metric/flush";
import { unpackValues } from "@/lib/metric/packed-values";
import { seriesName } from "@/lib/metric/series";
import { type Ingest, startIngest } from "./ingest";

let folder: string;
let workerUrl: URL;
const running: Ingest[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "statboard-ingest-"));
  const outfile = join(folder, "worker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "worker.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
  });
  workerUrl = pathToFileURL(outfile);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((ingest) => ingest.stop()));
});

afterAll(() => rm(folder, { recursive: true }));

describe.each(["inline", "worker"] as const)("ingest, %s", (mode) => {
  it("takes lines by UDP, TCP and calls, and hands over one flush a step", async () => {
    const { ingest, flushes } = await start(mode);
    await sendUdp(ingest, "udp:1|c\nudp:2|c");
    await sendTcp(ingest, ["tcp:1|c\ntc", "p:2|c\n"]);
    expect(await ingest.receive("post:3|c\nnonsense\n")).toEqual({ accepted: 1, bad: 1 });
    ingest.add([{ kind: "gauges", bucket: "host.load", value: 0.5, delta: false }]);
    await ingest.stop();
    for (const bucket of ["udp", "tcp", "post"]) expect(sumOf(flushes, bucket)).toBe(3);
    expect(sumOf(flushes, "statboard.samples")).toBe(5);
    expect(sumOf(flushes, "statboard.packets")).toBe(1);
    expect(sumOf(flushes, "statboard.bad_lines")).toBe(1);
    expect(flushes.filter((flush) => unpackValues(flush.values).has("gauges:host.load"))).toHaveLength(1);
    expect(flushes.map((flush) => flush.sequence)).toEqual(flushes.map((_, index) => index + 1));
    flushes.forEach((flush, index) => {
      expect(flush).toMatchObject({
        writer: "test",
        stepMs: 50,
        startMs: flushes[0]!.startMs + index * 50,
      });
    });
  });

  it("counts what was sent in the instant after it said that it listens", async () => {
    const { ingest, flushes } = await start(mode);
    const socket = createSocket("udp4");
    for (let i = 0; i < 200; i++) socket.send("early:1|c", ingest.address!.port, "127.0.0.1");
    await new Promise<void>((resolve) =>
      socket.send("early:1|c", ingest.address!.port, "127.0.0.1", () => resolve()),
    );
    socket.close();
    await ingest.stop();
    expect(sumOf(flushes, "early")).toBe(201);
  });

  it("counts the last line of a closed connection, though no newline ends it", async () => {
    const { ingest, flushes } = await start(mode);
    await sendTcp(ingest, ["tail:1|c\ntail:1|c"]);
    await ingest.stop();
    expect(sumOf(flushes, "tail")).toBe(2);
  });

  it("survives every datagram that kills the reference, binary noise and 64 KB packets", async () => {
    const { ingest, flushes } = await start(mode);
    const noise = Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256));
    const killers = ["foo:1|c|@Infinity", "foo:1|c|@+0.5", "toString:1|ms", "toString:1|s", "__proto__:1|c"];
    for (const packet of [...killers, noise, "x".repeat(65_000), "big:1|c\n".repeat(8_000)])
      await sendUdp(ingest, packet);
    await sendTcp(ingest, ["y".repeat(200_000), "\nafter:1|c\n"]);
    await ingest.stop();
    expect(sumOf(flushes, "big")).toBe(8_000);
    expect(sumOf(flushes, "after")).toBe(1);
    expect(sumOf(flushes, "__proto__")).toBe(1);
    expect(ingest.stats().badLines).toBeGreaterThan(2);
  });

  it("goes on from restored gauges", async () => {
    const { ingest, flushes } = await start(mode);
    ingest.restoreGauges(new Map([[seriesName("gauges", "pool"), 10]]));
    await ingest.receive("pool:+2|g");
    await ingest.stop();
    const value = flushes.flatMap((flush) => unpackValues(flush.values).get("gauges:pool") ?? [])[0];
    expect(value).toMatchObject({ carried: 10, delta: 2, min: 12, max: 12 });
  });

  it("names the socket and the cause when the port is in use", async () => {
    const { ingest } = await start(mode);
    const { port } = ingest.address!;
    await expect(start(mode, port)).rejects.toThrow(
      `cannot listen on TCP 127.0.0.1:${port}: the port is in use by another program`,
    );
  });
});

it("names UDP when only UDP is taken, and leaves no TCP socket behind", async () => {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  await expect(start("inline", port)).rejects.toThrow(`cannot listen on UDP 127.0.0.1:${port}`);
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  const { ingest } = await start("inline", port);
  expect(ingest.address).toEqual({ host: "127.0.0.1", port });
});

it("reports a worker that dies, and refuses what comes after", async () => {
  const failures: Error[] = [];
  const { ingest } = await start("worker", 0, (error) => failures.push(error));
  // No samples at all: the worker throws, as it would at a fault of ours.
  ingest.add(null as never);
  await expect.poll(() => failures.length).toBe(1);
  await expect(ingest.receive("a:1|c")).rejects.toThrow(failures[0]!.message);
});

async function start(
  mode: "inline" | "worker",
  port = 0,
  failed?: (error: Error) => void,
): Promise<{ ingest: Ingest; flushes: Flush[] }> {
  const flushes: Flush[] = [];
  const ingest = await startIngest(
    { mode, workerUrl, statsd: { host: "127.0.0.1", port }, flushMs: 50, writer: "test" },
    { flush: (flush) => flushes.push(flush), warn() {}, ...(failed ? { failed } : {}) },
  );
  running.push(ingest);
  return { ingest, flushes };
}

function sumOf(flushes: Flush[], bucket: string): number {
  return flushes.reduce((sum, flush) => {
    const value = unpackValues(flush.values).get(seriesName("counters", bucket));
    return sum + (value?.kind === "counters" ? value.sum : 0);
  }, 0);
}

function sendUdp(ingest: Ingest, packet: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.send(packet, ingest.address!.port, "127.0.0.1", (error) => {
      socket.close();
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Resolves when the server has closed its side too, and so has read everything. */
function sendTcp(ingest: Ingest, chunks: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(ingest.address!.port, "127.0.0.1", async () => {
      for (const chunk of chunks) await new Promise((sent) => socket.write(chunk, sent));
      socket.end();
    });
    socket.resume();
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}
