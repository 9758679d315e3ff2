/** A part of time. */
export interface Span {
  fromMs: number;
  untilMs: number;
}

/** Shorter than this many steps there is nothing to see. */
const fewestSteps = 4;

/** The same length inside `whole`, moved by the least; as long as it is, at least some steps. */
export function fitSpan({ fromMs, untilMs }: Span, whole: Span, stepMs: number): Span {
  const wholeMs = whole.untilMs - whole.fromMs;
  const lengthMs = Math.min(wholeMs, Math.max(untilMs - fromMs, fewestSteps * stepMs));
  // What is too short grows around its middle.
  const wantedMs = Math.round((fromMs + untilMs - lengthMs) / 2);
  const startMs = Math.min(whole.untilMs - lengthMs, Math.max(whole.fromMs, wantedMs));
  return { fromMs: startMs, untilMs: startMs + lengthMs };
}

/** So many times as long, with the moment `aroundMs` where it is. */
export function scaleSpan({ fromMs, untilMs }: Span, factor: number, aroundMs: number): Span {
  return {
    fromMs: aroundMs - (aroundMs - fromMs) * factor,
    untilMs: aroundMs + (untilMs - aroundMs) * factor,
  };
}
