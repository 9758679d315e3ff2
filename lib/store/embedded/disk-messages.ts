/** What the main thread asks of the store worker. */
export type DiskCall =
  | { do: "load" }
  | { do: "close" }
  | {
      do: "change";
      flush: { order: number; frames: readonly Uint8Array[] } | null;
      names: [series: string, firstSeenMs: number, lastSeenMs: number][];
      gone: string[];
      /** Null removes. */
      records: [key: string, text: string | null][];
    };

export type DiskReply = { id: number } & ({ result: unknown } | { error: string });
