import { spanOf } from "./archives";
import type { Span } from "./port";
import type { Marks } from "./shelf";

/** A part of a range and where it is read from: a sealed block, or frames (`block` null). */
export interface Piece extends Span {
  block: { stepMs: number; startMs: number } | null;
  /** Imported history of a block that is not sealed yet: it adds to what frames and finer blocks hold. */
  isImported: boolean;
}

/**
 * Cuts a range into the blocks of the coarsest archives that divide the step, and frames for the rest, in
 * the order of time. Edges are aligned to the piece's own step.
 */
export function cutIntoPieces(marks: Marks, range: Span, stepMs: number): Piece[] {
  let open: Span[] = range.fromMs < range.untilMs ? [range] : [];
  const pieces: Piece[] = [];
  const imported: Piece[] = [];
  const archives = [...marks.archives].filter(([step]) => stepMs % step === 0).sort((a, b) => b[0] - a[0]);
  for (const [step, { beganMs, declaredMs }] of archives) {
    open = open.flatMap((span) => {
      const fromMs = Math.max(span.fromMs, beganMs);
      const untilMs = Math.min(span.untilMs, declaredMs);
      if (fromMs >= untilMs) return [span];
      pieces.push(...cutIntoBlocks(step, { fromMs, untilMs }, false));
      return [
        { fromMs: span.fromMs, untilMs: fromMs },
        { fromMs: untilMs, untilMs: span.untilMs },
      ].filter((rest) => rest.fromMs < rest.untilMs);
    });
  }
  for (const [step, span] of marks.imported) {
    if (stepMs % step !== 0) continue;
    const fromMs = Math.max(range.fromMs, span.fromMs, marks.archives.get(step)?.declaredMs ?? -Infinity);
    const untilMs = Math.min(range.untilMs, span.untilMs);
    if (fromMs < untilMs) imported.push(...cutIntoBlocks(step, { fromMs, untilMs }, true));
  }
  pieces.push(...open.map((span) => ({ ...span, block: null, isImported: false })));
  return [...pieces.sort((a, b) => a.fromMs - b.fromMs), ...imported];
}

function cutIntoBlocks(stepMs: number, { fromMs, untilMs }: Span, isImported: boolean): Piece[] {
  const spanMs = spanOf(stepMs);
  const pieces: Piece[] = [];
  for (let startMs = Math.floor(fromMs / spanMs) * spanMs; startMs < untilMs; startMs += spanMs) {
    const piece = { fromMs: Math.max(fromMs, startMs), untilMs: Math.min(untilMs, startMs + spanMs) };
    pieces.push({ ...piece, block: { stepMs, startMs }, isImported });
  }
  return pieces;
}
