import { mkdirSync } from "node:fs";
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
const idOf = (series: string) => placeOf(series as SeriesName).id;

/** The embedded store's disk and sealer, in a thread of their own. */
export function runDiskWorker({ dataDir, archives, gaugeTtlMs }: DiskWorkerData, port: MessagePort): void {
  const tell = (news: DiskNews) => port.postMessage(news);

  mkdirSync(dataDir, { recursive: true });
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
      .catch((error: Error) =>
        tell({ news: "warning", message: `blocks cannot be sealed: ${error.message}` }),
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
    if (call.do === "read") return packFields(await shelf.readFields(call.requests));
    if (call.do === "seal") return seal(call.nowMs);
    if (call.do === "import")
      return inTurn(async () => {
        for (const columns of call.columns)
          await importColumns({ shelf, archives, nowMs: call.nowMs }, columns);
        sealer.forgetMarks();
      });
    if (call.do === "close") {
      clearInterval(timer);
      await turn;
      await shelf.root.flushed;
      return shelf.root.close();
    }
    return shelf.root.transaction(() => {
      if (call.flush) shelf.saveFlush(call.flush);
      for (const [series, first, last] of call.names) void names.put(idOf(series), [series, first, last]);
      for (const series of call.gone) void names.remove(idOf(series));
      for (const [key, text] of call.records)
        void (text === null ? records.remove(key) : records.put(key, text));
    });
  }

  port.on("message", async ({ id, call }: { id: number; call: DiskCall }) => {
    let reply: DiskReply;
    try {
      reply = { id, result: await handle(call) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? error.message : String(error) };
    }
    const packed =
      call.do === "read" && "result" in reply ? (reply.result as ReturnType<typeof packFields>) : null;
    port.postMessage(reply, packed ? [packed.bytes.buffer as ArrayBuffer] : []);
  });
}
