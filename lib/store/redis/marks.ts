import { orderOf, msOfOrder } from "../frame-log";
import { type Marks, noMarks } from "../shelf";

/** Field of a shard's marks: frames of steps before it go to the late stream. */
export function sealedField(flushMs: number): string {
  return `sealed:${flushMs}`;
}

/** Field of a shard's marks: how far an archive reaches, as `<began> <declared>`. */
export function archiveField(stepMs: number): string {
  return `archive:${stepMs}`;
}

/** Field of a shard's marks: where imported history waits for its block to be sealed, as `<from> <until>`. */
export function importedField(stepMs: number): string {
  return `imported:${stepMs}`;
}

export const trimmedField = "trimmed";

/** A shard's marks as Redis holds them. */
export function parseMarks(stored: Record<string, string>): Marks {
  const marks = noMarks();
  for (const [field, text] of Object.entries(stored)) {
    const [name, step] = field.split(":");
    const [fromMs, untilMs] = text.split(" ").map(Number) as [number, number];
    if (name === trimmedField) marks.trimmedOrder = toOrder(text);
    else if (name === "archive") marks.archives.set(Number(step), { beganMs: fromMs, declaredMs: untilMs });
    else if (name === "imported") marks.imported.set(Number(step), { fromMs, untilMs });
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
