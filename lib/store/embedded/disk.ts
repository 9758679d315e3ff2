import type { SeriesInfo, SeriesName } from "@/lib/metric/series";
import type { Part } from "../sources";

/** What the embedded store needs of a disk. Every promise resolves when the change survives SIGKILL. */
export interface Disk {
  load(): Promise<Saved>;
  saveFlush(order: number, frames: readonly Uint8Array[], names: readonly SeriesInfo[]): Promise<void>;
  saveEdits(edits: [SeriesName, Part[]][], names: readonly SeriesInfo[], gone: SeriesName[]): Promise<void>;
  saveRecord(key: string, text: string | null): Promise<void>;
  close(): Promise<void>;
}

export interface Saved {
  flushes: { order: number; frames: Buffer[] }[];
  names: [series: SeriesName, firstSeenMs: number, lastSeenMs: number][];
  edits: [SeriesName, Part[]][];
  /** Boards, links, events and descriptions: key → JSON text. */
  records: [key: string, text: string][];
}
