import { type RootDatabase, open } from "lmdb";
import { importedUntilMs } from "../archives";
import { type Entry, orderOf, toEntry } from "../frame-log";
import type { Span } from "../port";
import { shardCount } from "../shards";
import type { BlockPart, BlockRef, BlockWrite, Expiry, FieldRequest, Marks, SealShelf } from "../shelf";
import { packFrames, unpackFrame, unpackFrames } from "./packed-frames";

/** Everything the embedded store keeps, in LMDB; its transactions run on the calling thread. */
export interface LmdbShelf extends SealShelf {
  root: RootDatabase;
  saveFlush(flush: { order: number; startMs: number; frames: readonly Uint8Array[] }): void;
  loadFlushes(): { order: number; frames: Uint8Array[] }[];
  loadMarks(): Marks[];
  loadNotes(): { order: number; shard: number; note: Span }[];
  /** Resolves when all blocks given to `write` are kept. */
  settleWrites(): Promise<void>;
  /** Throws away what is past its time. */
  sweep(nowMs: number): Promise<void>;
}

interface StoredMarks {
  archives: [stepMs: number, { beganMs: number; declaredMs: number }][];
  imported: [stepMs: number, Span][];
  trimmedOrder: number;
  /** Frames of steps before it are late. */
  sealedMs: number;
}

const lateAtOnce = 600;
const expiredAtOnce = 200;

interface ShelfListener {
  marks(shard: number, marks: Marks): void;
  note(shard: number, order: number, note: Span): void;
}

export function openLmdbShelf(dataDir: string, on: ShelfListener): LmdbShelf {
  const root: RootDatabase = open({ path: `${dataDir}/statboard.mdb`, maxDbs: 12 });
  const flushes = root.openDB<Buffer, number>({ name: "flushes", encoding: "binary" });
  const late = root.openDB<Buffer, number[]>({ name: "late", encoding: "binary" });
  const fields = root.openDB<Uint8Array, Buffer>({
    name: "fields",
    encoding: "binary",
    keyEncoding: "binary",
  });
  const stored = root.openDB<StoredMarks, number>({ name: "marks" });
  const expiries = root.openDB<boolean, (number | string)[]>({ name: "expiries" });
  const notes = root.openDB<{ shard: number; note: Span }, number>({ name: "notes" });
  let lateCount = 0;
  const writing: Promise<unknown>[] = [];
  const lateShards = new Set([...late.getKeys()].map(([shard]) => shard!));

  const marksOf = (shard: number): StoredMarks =>
    stored.get(shard) ?? { archives: [], imported: [], trimmedOrder: 0, sealedMs: -Infinity };
  const toMarks = ({ archives, imported, trimmedOrder }: StoredMarks): Marks => ({
    archives: new Map(archives),
    imported: new Map(imported),
    trimmedOrder,
  });
  const sealedMs = Float64Array.from({ length: shardCount }, (_, shard) => marksOf(shard).sealedMs);
  const newestOrder = () => [...flushes.getKeys({ reverse: true, limit: 1 })][0] ?? 0;

  async function change(shard: number, edit: (marks: StoredMarks) => void): Promise<void> {
    const marks = marksOf(shard);
    edit(marks);
    await stored.put(shard, marks);
    on.marks(shard, toMarks(marks));
  }
  /** Rejects when a block's write has failed. */
  async function settleWrites(): Promise<void> {
    const settled = await Promise.allSettled(writing.splice(0));
    for (const each of settled) if (each.status === "rejected") throw each.reason;
  }
  function putBlock({ shard, stepMs, startMs, fields: written }: BlockWrite): void {
    for (const { id, scalars, rich } of written) {
      if (scalars) void fields.put(keyOf("scalars", { shard, stepMs, startMs }, id), scalars);
      if (rich) void fields.put(keyOf("rich", { shard, stepMs, startMs }, id), rich);
    }
  }

  return {
    root,
    saveFlush({ order, startMs, frames }) {
      const isLate = frames.map((_, shard) => startMs < sealedMs[shard]!);
      const onTime = frames.map((frame, shard) => (isLate[shard] ? new Uint8Array(0) : frame));
      void flushes.put(order, packFrames(onTime));
      frames.forEach((frame, shard) => {
        if (!isLate[shard]) return;
        void late.put([shard, order, lateCount++], Buffer.from(frame));
        lateShards.add(shard);
      });
    },
    loadFlushes: () =>
      [...flushes.getRange()].map(({ key, value }) => ({ order: key, frames: unpackFrames(value) })),
    loadMarks: () => Array.from({ length: shardCount }, (_, shard) => toMarks(marksOf(shard))),
    loadNotes: () => [...notes.getRange()].map(({ key, value }) => ({ order: key, ...value })),
    readMarks: async (shard) => toMarks(marksOf(shard)),
    readFields: async (requests: readonly FieldRequest[]) =>
      requests.map((request) =>
        request.ids.map((id) => fields.getBinary(keyOf(request.part, request, id)) ?? null),
      ),
    async listIds(block, part) {
      const start = keyOf(part, block, 0);
      return [...fields.getKeys({ start, end: keyOf(part, block, 2 ** 48 - 1) })].map((key) =>
        key.readUIntBE(12, 6),
      );
    },
    async readFrames(shard, fromMs, untilOrder) {
      const entries: Entry[] = [];
      for (const { key, value } of flushes.getRange({ start: orderOf(fromMs), end: untilOrder + 1 })) {
        const bytes = unpackFrame(value, shard);
        if (bytes.length > 0) entries.push(toEntry(bytes, key));
      }
      return entries;
    },
    async readFirstStart(shard) {
      for (const { key, value } of flushes.getRange()) {
        const bytes = unpackFrame(value, shard);
        if (bytes.length > 0) return toEntry(bytes, key).head.startMs;
      }
      return null;
    },
    async moveMark(shard, untilMs) {
      sealedMs[shard] = Math.max(sealedMs[shard]!, untilMs);
      await change(shard, (marks) => (marks.sealedMs = sealedMs[shard]!));
      return newestOrder();
    },
    // A commit for each few series would be most of the work: those of a block are waited for together.
    async write(block) {
      const written = root.transaction(() => putBlock(block));
      written.catch(() => {});
      writing.push(written);
    },
    settleWrites,
    async declare(shard, { stepMs, beganMs, untilMs }) {
      await settleWrites();
      await change(shard, (marks) => {
        const others = marks.archives.filter(([step]) => step !== stepMs);
        marks.archives = [...others, [stepMs, { beganMs, declaredMs: untilMs }]];
      });
    },
    async writeImported({ fields: written, ...block }) {
      await root.transaction(() => {
        for (const { id, scalars } of written)
          if (scalars) void fields.put(keyOf("imported", block, id), scalars);
        const atMs = importedUntilMs(block);
        void expiries.put([atMs, "imported", block.shard, block.stepMs, block.startMs], true);
      });
    },
    markImported: (shard, { stepMs, fromMs, untilMs }) =>
      change(shard, (marks) => {
        const known = marks.imported.find(([step]) => step === stepMs)?.[1];
        const hull = {
          fromMs: Math.min(fromMs, known?.fromMs ?? fromMs),
          untilMs: Math.max(untilMs, known?.untilMs ?? untilMs),
        };
        marks.imported = [...marks.imported.filter(([step]) => step !== stepMs), [stepMs, hull]];
      }),
    async expire(list: readonly Expiry[]) {
      await root.transaction(() => {
        for (const { shard, stepMs, startMs, scalarsAtMs, richAtMs } of list) {
          void expiries.put([scalarsAtMs, "scalars", shard, stepMs, startMs], true);
          void expiries.put([richAtMs, "rich", shard, stepMs, startMs], true);
        }
      });
    },
    async trimFrames(shard, untilOrder) {
      await change(shard, (marks) => (marks.trimmedOrder = Math.max(marks.trimmedOrder, untilOrder)));
      if (shard !== shardCount - 1) return;
      // A flush holds all shards' frames: it goes when the last shard needs it no more.
      const least = Math.min(...Array.from({ length: shardCount }, (_, each) => marksOf(each).trimmedOrder));
      await root.transaction(() => {
        for (const key of flushes.getKeys({ end: least + 1 })) void flushes.remove(key);
        for (const key of notes.getKeys({ end: least + 1 })) void notes.remove(key);
      });
    },
    listLate: async () => [...lateShards],
    async readLate(shard) {
      const rows = [...late.getRange({ start: [shard], end: [shard + 1], limit: lateAtOnce })];
      if (rows.length === 0) lateShards.delete(shard);
      return rows.map(({ key, value }) => ({ key: key.join(" "), entry: toEntry(value, key[1]!) }));
    },
    async takeLate(shard, { keys, writes, began, note }) {
      const order = newestOrder();
      const marks = marksOf(shard);
      for (const { stepMs, beganMs } of began)
        for (const [step, mark] of marks.archives) if (step === stepMs) mark.beganMs = beganMs;
      await root.transaction(() => {
        for (const write of writes) putBlock(write);
        for (const key of keys) void late.remove(key.split(" ").map(Number));
        if (note) void notes.put(order, { shard, note });
        if (began.length > 0) void stored.put(shard, marks);
      });
      if (began.length > 0) on.marks(shard, toMarks(marks));
      if (note) on.note(shard, order, note);
    },
    async sweep(nowMs) {
      const due = [...expiries.getKeys({ end: [nowMs], limit: expiredAtOnce })];
      if (due.length === 0) return;
      await root.transaction(() => {
        for (const key of due) {
          const [, part, shard, stepMs, startMs] = key as [number, BlockPart, number, number, number];
          const block = { shard, stepMs, startMs };
          const range = { start: keyOf(part, block, 0), end: keyOf(part, block, 2 ** 48 - 1) };
          for (const field of fields.getKeys(range)) void fields.remove(field);
          void expiries.remove(key);
        }
      });
    },
  };
}

const partNumbers: Record<BlockPart, number> = { scalars: 0, rich: 1, imported: 2 };

/** Part, shard, step, block start and id, in that order: a block's fields stand together. */
function keyOf(part: BlockPart, { shard, stepMs, startMs }: BlockRef, id: number): Buffer {
  const key = Buffer.allocUnsafe(18);
  key[0] = partNumbers[part];
  key[1] = shard;
  key.writeUInt32BE(stepMs, 2);
  key.writeUIntBE(startMs, 6, 6);
  key.writeUIntBE(id, 12, 6);
  return key;
}
