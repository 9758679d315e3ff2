import { Worker } from "node:worker_threads";
import type { SeriesInfo } from "@/lib/metric/series";
import type { Disk, Saved } from "./disk";
import type { DiskCall, DiskReply } from "./disk-messages";
import { lockFolder } from "./lock";

interface DiskOptions {
  dataDir: string;
  workerUrl: URL;
  keptMs: number;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const editsKey = "edits";

/** A data folder with one owner, written by LMDB in a worker. An Error that names the owner when locked. */
export function openDisk({ dataDir, workerUrl, keptMs }: DiskOptions): Disk {
  const unlock = lockFolder(dataDir);
  const worker = new Worker(workerUrl, { workerData: { dataDir, keptMs } });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: Error | null = null;
  worker.on("message", (reply: DiskReply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("error" in reply) call?.reject(new Error(`cannot write to ${dataDir}: ${reply.error}`));
    else call?.resolve(reply.result);
  });
  const fail = (error: Error) => {
    failure ??= new Error(`cannot use ${dataDir}: ${error.message}`);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("its worker has ended")));

  function call(what: DiskCall): Promise<unknown> {
    if (failure) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      waiting.set(++lastId, { resolve, reject });
      worker.postMessage({ id: lastId, call: what });
    });
  }
  async function change(what: Partial<Extract<DiskCall, { do: "change" }>>): Promise<void> {
    await call({ do: "change", flush: null, names: [], gone: [], records: [], ...what });
  }
  const toRow = (info: SeriesInfo): [string, number, number] => [
    info.series,
    info.firstSeenMs,
    info.lastSeenMs,
  ];

  return {
    async load() {
      let loaded: { flushes: { order: number; frames: Uint8Array[] }[] } & Pick<Saved, "names" | "records">;
      try {
        loaded = (await call({ do: "load" })) as typeof loaded;
      } catch (error) {
        unlock();
        throw error;
      }
      const records = new Map(loaded.records);
      const edits = JSON.parse(records.get(editsKey) ?? "[]") as Saved["edits"];
      records.delete(editsKey);
      return {
        flushes: loaded.flushes.map(({ order, frames }) => ({ order, frames: frames.map(toBuffer) })),
        names: loaded.names,
        edits,
        records: [...records],
      };
    },
    saveFlush: (order, frames, names) => change({ flush: { order, frames }, names: names.map(toRow) }),
    saveEdits: (edits, names, gone) =>
      change({ names: names.map(toRow), gone, records: [[editsKey, JSON.stringify(edits)]] }),
    saveRecord: (key, text) => change({ records: [[key, text]] }),
    async close() {
      await call({ do: "close" });
      await worker.terminate();
      unlock();
    },
  };
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
