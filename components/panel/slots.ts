import type { KeptSlot } from "@/lib/dashboard/dashboard";

/** Hues that can be told apart. */
export const hueCount = 8;
const slotCount = 2 * hueCount;

/** Buckets and their places among the colours: 0 to 7 whole lines, 8 to 15 the same hues dashed. */
export type Slots = ReadonlyMap<string, number>;

/**
 * Each bucket's slot: the one held for it, else its hash's, else the next free one; of several new ones the
 * lower hash comes first. Who finds none free is not in the answer. What is held for absent buckets is free.
 */
export function assignSlots(buckets: readonly string[], held: Iterable<KeptSlot> = []): Slots {
  const waiting = new Set(buckets);
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  const take = (bucket: string, slot: number) => {
    slots.set(bucket, slot);
    taken.add(slot);
    waiting.delete(bucket);
  };
  for (const [bucket, slot] of held) if (waiting.has(bucket) && !taken.has(slot)) take(bucket, slot);
  for (const bucket of [...waiting].sort(byHash)) {
    const slot = searchOrder(ownSlot(bucket)).find((each) => !taken.has(each));
    if (slot !== undefined) take(bucket, slot);
  }
  return slots;
}

/**
 * What a link has to keep so that these slots come again; `kept` itself when it does already. Slots that are
 * their bucket's own need not be kept, nor others while buckets that are `fixed` lead to them by themselves.
 */
export function keepSlots(
  buckets: readonly string[],
  slots: Slots,
  kept: readonly KeptSlot[],
  isFixed: boolean,
): readonly KeptSlot[] {
  const all: KeptSlot[] = [...slots];
  const displaced = all.filter(([bucket, slot]) => slot !== ownSlot(bucket));
  const isKept = ([bucket, slot]: KeptSlot) => kept.some((each) => each[0] === bucket && each[1] === slot);
  const comesAgain = (held: readonly KeptSlot[]) => isEqual(assignSlots(buckets, held), slots);
  if (comesAgain(kept) && (isFixed || displaced.every(isKept))) return kept;
  const needed = comesAgain(displaced) ? displaced : all;
  const used = new Set(slots.values());
  const present = new Set(buckets);
  const absent = kept.filter(([bucket, slot]) => !present.has(bucket) && !used.has(slot));
  return [...needed, ...absent].slice(0, slotCount);
}

/** From a bucket's own hue on, whole lines before dashed ones. */
function searchOrder(own: number): number[] {
  return Array.from({ length: slotCount }, (_, i) => (i < hueCount ? 0 : hueCount) + ((own + i) % hueCount));
}

function ownSlot(bucket: string): number {
  return hashName(bucket) % hueCount;
}

function byHash(a: string, b: string): number {
  return hashName(a) - hashName(b) || (a < b ? -1 : 1);
}

function isEqual(some: Slots, others: Slots): boolean {
  return some.size === others.size && [...some].every(([bucket, slot]) => others.get(bucket) === slot);
}

/** FNV-1a, 32 bits, with its bits mixed once more so that the low ones differ too. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
