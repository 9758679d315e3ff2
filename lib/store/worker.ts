import { mkdirSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { type RootDatabase, open } from "lmdb";
import type { SeriesName } from "@/lib/metric/series";
import type { DiskCall, DiskReply } from "./embedded/disk-messages";
import { placeOf } from "./shards";

// The embedded store's disk, in a thread of its own: LMDB's transactions run on the calling thread.
const { dataDir, keptMs } = workerData as { dataDir: string; keptMs: number };
const port = parentPort!;
/** Orders are milliseconds times 1,024. */
const keptOrders = keptMs * 1_024;

const idOf = (series: string) => placeOf(series as SeriesName).id;

mkdirSync(dataDir, { recursive: true });
const root: RootDatabase = open({ path: `${dataDir}/statboard.mdb`, maxDbs: 4 });
const frames = root.openDB<Uint8Array[], number>({ name: "frames" });
/** By id: a name may be longer than a key. */
const names = root.openDB<[string, number, number], number>({ name: "names" });
const records = root.openDB<string, string>({ name: "records" });

async function handle(call: DiskCall): Promise<unknown> {
  if (call.do === "load") {
    return {
      flushes: [...frames.getRange()].map(({ key, value }) => ({ order: key, frames: value })),
      names: [...names.getRange()].map(({ value }) => value),
      records: [...records.getRange()].map(({ key, value }) => [key, value]),
    };
  }
  if (call.do === "close") {
    await root.flushed;
    return root.close();
  }
  return root.transaction(() => {
    if (call.flush) {
      void frames.put(call.flush.order, [...call.flush.frames]);
      for (const key of frames.getKeys({ end: call.flush.order - keptOrders })) void frames.remove(key);
    }
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
  port.postMessage(reply);
});
