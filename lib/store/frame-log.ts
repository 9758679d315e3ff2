import { type Kind, kinds } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import type { Span } from "./port";
import {
  type FrameHead,
  type FrameSection,
  decodeHead,
  findPosition,
  readSections,
  readValue,
} from "./frame-codec";

/** One frame as it arrived. Frames with equal writer and sequence are the same frame. */
export interface Entry {
  head: FrameHead;
  /** Order of arrival: milliseconds of the store's clock times 1,024, plus a counter. */
  order: number;
  /** Null: an empty frame. Nothing came, and that is known. */
  content: { bytes: Buffer; sections: FrameSection[] } | null;
}

/** All frames of one step. */
export interface FrameStep {
  startMs: number;
  entries: readonly Entry[];
}

/** The kept frames of one shard, found by step. */
export interface FrameLog {
  /** False: it was there already (a frame sent again keeps its place under its new order). */
  add(entry: Entry): boolean;
  at(startMs: number): readonly Entry[];
  /** Starts of steps with frames, rising, in [fromMs, untilMs). */
  starts(fromMs: number, untilMs: number): number[];
  /** The last step with frames before `ms`; null when there is none. */
  startBefore(ms: number): number | null;
  firstStart(): number | null;
  /** Steps with frames, rising, in [fromMs, untilMs). */
  between(fromMs: number, untilMs: number): FrameStep[];
  /** Entries that arrived after `order`, in order of arrival. */
  since(order: number): Entry[];
  /** Forgets the steps that start before `ms`. */
  trim(ms: number): void;
  lastOrder(): number;
  /** The arrival order up to which frames may be missing; 0: none is. */
  trimmedOrder(): number;
  noteTrimmed(order: number): void;
  /** The shard's stream also says which sealed steps late frames changed. */
  addNote(order: number, note: Span): void;
  notesSince(order: number): Span[];
}

const ordersPerMs = 1_024;

export function orderOf(ms: number, counter = 0): number {
  return ms * ordersPerMs + Math.min(counter, ordersPerMs - 1);
}

export function msOfOrder(order: number): number {
  return Math.floor(order / ordersPerMs);
}

/** A RangeError for anything that is no frame. */
export function toEntry(bytes: Buffer, order: number): Entry {
  const { isEmpty, ...head } = decodeHead(bytes);
  return { head, order, content: isEmpty ? null : { bytes, sections: readSections(bytes) } };
}

/** What one frame holds of a series; null when it holds nothing. */
export function valueIn({ content }: Entry, kind: Kind, id: number): Value | null {
  if (!content) return null;
  const section = content.sections[kinds.indexOf(kind)]!;
  const position = findPosition(content.bytes, section, id, -1);
  return position < 0 ? null : readValue(content.bytes, kind, section, position);
}

export function createFrameLog(): FrameLog {
  let arrived: Entry[] = [];
  let trimmed = 0;
  let notes: { order: number; note: Span }[] = [];
  const starts: number[] = [];
  const steps = new Map<number, Entry[]>();

  function insertStart(startMs: number): void {
    let at = starts.length;
    while (at > 0 && starts[at - 1]! > startMs) at--;
    starts.splice(at, 0, startMs);
  }
  /** The index of the first start that is not below `ms`. */
  function lowerBound(ms: number): number {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  const startsIn = (fromMs: number, untilMs: number) => starts.slice(lowerBound(fromMs), lowerBound(untilMs));

  return {
    add(entry) {
      const { writer, sequence, startMs } = entry.head;
      const step = steps.get(startMs);
      const known = step?.find(({ head }) => head.writer === writer && head.sequence === sequence);
      if (known) {
        known.order = entry.order;
        arrived.sort((a, b) => a.order - b.order);
        return false;
      }
      if (step) step.push(entry);
      else {
        steps.set(startMs, [entry]);
        insertStart(startMs);
      }
      const isLast = arrived.length === 0 || arrived[arrived.length - 1]!.order <= entry.order;
      arrived.push(entry);
      if (!isLast) arrived.sort((a, b) => a.order - b.order);
      return true;
    },
    at: (startMs) => steps.get(startMs) ?? [],
    starts: startsIn,
    startBefore: (ms) => starts[lowerBound(ms) - 1] ?? null,
    firstStart: () => starts[0] ?? null,
    between: (fromMs, untilMs) =>
      startsIn(fromMs, untilMs).map((startMs) => ({ startMs, entries: steps.get(startMs)! })),
    since(order) {
      let from = arrived.length;
      while (from > 0 && arrived[from - 1]!.order > order) from--;
      return arrived.slice(from);
    },
    trim(ms) {
      const count = lowerBound(ms);
      if (count === 0) return;
      for (const startMs of starts.splice(0, count)) {
        for (const { order } of steps.get(startMs)!) trimmed = Math.max(trimmed, order);
        steps.delete(startMs);
      }
      arrived = arrived.filter(({ head }) => head.startMs >= ms);
      notes = notes.filter(({ order }) => order > trimmed);
    },
    lastOrder: () => Math.max(arrived.at(-1)?.order ?? trimmed, notes.at(-1)?.order ?? 0),
    trimmedOrder: () => trimmed,
    noteTrimmed(order) {
      trimmed = Math.max(trimmed, order);
    },
    addNote: (order, note) => void notes.push({ order, note }),
    notesSince: (order) => notes.filter((each) => each.order > order).map(({ note }) => note),
  };
}
