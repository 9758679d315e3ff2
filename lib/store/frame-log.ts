import { type FrameHead, decodeHead } from "./frame-codec";

/** One frame as it arrived. Frames with equal writer and sequence are the same frame. */
export interface Entry {
  head: FrameHead;
  /** Order of arrival: milliseconds of the store's clock times 1,024, plus a counter. */
  order: number;
  /** Null: an empty frame. Nothing came, and that is known. */
  bytes: Buffer | null;
}

export interface Carry {
  value: number;
  /** The step in which the gauge was last touched. */
  touchedMs: number;
}

export interface KnownCarry {
  atMs: number;
  carry: Carry | null;
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
  /** Entries that arrived after `order`, in order of arrival. */
  since(order: number): Entry[];
  /** Forgets what arrived before `order`. */
  trim(order: number): void;
  lastOrder(): number;
  /** A gauge's value carried into step `atMs`, remembered until an earlier step changes. */
  carryOf(id: number): KnownCarry | undefined;
  keepCarry(id: number, carry: KnownCarry): void;
  forgetCarries(): void;
}

const ordersPerMs = 1_024;

export function orderOf(ms: number, counter = 0): number {
  return ms * ordersPerMs + Math.min(counter, ordersPerMs - 1);
}

export function msOfOrder(order: number): number {
  return Math.floor(order / ordersPerMs);
}

export function toEntry(bytes: Buffer, order: number): Entry {
  const { isEmpty, ...head } = decodeHead(bytes);
  return { head, order, bytes: isEmpty ? null : bytes };
}

export function createFrameLog(): FrameLog {
  let arrived: Entry[] = [];
  const starts: number[] = [];
  const steps = new Map<number, Entry[]>();
  const carries = new Map<number, KnownCarry>();
  let carriesUntilMs = 0;

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

  return {
    carryOf: (id) => carries.get(id),
    keepCarry(id, carry) {
      carriesUntilMs = Math.max(carriesUntilMs, carry.atMs);
      carries.set(id, carry);
    },
    forgetCarries: () => carries.clear(),
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
      if (startMs < carriesUntilMs) {
        carries.clear();
        carriesUntilMs = 0;
      }
      return true;
    },
    at: (startMs) => steps.get(startMs) ?? [],
    starts: (fromMs, untilMs) => starts.slice(lowerBound(fromMs), lowerBound(untilMs)),
    startBefore: (ms) => starts[lowerBound(ms) - 1] ?? null,
    since(order) {
      let from = arrived.length;
      while (from > 0 && arrived[from - 1]!.order > order) from--;
      return arrived.slice(from);
    },
    trim(order) {
      let count = 0;
      while (count < arrived.length && arrived[count]!.order < order) count++;
      if (count === 0) return;
      for (const entry of arrived.slice(0, count)) {
        const left = steps.get(entry.head.startMs)!.filter((each) => each !== entry);
        if (left.length > 0) steps.set(entry.head.startMs, left);
        else {
          steps.delete(entry.head.startMs);
          starts.splice(lowerBound(entry.head.startMs), 1);
        }
      }
      arrived = arrived.slice(count);
    },
    lastOrder: () => arrived[arrived.length - 1]?.order ?? 0,
  };
}
