import { spanOf } from "./archives";
import type { Span } from "./port";
import type { Marks } from "./shelf";

/** A part of a range and where it is read from: a sealed block, or frames (`block` null). */
export interface Piece extends Span {
  block: { stepMs: number; startMs: number } | null;
}

/**
 * Cuts a range into the blocks of the coarsest archives that divide the step, and frames for the rest, in
 * the order of time. Edges are aligned to the piece's own step.
 */
export function cutIntoPieces(marks: Marks, range: Span, stepMs: number): Piece[] {
  let open: Span[] = range.fromMs < range.untilMs ? [range] : [];
  const pieces: Piece[] = [];
  const archives = [...marks.archives].filter(([step]) => stepMs % step === 0).sort((a, b) => b[0] - a[0]);
  for (const [step, { beganMs, declaredMs }] of archives) {
    open = open.flatMap((span) => {
      const fromMs = Math.max(span.fromMs, beganMs);
      const untilMs = Math.min(span.untilMs, declaredMs);
      if (fromMs >= untilMs) return [span];
      pieces.push(...cutIntoBlocks(step, { fromMs, untilMs }));
      return [
        { fromMs: span.fromMs, untilMs: fromMs },
        { fromMs: untilMs, untilMs: span.untilMs },
      ].filter((rest) => rest.fromMs < rest.untilMs);
    });
  }
  pieces.push(...open.map((span) => ({ ...span, block: null })));
  return pieces.sort((a, b) => a.fromMs - b.fromMs);
}

function cutIntoBlocks(stepMs: number, { fromMs, untilMs }: Span): Piece[] {
  const spanMs = spanOf(stepMs);
  const pieces: Piece[] = [];
  for (let startMs = Math.floor(fromMs / spanMs) * spanMs; startMs < untilMs; startMs += spanMs) {
    const piece = { fromMs: Math.max(fromMs, startMs), untilMs: Math.min(untilMs, startMs + spanMs) };
    pieces.push({ ...piece, block: { stepMs, startMs } });
  }
  return pieces;
}
