import { existsSync, mkdirSync, statfsSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import type { SeriesName } from "@/lib/metric/series";
import { importColumns } from "../import";
import { createSealer } from "../sealer";
import { placeOf } from "../shards";
import {
  type DiskCall,
  type DiskNews,
  type DiskReply,
  type DiskWorkerData,
  packFields,
} from "./disk-messages";
import { openLmdbShelf } from "./lmdb-shelf";

const sealEveryMs = 1_000;
/** With less than this left, a commit that failed failed for want of room. */
const fullBelowMb = 4;
/** What was committed is read again after SIGKILL, synced or not: closing need not wait for ever. */
const flushWithinMs = 2_000;
const idOf = (series: string) => placeOf(series as SeriesName).id;

/** The embedded store's disk and sealer, in a thread of their own. */
export function runDiskWorker({ dataDir, archives, gaugeTtlMs }: DiskWorkerData, port: MessagePort): void {
  const tell = (news: DiskNews) => port.postMessage(news);
  /** LMDB says only that a commit failed, and "input/output error" for a full disk. */
  function explain(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    if (!isCommitFailure(error)) return message;
    return sayFull(dataDir) ?? "the disk refuses to be written";
  }

  mkdirSync(dataDir, { recursive: true });
  // LMDB maps its lock file: without room for it, touching it would end the process with SIGBUS.
  const full = existsSync(`${dataDir}/statboard.mdb-lock`) ? null : sayFull(dataDir);
  if (full) throw new Error(full);
  const shelf = openLmdbShelf(dataDir, {
    marks: (shard, marks) => tell({ news: "marks", shard, marks }),
    note: (shard, order, note) => tell({ news: "note", shard, order, note }),
  });
  /** By id: a name may be longer than a key. */
  const names = shelf.root.openDB<[string, number, number], number>({ name: "series" });
  const records = shelf.root.openDB<string, string>({ name: "records" });
  const sealer = createSealer({
    shelf,
    archives,
    gaugeTtlMs,
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    warn: (message) => tell({ news: "warning", message }),
  });

  /** Blocks are changed by one after the other. */
  let turn = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }
  const seal = (nowMs: number) =>
    inTurn(async () => {
      await sealer.sealDue(nowMs);
      await shelf.sweep(nowMs);
    });
  let isSealing = false;
  const timer = setInterval(() => {
    if (isSealing) return;
    isSealing = true;
    seal(Date.now())
      .then(
        () => tell({ news: "trouble", message: null }),
        (error) => tell({ news: "trouble", message: `blocks cannot be sealed: ${explain(error)}` }),
      )
      .finally(() => (isSealing = false));
  }, sealEveryMs);

  async function handle(call: DiskCall): Promise<unknown> {
    if (call.do === "load") {
      return {
        flushes: shelf.loadFlushes(),
        notes: shelf.loadNotes(),
        marks: shelf.loadMarks(),
        names: [...names.getRange()].map(({ value }) => value),
        records: [...records.getRange()].map(({ key, value }) => [key, value]),
      };
    }
    if (call.do === "marks") return shelf.loadMarks();
    if (call.do === "read") return packFields(await shelf.readFields(call.requests));
    if (call.do === "seal") return seal(call.nowMs);
    if (call.do === "import")
      return inTurn(async () => {
        for (const columns of call.columns)
          await importColumns({ shelf, archives, nowMs: call.nowMs }, columns);
        await shelf.settleWrites();
        sealer.forgetMarks();
      });
    if (call.do === "close") {
      clearInterval(timer);
      return settle();
    }
    return shelf.root.transaction(() => {
      if (call.flush) shelf.saveFlush(call.flush);
      for (const [series, first, last] of call.names) void names.put(idOf(series), [series, first, last]);
      for (const series of call.gone) void names.remove(idOf(series));
      for (const [key, text] of call.records)
        void (text === null ? records.remove(key) : records.put(key, text));
    });
  }

  /** A thread that ends within a commit takes the process with it: what was begun is waited for. */
  function end(error: unknown): void {
    if (isCommitFailure(error)) return;
    clearInterval(timer);
    port.removeAllListeners("message");
    tell({ news: "fatal", message: error instanceof Error ? error.message : String(error) });
    void settle().finally(() => process.exit(1));
  }
  async function settle(): Promise<void> {
    await turn;
    await Promise.race([shelf.root.flushed, new Promise((resolve) => setTimeout(resolve, flushWithinMs))]);
    await shelf.root.close();
  }
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);

  port.on("message", async ({ id, call }: { id: number; call: DiskCall }) => {
    let reply: DiskReply;
    try {
      reply = { id, result: await handle(call) };
    } catch (error) {
      reply = { id, error: explain(error) };
    }
    const packed =
      call.do === "read" && "result" in reply ? (reply.result as ReturnType<typeof packFields>) : null;
    port.postMessage(reply, packed ? [packed.bytes.buffer as ArrayBuffer] : []);
  });
}

/** When a commit fails, LMDB rejects promises of its own too; ours are all awaited. */
function isCommitFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.startsWith("Commit failed") || ("code" in error && typeof error.code === "number");
}

function sayFull(dataDir: string): string | null {
  const { bavail, bsize } = statfsSync(dataDir);
  const freeMb = (bavail * bsize) / 2 ** 20;
  return freeMb < fullBelowMb ? `the disk is full (${freeMb.toFixed(1)} MB left)` : null;
}
