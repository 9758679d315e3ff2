import { Worker } from "node:worker_threads";
import type { SeriesInfo } from "@/lib/metric/series";
import type { Disk, DiskListener, Saved } from "./disk";
import {
  type DiskCall,
  type DiskNews,
  type DiskReply,
  type DiskWorkerData,
  type PackedFields,
  unpackFields,
} from "./disk-messages";
import { lockFolder } from "./lock";

interface DiskOptions extends DiskWorkerData {
  workerUrl: URL;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const editsKey = "edits";

/** A data folder with one owner, written by LMDB in a worker. An Error that names the owner when locked. */
export function openDisk({ workerUrl, ...workerData }: DiskOptions): Disk {
  const { dataDir } = workerData;
  const unlock = lockFolder(dataDir);
  const worker = new Worker(workerUrl, { workerData });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: Error | null = null;
  let listener: DiskListener | null = null;
  worker.on("message", (reply: DiskReply | DiskNews) => {
    if ("news" in reply) return hear(reply);
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("error" in reply) call?.reject(new Error(`cannot write to ${dataDir}: ${reply.error}`));
    else call?.resolve(reply.result);
  });
  function hear(news: DiskNews): void {
    if (news.news === "marks") listener?.marks(news.shard, news.marks);
    else if (news.news === "note") listener?.note(news.shard, news.order, news.note);
    else listener?.warning(news.message);
  }
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
      let loaded: { flushes: { order: number; frames: Uint8Array[] }[] } & Omit<Saved, "flushes" | "edits">;
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
        ...loaded,
        flushes: loaded.flushes.map(({ order, frames }) => ({ order, frames: frames.map(toBuffer) })),
        edits,
        records: [...records],
      };
    },
    readFields: async (requests) =>
      unpackFields((await call({ do: "read", requests: [...requests] })) as PackedFields, requests),
    listen: (on) => (listener = on),
    seal: async (nowMs) => void (await call({ do: "seal", nowMs })),
    saveFlush: (flush, names) => change({ flush, names: names.map(toRow) }),
    importColumns: async (columns, nowMs) =>
      void (await call({ do: "import", columns: [...columns], nowMs })),
    saveEdits: (edits, names, gone) =>
      change({
        names: names.map(toRow),
        gone: [...gone],
        records: edits ? [[editsKey, JSON.stringify(edits)]] : [],
      }),
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
