import type { Entry } from "./frame-log";
import type { Span } from "./port";

/** The sealed block of one shard and archive that starts at `startMs`. */
export interface BlockRef {
  shard: number;
  stepMs: number;
  startMs: number;
}

/**
 * Scalars and coverage live as long as their archive; sketches and set members often not as long. Imported
 * scalars wait beside their block until it is sealed.
 */
export type BlockPart = "scalars" | "rich" | "imported";

export interface FieldRequest extends BlockRef {
  part: BlockPart;
  ids: readonly number[];
}

/** One answer for each request, one field for each id; null where nothing is stored. */
export type ReadFields = (requests: readonly FieldRequest[]) => Promise<(Uint8Array | null)[][]>;

/** In place of a series' id: the block's coverage. */
export const coverageId = 0;

/** What is sealed of a shard. */
export interface Marks {
  /** By step: the blocks that may be read reach from `beganMs` to `declaredMs`. */
  archives: Map<number, { beganMs: number; declaredMs: number }>;
  /** By step: blocks that are not sealed yet, but hold imported history. */
  imported: Map<number, Span>;
  /** The arrival order up to which frames were trimmed. */
  trimmedOrder: number;
}

export interface Field {
  id: number;
  scalars: Uint8Array | null;
  rich: Uint8Array | null;
}

export function noMarks(): Marks {
  return { archives: new Map(), imported: new Map(), trimmedOrder: 0 };
}

/** A block, written whole or in parts, or changed by late frames. */
export interface BlockWrite extends BlockRef {
  fields: Field[];
}

/** A frame that came when its step was sealed. */
export interface LateFrame {
  key: string;
  entry: Entry;
}

/** When a block's two parts may be thrown away. */
export interface Expiry extends BlockRef {
  scalarsAtMs: number;
  richAtMs: number;
}

/** What late frames do to a shard, all at once. */
export interface LateChange {
  /** The frames that are now in their blocks, or were too old for any. */
  keys: string[];
  writes: BlockWrite[];
  /** Archives that now begin earlier. */
  began: { stepMs: number; beganMs: number }[];
  /** The steps that changed; told in the shard's stream. */
  note: Span | null;
}

/**
 * Where the one sealer keeps what it does. Changes are refused once another sealer has taken over: the
 * promise rejects with `Fenced`.
 */
export interface SealShelf {
  readMarks(shard: number): Promise<Marks>;
  readFields: ReadFields;
  /** What stands in a block: series, and its coverage. */
  listIds(block: BlockRef, part: BlockPart): Promise<number[]>;
  /** The kept frames that arrived from `fromMs`, by the store's clock, up to an arrival order. */
  readFrames(shard: number, fromMs: number, untilOrder: number): Promise<Entry[]>;
  /** The start of the step whose frame arrived first; null: there is none. */
  readFirstStart(shard: number): Promise<number | null>;
  /** From now on frames of steps before `untilMs` are late. Answers the arrival order of the newest frame. */
  moveMark(shard: number, untilMs: number): Promise<number>;
  write(block: BlockWrite): Promise<void>;
  /** The blocks of this step may be read up to `untilMs`, from `beganMs` where they begin with this one. */
  declare(shard: number, mark: { stepMs: number; beganMs: number; untilMs: number }): Promise<void>;
  /** Imported scalars and coverage of a block that is not sealed yet; they replace what was imported before. */
  writeImported(block: BlockWrite): Promise<void>;
  /** Blocks of this step may hold imported history there, beside what is marked so already. */
  markImported(shard: number, mark: Span & { stepMs: number }): Promise<void>;
  expire(expiries: readonly Expiry[]): Promise<void>;
  /** Frames that arrived up to this order are no longer needed. */
  trimFrames(shard: number, untilOrder: number): Promise<void>;
  /** Shards that have late frames. */
  listLate(): Promise<number[]>;
  /** Some of the late frames, oldest first; none: there are none. */
  readLate(shard: number): Promise<LateFrame[]>;
  takeLate(shard: number, change: LateChange): Promise<void>;
}

export class Fenced extends Error {
  override name = "Fenced";
}
