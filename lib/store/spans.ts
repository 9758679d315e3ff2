import type { FrameLog } from "./frame-log";
import type { Span } from "./port";

/** Neighbouring steps as one span. */
export function toSpans(starts: number[], stepMs: number): Span[] {
  const spans: Span[] = [];
  for (const start of starts.toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.untilMs === start) last.untilMs += stepMs;
    else spans.push({ fromMs: start, untilMs: start + stepMs });
  }
  return spans;
}

/** The runs of steps in [fromMs, untilMs) that no frame covers. */
export function uncovered(fromMs: number, untilMs: number, stepMs: number, log: FrameLog): Span[] {
  const spans: Span[] = [];
  let start = fromMs;
  for (const covered of [...log.starts(fromMs, untilMs), untilMs]) {
    if (covered > start) spans.push({ fromMs: start, untilMs: covered });
    start = covered + stepMs;
  }
  return spans;
}
