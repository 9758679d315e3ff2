import type { Columns } from "@/lib/metric/columns";
import type { SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { Span } from "../port";
import type { Marks, ReadFields } from "../shelf";
import type { Part } from "../sources";

/** What the embedded store needs of a disk. Every promise resolves when the change survives SIGKILL. */
export interface Disk {
  load(): Promise<Saved>;
  readFields: ReadFields;
  saveFlush(
    flush: { order: number; startMs: number; frames: readonly Uint8Array[] },
    names: readonly SeriesInfo[],
  ): Promise<void>;
  /** Null: the edits are as they were. */
  saveEdits(
    edits: [SeriesName, Part[]][] | null,
    names: readonly SeriesInfo[],
    gone: readonly SeriesName[],
  ): Promise<void>;
  saveRecord(key: string, text: string | null): Promise<void>;
  importColumns(columns: readonly Columns[], nowMs: number): Promise<void>;
  /** Hears what the sealer does. */
  listen(on: DiskListener): void;
  /** Seals what is due at a moment, at once. */
  seal(nowMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface DiskListener {
  marks(shard: number, marks: Marks): void;
  note(shard: number, order: number, note: Span): void;
  warning(message: string): void;
  /** Why blocks cannot be sealed; null: they can again. */
  trouble(message: string | null): void;
  /** The disk's thread died and another took over: these are all marks, and notes may be missing. */
  restarted(marks: Marks[]): void;
}

export interface Saved {
  flushes: { order: number; frames: Buffer[] }[];
  notes: { order: number; shard: number; note: Span }[];
  marks: Marks[];
  names: [series: SeriesName, firstSeenMs: number, lastSeenMs: number][];
  edits: [SeriesName, Part[]][];
  /** Boards, links, events and descriptions: key → JSON text. */
  records: [key: string, text: string][];
}
