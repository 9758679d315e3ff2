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
import type { Marks } from "../shelf";
import { lockFolder } from "./lock";

interface DiskOptions extends DiskWorkerData {
  workerUrl: URL;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const editsKey = "edits";
const restartMs = 1_000;

/** A data folder with one owner, written by LMDB in a worker. An Error that names the owner when locked. */
export function openDisk({ workerUrl, ...workerData }: DiskOptions): Disk {
  const { dataDir } = workerData;
  const unlock = lockFolder(dataDir);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failure: Error | null = null;
  let listener: DiskListener | null = null;
  let isClosed = false;
  let restart: NodeJS.Timeout | undefined;
  let worker = start();

  function start(): Worker {
    // LMDB prints each failed commit, which we hear of as an error too.
    const next = new Worker(workerUrl, { workerData, stderr: true });
    next.stderr.resume();
    next.on("message", take);
    next.on("error", fail);
    next.on("exit", () => {
      fail(new Error("its thread has ended"));
      if (!isClosed) restart = setTimeout(startAgain, restartMs);
    });
    return next;
  }
  function startAgain(): void {
    failure = null;
    worker = start();
    call({ do: "marks" }).then(
      (marks) => listener?.restarted(marks as Marks[]),
      () => {},
    );
  }
  function take(reply: DiskReply | DiskNews): void {
    if ("news" in reply) return hear(reply);
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("error" in reply) call?.reject(new Error(`cannot write to ${dataDir}: ${reply.error}`));
    else call?.resolve(reply.result);
  }
  function hear(news: DiskNews): void {
    if (news.news === "marks") listener?.marks(news.shard, news.marks);
    else if (news.news === "note") listener?.note(news.shard, news.order, news.note);
    else if (news.news === "fatal") fail(new Error(news.message));
    else if (news.news === "trouble") listener?.trouble(news.message);
    else listener?.warning(news.message);
  }
  function fail(error: Error): void {
    failure ??= new Error(`cannot use ${dataDir}: ${error.message}`);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  }

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
        isClosed = true;
        clearTimeout(restart);
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
      isClosed = true;
      clearTimeout(restart);
      // A thread that died has nothing left to close.
      await call({ do: "close" }).catch(() => {});
      await worker.terminate();
      unlock();
    },
  };
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
