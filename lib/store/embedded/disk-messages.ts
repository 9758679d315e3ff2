import type { Columns } from "@/lib/metric/columns";
import type { StoreArchive } from "../archives";
import type { Span } from "../port";
import type { FieldRequest, Marks } from "../shelf";

/** How the store worker is started. */
export interface DiskWorkerData {
  dataDir: string;
  /** Finest first. */
  archives: StoreArchive[];
  gaugeTtlMs: number;
}

/** What the main thread asks of the store worker. */
export type DiskCall =
  | { do: "load" }
  | { do: "close" }
  /** After a restart: what the thread before may have changed without a word. */
  | { do: "marks" }
  | { do: "read"; requests: FieldRequest[] }
  | { do: "import"; columns: Columns[]; nowMs: number }
  /** Seals what is due at this moment; for tests, which cannot wait. */
  | { do: "seal"; nowMs: number }
  | {
      do: "change";
      /** A frame for each shard. */
      flush: { order: number; startMs: number; frames: readonly Uint8Array[] } | null;
      names: [series: string, firstSeenMs: number, lastSeenMs: number][];
      gone: string[];
      /** Null removes. */
      records: [key: string, text: string | null][];
    };

export type DiskReply = { id: number } & ({ result: unknown } | { error: string });

/** What the worker says by itself. */
export type DiskNews =
  | { news: "marks"; shard: number; marks: Marks }
  | { news: "note"; shard: number; order: number; note: Span }
  /** Blocks cannot be sealed; null: they can again. */
  | { news: "trouble"; message: string | null }
  | { news: "warning"; message: string }
  /** Of an error nobody caught: the thread ends, and is to be started again. */
  | { news: "fatal"; message: string };

/** Many fields in one block of memory, which is handed over, not copied. Length -1: no such field. */
export interface PackedFields {
  lengths: Int32Array;
  bytes: Uint8Array;
}

export function packFields(answers: readonly (Uint8Array | null)[][]): PackedFields {
  const fields = answers.flat();
  const lengths = Int32Array.from(fields, (each) => (each ? each.length : -1));
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + Math.max(0, length), 0));
  let at = 0;
  for (const each of fields) {
    if (!each) continue;
    bytes.set(each, at);
    at += each.length;
  }
  return { lengths, bytes };
}

export function unpackFields(
  { lengths, bytes }: PackedFields,
  requests: readonly FieldRequest[],
): (Uint8Array | null)[][] {
  let field = 0;
  let at = 0;
  return requests.map(({ ids }) =>
    ids.map(() => {
      const length = lengths[field++]!;
      if (length < 0) return null;
      at += length;
      return bytes.subarray(at - length, at);
    }),
  );
}
