import { cloneDistinct, mergeDistinct } from "@/lib/metric/distinct";
import { addTo, lower, raise } from "@/lib/metric/merge-columns";
import { type Kind, kinds } from "@/lib/metric/series";
import { mergeSketchInto } from "@/lib/metric/sketch";
import { type Value, gaugeAtEnd, mergeValues } from "@/lib/metric/value";
import { findPosition, readCounterSum, readValue } from "./frame-codec";
import type { Entry, FrameStep } from "./frame-log";
import { type Carry, carryForward } from "./gauge-carry";
import type { StoredColumns, StoredGauge } from "./stored-columns";

const countersAt = kinds.indexOf("counters");

/** Where a series stood in the frame before, which is where it mostly stands in the next; -1: unknown. */
export interface Cursor {
  at: number;
}

/**
 * Merges what frames hold of one series into columns whose steps they lie in. Steps must rise, and a gauge's
 * columns must hold what came before them: deltas begin there.
 */
export function foldFrames(
  into: StoredColumns,
  steps: readonly FrameStep[],
  id: number,
  gaugeTtlMs: number,
  cursor: Cursor = { at: -1 },
): void {
  if (into.kind === "gauges") return foldGauge(into, steps, { id, gaugeTtlMs, cursor });
  const section = kinds.indexOf(into.kind);
  for (const { startMs, entries } of steps) {
    const i = Math.floor((startMs - into.startMs) / into.stepMs);
    for (const { content } of entries) {
      const position = findIn(content, section, id, cursor);
      if (position < 0) continue;
      const { bytes, sections } = content!;
      if (into.kind === "counters") addTo(into.sum, i, readCounterSum(bytes, sections[section]!, position));
      else addValue(into, i, readValue(bytes, into.kind, sections[section]!, position));
    }
  }
}

/** Where a frame holds the series; -1: it does not. */
function findIn(content: Entry["content"], section: number, id: number, cursor: Cursor): number {
  if (!content) return -1;
  const position = findPosition(content.bytes, content.sections[section]!, id, cursor.at);
  if (position >= 0) cursor.at = position;
  return position;
}

/** What all writers together counted in one step; NaN: nothing came. */
export function sumAt(entries: readonly Entry[], id: number, cursor: Cursor): number {
  let sum = Number.NaN;
  for (const { content } of entries) {
    const position = findIn(content, countersAt, id, cursor);
    if (position < 0) continue;
    const value = readCounterSum(content!.bytes, content!.sections[countersAt]!, position);
    sum = Number.isNaN(sum) ? value : sum + value;
  }
  return sum;
}

/** What all writers together say of a series in one step. */
export function valueAt(
  entries: readonly Entry[],
  kind: Kind,
  id: number,
  cursor: Cursor = { at: -1 },
): Value | null {
  const section = kinds.indexOf(kind);
  let merged: Value | null = null;
  for (const { content } of entries) {
    const position = findIn(content, section, id, cursor);
    if (position < 0) continue;
    const value = readValue(content!.bytes, kind, content!.sections[section]!, position);
    merged = merged ? mergeValues(merged, value) : value;
  }
  return merged;
}

/** In order: each step starts from the value the one before ended with. */
function foldGauge(
  into: StoredGauge & StoredColumns,
  steps: readonly FrameStep[],
  { id, gaugeTtlMs, cursor }: { id: number; gaugeTtlMs: number; cursor: Cursor },
): void {
  const first = steps[0];
  let carry: Carry | null = first ? lastTouched(into, first.startMs) : null;
  for (const { startMs, entries } of steps) {
    const value = valueAt(entries, "gauges", id, cursor);
    if (value?.kind !== "gauges") continue;
    const base = carryForward(carry, startMs, gaugeTtlMs)?.value ?? Number.NaN;
    carry = { value: gaugeAtEnd(value, base), touchedMs: startMs };
    const i = Math.floor((startMs - into.startMs) / into.stepMs);
    into.last[i] = carry.value;
    into.touchedMs[i] = startMs;
    lower(into.min, i, value.min);
    raise(into.max, i, value.max);
  }
}

/** What the columns say of a gauge before a moment. */
function lastTouched(columns: StoredGauge & StoredColumns, beforeMs: number): Carry | null {
  const { startMs, stepMs, touchedMs, last } = columns;
  for (let i = Math.min(touchedMs.length - 1, Math.ceil((beforeMs - startMs) / stepMs)); i >= 0; i--) {
    if (touchedMs[i]! < beforeMs) return { value: last[i]!, touchedMs: touchedMs[i]! };
  }
  return null;
}

function addValue(into: StoredColumns, i: number, value: Value): void {
  if (into.kind === "timers" && value.kind === "timers") {
    addTo(into.count, i, value.count);
    addTo(into.sum, i, value.sum);
    addTo(into.sumOfSquares, i, value.sumOfSquares);
    lower(into.min, i, value.min);
    raise(into.max, i, value.max);
    mergeSketchInto((into.sketches[i] ??= new Map()), value.sketch);
  } else if (into.kind === "sets" && value.kind === "sets") {
    const before = into.members[i];
    into.members[i] = before ? mergeDistinct(before, value.members) : cloneDistinct(value.members);
  }
}
