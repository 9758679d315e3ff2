import { type Columns, emptyColumns } from "@/lib/metric/columns";
import { type Distinct, cloneDistinct, mergeDistinct } from "@/lib/metric/distinct";
import type { Kind, SeriesName } from "@/lib/metric/series";
import { mergeSketchInto } from "@/lib/metric/sketch";
import { type GaugeValue, type Value, gaugeAtEnd, mergeValues } from "@/lib/metric/value";
import { findValue } from "./frame-codec";
import type { Carry, FrameLog } from "./frame-log";
import type { Span } from "./port";

/** Frames that hold a series: those of one id that arrived in (after, until]. */
export interface Source {
  log: FrameLog;
  id: number;
  afterOrder: number;
  untilOrder: number;
}

export interface FoldOptions {
  series: SeriesName;
  /** The last is the series' own; the others are what it was called before. */
  sources: readonly Source[];
  stepMs: number;
  gaugeTtlMs: number;
}

/** Merges frames into columns over the steps of [span.fromMs, span.untilMs), aligned to the epoch. */
export function foldColumns(options: FoldOptions, span: Span): Columns {
  const { series, sources, stepMs } = options;
  const startMs = Math.floor(span.fromMs / stepMs) * stepMs;
  const length = Math.max(0, Math.ceil((span.untilMs - startMs) / stepMs));
  const columns = emptyColumns(series, startMs, stepMs, length);
  const own = sources[sources.length - 1]!.log;
  const endMs = startMs + length * stepMs;
  for (const start of own.starts(startMs, endMs))
    columns.coverage[Math.floor((start - startMs) / stepMs)] = 1;
  if (columns.kind === "gauges") foldGauge(columns, options, endMs);
  else {
    for (const source of sources) {
      for (const start of source.log.starts(startMs, endMs)) {
        const i = Math.floor((start - startMs) / stepMs);
        for (const value of valuesIn(source, columns.kind, start)) addValue(columns, i, value);
      }
    }
  }
  return columns;
}

/** What all writers together say of a series in the step that starts at `startMs`. */
export function valueAt(sources: readonly Source[], kind: Kind, startMs: number): Value | null {
  let merged: Value | null = null;
  for (const source of sources) {
    for (const value of valuesIn(source, kind, startMs)) merged = merged ? mergeValues(merged, value) : value;
  }
  return merged;
}

/** A gauge's value at the start of a step, unless it was last touched longer ago than its time to live. */
export function carriedInto(sources: readonly Source[], startMs: number, ttlMs: number): Carry | null {
  const own = sources[sources.length - 1]!;
  const known = own.log.carryOf(own.id);
  const isUsable = known !== undefined && known.atMs <= startMs;
  const chain: [touchedMs: number, GaugeValue][] = [];
  let carry: Carry | null = null;
  let newerMs = startMs;
  for (let at = lastStart(sources, startMs); ; at = lastStart(sources, at)) {
    if (isUsable && (at === null || at < known.atMs)) {
      if (known.carry && newerMs - known.carry.touchedMs <= ttlMs) carry = known.carry;
      break;
    }
    if (at === null || newerMs - at > ttlMs) break;
    const value = valueAt(sources, "gauges", at);
    if (value?.kind !== "gauges") continue;
    chain.push([at, value]);
    newerMs = at;
    if (value.set) break;
  }
  for (const [touchedMs, value] of chain.reverse()) {
    carry = { value: gaugeAtEnd(value, carry?.value ?? Number.NaN), touchedMs };
  }
  own.log.keepCarry(own.id, { atMs: startMs, carry });
  return carry && startMs - carry.touchedMs <= ttlMs ? carry : null;
}

function lastStart(sources: readonly Source[], beforeMs: number): number | null {
  let last: number | null = null;
  for (const { log } of sources) {
    const start = log.startBefore(beforeMs);
    if (start !== null && (last === null || start > last)) last = start;
  }
  return last;
}

function valuesIn(source: Source, kind: Kind, startMs: number): Value[] {
  const values: Value[] = [];
  for (const { bytes, order } of source.log.at(startMs)) {
    if (!bytes || order <= source.afterOrder || order > source.untilOrder) continue;
    const value = findValue(bytes, kind, source.id);
    if (value) values.push(value);
  }
  return values;
}

type GaugeColumns = Extract<Columns, { kind: "gauges" }>;

/** Steps of the finest kind are folded in order: each starts from the value the one before ended with. */
function foldGauge(columns: GaugeColumns, options: FoldOptions, endMs: number): void {
  const { sources, stepMs, gaugeTtlMs } = options;
  const { startMs } = columns;
  let carry = carriedInto(sources, startMs, gaugeTtlMs);
  const starts = [...new Set(sources.flatMap(({ log }) => log.starts(startMs, endMs)))].sort((a, b) => a - b);
  let next = 0;
  for (let i = 0; i < columns.coverage.length; i++) {
    const binEndMs = startMs + (i + 1) * stepMs;
    let lastInBinMs = binEndMs - stepMs;
    for (; next < starts.length && starts[next]! < binEndMs; next++) {
      lastInBinMs = starts[next]!;
      const value = valueAt(sources, "gauges", lastInBinMs);
      if (value?.kind !== "gauges") continue;
      const isAlive = carry !== null && lastInBinMs - carry.touchedMs <= gaugeTtlMs;
      carry = {
        value: gaugeAtEnd(value, isAlive ? carry!.value : Number.NaN),
        touchedMs: lastInBinMs,
      };
      columns.min[i] = minOf(columns.min[i]!, value.min);
      columns.max[i] = maxOf(columns.max[i]!, value.max);
    }
    if (carry && lastInBinMs - carry.touchedMs <= gaugeTtlMs) columns.last[i] = carry.value;
  }
}

function addValue(columns: Columns, i: number, value: Value): void {
  if (columns.kind === "counters" && value.kind === "counters") {
    columns.sum[i] = orZero(columns.sum[i]!) + value.sum;
  } else if (columns.kind === "timers" && value.kind === "timers") {
    columns.count[i] = orZero(columns.count[i]!) + value.count;
    columns.sum[i] = orZero(columns.sum[i]!) + value.sum;
    columns.sumOfSquares[i] = orZero(columns.sumOfSquares[i]!) + value.sumOfSquares;
    columns.min[i] = minOf(columns.min[i]!, value.min);
    columns.max[i] = maxOf(columns.max[i]!, value.max);
    const sketch = (columns.sketches[i] ??= new Map());
    mergeSketchInto(sketch, value.sketch);
  } else if (columns.kind === "sets" && value.kind === "sets") {
    const before: Distinct | null = columns.members[i] ?? null;
    columns.members[i] = before ? mergeDistinct(before, value.members) : cloneDistinct(value.members);
  }
}

const orZero = (value: number) => (Number.isNaN(value) ? 0 : value);
const minOf = (a: number, b: number) => (a <= b || Number.isNaN(b) ? a : b);
const maxOf = (a: number, b: number) => (a >= b || Number.isNaN(b) ? a : b);
