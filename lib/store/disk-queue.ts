import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";

/** State (1: taken), length, checksum. */
const headBytes = 9;

/** Records in one file, oldest first. A torn last record, as SIGKILL leaves it, does not count. */
export interface DiskQueue<T> {
  readonly path: string;
  /** Records that were not taken yet. */
  size(): number;
  bytes(): number;
  /** Throws when the disk does not take it; the file is then as before. */
  push(record: T): void;
  /** The oldest one; null: none. Damaged ones are skipped, and counted. */
  first(): T | null;
  /** Takes the oldest one off, for good. */
  shift(): void;
  damaged(): number;
  close(): void;
  /** Closes and deletes. */
  remove(): void;
}

/** Opens a file of records, or makes it. `T` is plain data, as structured clone takes it. */
export function openDiskQueue<T>(path: string): DiskQueue<T> {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "a+");
  const marks = openSync(path, "r+");
  let at = 0;
  let damaged = 0;
  let { size, endAt } = scan(file);
  let first: { record: T; length: number } | null = null;

  function readFirst(): typeof first {
    for (let head = readHead(file, at, endAt); head; head = readHead(file, at, endAt)) {
      if (!head.isTaken) {
        const record = readRecord<T>(file, at, head);
        if (record !== null) return { record, length: head.length };
        damaged++;
        size--;
      }
      at += headBytes + head.length;
    }
    return null;
  }

  const queue: DiskQueue<T> = {
    path,
    size: () => size,
    bytes: () => endAt,
    damaged: () => damaged,
    push(record) {
      const payload = serialize(record);
      const head = Buffer.alloc(headBytes);
      head.writeUInt32BE(payload.length, 1);
      head.writeUInt32BE(checksum(payload), 5);
      const bytes = Buffer.concat([head, payload]);
      try {
        for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      } catch (error) {
        truncate(marks, endAt);
        throw error;
      }
      endAt += bytes.length;
      size++;
    },
    first: () => (first ??= readFirst())?.record ?? null,
    shift() {
      first ??= readFirst();
      if (!first) return;
      writeSync(marks, Buffer.of(1), 0, 1, at);
      at += headBytes + first.length;
      first = null;
      size--;
    },
    close() {
      closeSync(file);
      closeSync(marks);
    },
    remove() {
      queue.close();
      rmSync(path, { force: true });
    },
  };
  truncate(marks, endAt);
  return queue;
}

/** How many records wait, and where whole records end. */
function scan(file: number): { size: number; endAt: number } {
  const fileBytes = fstatSync(file).size;
  let [at, size] = [0, 0];
  for (let head = readHead(file, at, fileBytes); head; head = readHead(file, at, fileBytes)) {
    if (!head.isTaken) size++;
    at += headBytes + head.length;
  }
  return { size, endAt: at };
}

interface Head {
  isTaken: boolean;
  length: number;
  checksum: number;
}

/** Null: damaged. */
function readRecord<T>(file: number, at: number, { length, checksum: expected }: Head): T | null {
  const payload = Buffer.alloc(length);
  readSync(file, payload, 0, length, at + headBytes);
  if (checksum(payload) !== expected) return null;
  try {
    return deserialize(payload) as T;
  } catch {
    return null;
  }
}

function readHead(file: number, at: number, endAt: number): Head | null {
  const head = Buffer.alloc(headBytes);
  if (readSync(file, head, 0, headBytes, at) < headBytes) return null;
  const length = head.readUInt32BE(1);
  if (at + headBytes + length > endAt) return null;
  return { isTaken: head[0] === 1, length, checksum: head.readUInt32BE(5) };
}

/** Whatever is left behind the last whole record would stand in the way of the next. */
function truncate(file: number, bytes: number): void {
  if (fstatSync(file).size > bytes) ftruncateSync(file, bytes);
}

function checksum(payload: Buffer): number {
  return createHash("sha1").update(payload).digest().readUInt32BE(0);
}
