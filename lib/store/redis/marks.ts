import { orderOf, msOfOrder } from "../frame-log";
import type { Marks } from "../shelf";

/** Field of a shard's marks: frames of steps before it go to the late stream. */
export function sealedField(flushMs: number): string {
  return `sealed:${flushMs}`;
}

/** Field of a shard's marks: how far an archive reaches, as `<began> <declared>`. */
export function archiveField(stepMs: number): string {
  return `archive:${stepMs}`;
}

export const trimmedField = "trimmed";

/** A shard's marks as Redis holds them. */
export function parseMarks(stored: Record<string, string>): Marks {
  const marks: Marks = { archives: new Map(), trimmedOrder: 0 };
  for (const [field, text] of Object.entries(stored)) {
    if (field === trimmedField) marks.trimmedOrder = toOrder(text);
    if (!field.startsWith("archive:")) continue;
    const [beganMs, declaredMs] = text.split(" ").map(Number);
    marks.archives.set(Number(field.slice(8)), { beganMs: beganMs!, declaredMs: declaredMs! });
  }
  return marks;
}

/** A stream's id as an order of arrival. */
export function toOrder(id: string): number {
  const [ms, counter] = id.split("-");
  return orderOf(Number(ms), Number(counter));
}

export function toStreamId(order: number): string {
  return `${msOfOrder(order)}-${order - orderOf(msOfOrder(order))}`;
}
