import type { CorrectEvent } from "@/lib/live/frames";
import type { Span } from "@/lib/store/port";
import type { Arranged, OpenEntry } from "./arrange";
import type { StepSource } from "./live-target";

const nothing: StepSource = { get: () => undefined };

/** Whether a target has values in steps nobody knows anything of, as `isNonNull` has. */
export function hasValuesOfNothing({ target, needs, live, stepMs }: OpenEntry): boolean {
  if (target.type !== "call" || needs.scope !== "point") return false;
  live.put(stepMs, nothing);
  return live.lines().some((_, line) => Number.isFinite(live.valueAt(line, stepMs)));
}

/**
 * What functions make of the steps of a span nobody knows anything of: all that is not null there. Without
 * `overlapping` longer steps must lie within the span.
 */
export function gapPoints(arranged: Arranged, span: Span, overlapping: boolean): CorrectEvent["points"] {
  const indexesOf = new Map<OpenEntry, number[]>();
  arranged.sources.forEach(({ entry }, index) => {
    if (entry.target.type !== "call") return;
    indexesOf.set(entry, [...(indexesOf.get(entry) ?? []), index]);
  });
  return [...indexesOf].flatMap(([entry, indexes]) =>
    pointsOf(arranged, entry, { indexes, span, overlapping }),
  );
}

function pointsOf(
  { series, sources }: Arranged,
  entry: OpenEntry,
  { indexes, span, overlapping }: { indexes: number[]; span: Span; overlapping: boolean },
): CorrectEvent["points"] {
  const points: CorrectEvent["points"] = [];
  const { stepMs, needs, live, rangeMs } = entry;
  if (needs.scope === "point" && !hasValuesOfNothing(entry)) return points;
  const fromMs = Math.max(span.fromMs, span.untilMs - rangeMs) / stepMs;
  const firstMs = (overlapping ? Math.floor(fromMs) : Math.ceil(fromMs)) * stepMs;
  for (let startMs = firstMs; startMs + stepMs <= span.untilMs; startMs += stepMs) {
    if (needs.scope === "point") live.put(startMs, nothing);
    for (const index of indexes) {
      if (startMs % series[index]!.stepMs !== 0) continue;
      const value = live.valueAt(sources[index]!.line, startMs);
      if (Number.isFinite(value)) points.push([index, startMs, value]);
    }
  }
  return points;
}
