import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  contractRetention,
  contractSketchRetention,
  counter,
  createEar,
  flushOf,
  numbersOf,
  recentStart,
} from "../contract.test-support";
import type { SeriesName } from "@/lib/metric/series";
import type { Stores } from "../open-options";
import { createWriter } from "../writer";
import { bundle } from "../worker.test-support";
import { openEmbedded } from "./open";

const folder = mkdtempSync(join(tmpdir(), "statboard-full-"));
const canMount = mount();
const page = Buffer.alloc(4_096);
const hits: SeriesName = "counters:hits";
const waitMs = { timeout: 15_000, interval: 20 };
let workerUrl: URL;
let stores: Stores;

beforeAll(async () => {
  ({ worker: workerUrl } = await bundle({ worker: "lib/store/worker.ts" }));
});
beforeEach(async () => {
  if (canMount) stores = await open();
});
afterAll(() => {
  if (canMount) execFileSync("umount", ["-l", folder]);
  rmSync(folder, { recursive: true, force: true });
});

if (!canMount) console.warn("not run: a full disk. Only root on Linux may mount one of a few MB.");

describe.runIf(canMount)("a full disk", () => {
  it("is said so; reading and live go on, and all that came is stored when there is room again", async () => {
    const start = recentStart(120);
    const warnings: string[] = [];
    const writer = createWriter(stores.metrics, { warn: (message) => void warnings.push(message) });
    const second = createWriter(stores.metrics, { warn: () => {} });
    const ear = createEar();
    const stop = await stores.metrics.subscribe(new Set([hits]), null, ear.on);
    const push = (n: number) => {
      writer.push(flushOf("a", n + 1, start + n * 1_000, [[hits, counter(1)], ...wide(n)]));
      second.push(flushOf("b", n + 1, start + n * 1_000, [[hits, counter(10)]]));
    };
    const total = async ({ metrics }: Stores) => {
      const [columns] = await metrics.read([hits], { fromMs: start, untilMs: start + 60_000 }, 1_000);
      return numbersOf(columns!).reduce((sum, each) => sum + (each || 0), 0);
    };
    for (let n = 0; n < 20; n++) push(n);
    await writer.drain(10_000);
    const ballast = fill();
    for (let n = 20; n < 40; n++) push(n);
    await vi.waitFor(
      () =>
        expect(stores.metrics.health()).toMatchObject({
          state: "away",
          reason: expect.stringMatching(/^cannot write to .*: the disk is full \(\d\.\d MB left\)$/),
        }),
      waitMs,
    );
    await vi.waitFor(() => expect(ear.values.get(`${hits} ${start + 39_000}`)).toBe(11), waitMs);
    expect(await total(stores)).toBe(440);
    expect(writer.backlog()).toBeGreaterThan(0);
    await expect(stores.boards.putLink("no", "room".repeat(100_000))).rejects.toThrow("the disk is full");
    expect(await stores.boards.getLink("no")).toBe(null);
    await stores.boards.putDescription("d", "in memory", 60_000);
    expect(await stores.boards.getDescription("d")).toBe("in memory");

    rmSync(ballast);
    await Promise.all([writer.drain(10_000), second.drain(10_000)]);
    expect(stores.metrics.health()).toMatchObject({ state: "ok", reason: null });
    expect(ear.health[0]!.state).toBe("away");
    expect(ear.health.at(-1)!.state).toBe("ok");
    expect(warnings).toEqual([
      expect.stringMatching(/^the store is away, flushes wait: .* the disk is full/),
      expect.stringMatching(/^the store is back, \d+ flushes follow, 0 were dropped$/),
    ]);
    await vi.waitFor(() => expect(stores.metrics.health().warnings).toEqual([]), waitMs);
    stop();
    await stores.metrics.close();
    stores = await open();
    expect(await total(stores)).toBe(440);
    await stores.seal(Date.now() + 3_600_000);
    expect(await total(stores)).toBe(440);
    await stores.metrics.close();
  });

  it("at the start is one clear sentence", async () => {
    await stores.metrics.close();
    const ballast = fill();
    await expect(open()).rejects.toThrow(/^cannot use .*(ENOSPC|full)/);
    rmSync(ballast);
    await (await open()).metrics.close();
  });
});

/** Enough that the database must grow. */
function wide(n: number): [string, ReturnType<typeof counter>][] {
  return Array.from({ length: 300 }, (_, i) => [`counters:wide.${n}.${i}`, counter(i)]);
}

/** The database may take some of the room meanwhile: page after page, until there is none. */
function fill(): string {
  const path = join(folder, "ballast");
  const file = openSync(path, "w");
  try {
    for (;;) writeSync(file, page);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
  return path;
}

function open(): Promise<Stores> {
  return openEmbedded({
    redisUrl: null,
    dataDir: join(folder, "data"),
    workerUrl,
    flushMs: 1_000,
    retention: contractRetention,
    sketchRetention: contractSketchRetention,
    gaugeTtlMs: 60_000,
    maxSeries: 50_000,
  });
}

function mount(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
