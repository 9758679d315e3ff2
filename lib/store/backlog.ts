import { randomBytes } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Flush } from "@/lib/metric/flush";
import { compactValues } from "@/lib/metric/packed-values";
import { type DiskQueue, openDiskQueue } from "./disk-queue";

interface BacklogOptions {
  dir: string;
  warn(message: string): void;
  /** Of this run's flushes, and again of earlier runs'. Beyond it the oldest are dropped. */
  maxBytes?: number;
  /** A file is deleted when all in it is stored; small ones give their room back soon. */
  fileBytes?: number;
}

/** Flushes on disk, in files that only this process writes. */
export interface Backlog {
  size(): number;
  /** Behind all others. False when the disk does not take it: it is lost, and said so. */
  push(flush: Flush): boolean;
  /** In front of all others. Answers how many the disk took. */
  unshift(flushes: readonly Flush[]): number;
  first(): Flush | null;
  /** The first is stored, and is not sent again. */
  shift(): void;
  /** Dropped for lack of room, or damaged. */
  lost(): number;
}

const ending = ".flushes";

/** What this process keeps, and what processes that are gone have left. Reads nothing but their heads. */
export function openBacklogs(options: BacklogOptions): { own: Backlog; left: Backlog } {
  const owner = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const left = createBacklog(options, owner);
  left.adopt(listLeft(options.dir));
  return { own: createBacklog(options, owner), left };
}

function createBacklog(options: BacklogOptions, owner: string) {
  const { dir, warn, maxBytes = 256 * 1_048_576, fileBytes = 8 * 1_048_576 } = options;
  let files: DiskQueue<Flush>[] = [];
  let fileCount = 0;
  let lost = 0;
  let isRefused = false;

  const fileOf = (number: number) =>
    openDiskQueue<Flush>(join(dir, `${owner}-${String(number).padStart(9, "0")}${ending}`));
  function dropAbove(bytes: number): void {
    let total = files.reduce((sum, file) => sum + file.bytes(), 0);
    while (files.length > 1 && total > bytes) {
      const oldest = files.shift()!;
      total -= oldest.bytes();
      lost += oldest.size() + oldest.damaged();
      warn(`the backlog is full: ${oldest.size()} of its oldest flushes are dropped`);
      oldest.remove();
    }
  }
  /** Whether all of them were written. */
  function write(file: () => DiskQueue<Flush>, flushes: readonly Flush[]): number {
    let count = 0;
    try {
      const to = file();
      for (; count < flushes.length; count++) to.push(compact(flushes[count]!));
      isRefused = false;
    } catch (error) {
      if (!isRefused) warn(`flushes are lost, the backlog cannot be written: ${(error as Error).message}`);
      isRefused = true;
    }
    return count;
  }
  /** A file that cannot be read or marked would be sent for ever. */
  function giveUp(error: unknown): null {
    const file = files.shift();
    lost += file?.size() ?? 0;
    warn(`${file?.size() ?? 0} flushes of the backlog are lost: ${(error as Error).message}`);
    return null;
  }
  function dropEmpty(): void {
    while (files.length > 0 && files[0]!.first() === null) {
      const file = files.shift()!;
      if (file.damaged() > 0) warn(`${file.damaged()} flushes of the backlog were damaged and are skipped`);
      lost += file.damaged();
      file.remove();
    }
  }

  return {
    size: () => files.reduce((sum, file) => sum + file.size(), 0),
    lost: () => lost,
    push(flush: Flush): boolean {
      const last = () => {
        const file = files.at(-1);
        if (file && file.bytes() < fileBytes) return file;
        const next = fileOf(++fileCount);
        files.push(next);
        return next;
      };
      const isKept = write(last, [flush]) === 1;
      dropAbove(maxBytes);
      return isKept;
    },
    unshift(flushes: readonly Flush[]): number {
      const front = () => {
        const file = fileOf(0);
        files.unshift(file);
        return file;
      };
      return flushes.length === 0 ? 0 : write(front, flushes);
    },
    first(): Flush | null {
      try {
        dropEmpty();
        return files[0]?.first() ?? null;
      } catch (error) {
        return giveUp(error);
      }
    },
    shift(): void {
      try {
        files[0]?.shift();
        dropEmpty();
      } catch (error) {
        giveUp(error);
      }
    },
    adopt(paths: readonly string[]): void {
      for (const path of paths) {
        try {
          files.push(openDiskQueue<Flush>(path));
        } catch (error) {
          warn(`the backlog of an earlier run cannot be read: ${(error as Error).message}`);
        }
      }
      for (const file of files) if (file.size() === 0) file.remove();
      files = files.filter((file) => file.size() > 0);
      dropAbove(maxBytes);
    },
  } satisfies Backlog & { adopt(paths: readonly string[]): void };
}

/** A file knows nothing of the names of earlier flushes, and must not hold them all for each. */
function compact(flush: Flush): Flush {
  return { ...flush, values: compactValues(flush.values) };
}

/** Files of processes that are gone, oldest first; each one's in their order. */
function listLeft(dir: string): string[] {
  const names = readNames(dir).filter((name) => name.endsWith(ending) && !isAlive(Number.parseInt(name, 10)));
  const ages = new Map<string, number>();
  for (const name of names) {
    const owner = name.slice(0, name.lastIndexOf("-"));
    ages.set(owner, Math.min(ages.get(owner) ?? Infinity, statSync(join(dir, name)).mtimeMs));
  }
  const ageOf = (name: string) => ages.get(name.slice(0, name.lastIndexOf("-")))!;
  return names.sort((a, b) => ageOf(a) - ageOf(b) || (a < b ? -1 : 1)).map((name) => join(dir, name));
}

function readNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** This process' own id may be an earlier one's, as in containers. */
function isAlive(pid: number): boolean {
  if (pid === process.pid || Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
