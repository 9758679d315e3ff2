import { type Columns, emptyColumns } from "@/lib/metric/columns";
import { type Kind, type SeriesName, kindOf } from "@/lib/metric/series";
import { type GaugeValue, type Value, gaugeAtEnd, mergeValues } from "@/lib/metric/value";
import { type Cursor, foldFrames, sumAt, valueAt } from "./fold";
import type { FrameLog } from "./frame-log";
import { type Carry, carryForward, carryGauge } from "./gauge-carry";
import { shardCount } from "./shards";
import type { Part } from "./sources";
import { emptyStored } from "./stored-columns";

interface LiveFoldOptions {
  flushMs: number;
  gaugeTtlMs: number;
  log(shard: number): FrameLog;
  partsOf(series: SeriesName): readonly Part[];
}

/** A gauge's value at the start of the step `atMs`. */
interface KnownCarry {
  atMs: number;
  carry: Carry | null;
}

/** Values of single flush steps, from frames alone: what listeners hear. */
export interface LiveFold {
  step(series: SeriesName, startMs: number): Columns;
  valueAt(series: SeriesName, startMs: number): Value | null;
  /** What a gauge was when the kept frames begin. */
  setBase(series: SeriesName, base: KnownCarry): void;
  hasBase(series: SeriesName): boolean;
  /** A frame arrived: what was derived from steps after it is derived again. */
  touched(shard: number, startMs: number): void;
  /** Steps before `ms` will be forgotten: gauges go on from there. */
  trimming(shard: number, ms: number): void;
  /** History was changed by other means than frames, or a shard's frames are no longer held. */
  forget(shard?: number): void;
}

/** A followed series: with ten thousand of them, what can be known is not asked again at each step. */
interface Plan {
  kind: Kind;
  parts: readonly Part[];
  own: Part;
  /** Never renamed or removed. */
  isWhole: boolean;
  cursor: Cursor;
}

/** Shared by all steps: nobody writes into a step's coverage. */
const covered = Uint8Array.of(1);
const uncovered = Uint8Array.of(0);

export function createLiveFold({ flushMs, gaugeTtlMs, log, partsOf }: LiveFoldOptions): LiveFold {
  const known = Array.from({ length: shardCount }, () => new Map<SeriesName, KnownCarry>());
  const knownUntilMs = new Float64Array(shardCount);
  const bases = Array.from({ length: shardCount }, () => new Map<SeriesName, KnownCarry>());
  const plans = new Map<SeriesName, Plan>();
  const shardOf = (series: SeriesName) => planOf(series).own.shard;

  function planOf(series: SeriesName): Plan {
    const planned = plans.get(series);
    if (planned) return planned;
    const parts = partsOf(series);
    const own = parts.at(-1)!;
    const isWhole = parts.length === 1 && own.fromMs === 0 && own.untilMs === null;
    const plan = { kind: kindOf(series), parts, own, isWhole, cursor: { at: -1 } };
    plans.set(series, plan);
    return plan;
  }
  function partsAt(series: SeriesName, startMs: number): readonly Part[] {
    const { parts, isWhole } = planOf(series);
    return isWhole ? parts : parts.filter((part) => holds(part, startMs));
  }
  function mergedAt(series: SeriesName, kind: Kind, startMs: number): Value | null {
    let merged: Value | null = null;
    for (const { shard, id } of partsAt(series, startMs)) {
      const value = valueAt(log(shard).at(startMs), kind, id);
      if (value) merged = merged ? mergeValues(merged, value) : value;
    }
    return merged;
  }
  function lastStart(series: SeriesName, beforeMs: number): number | null {
    let last: number | null = null;
    for (const { shard } of planOf(series).parts) {
      const start = log(shard).startBefore(beforeMs);
      if (start !== null && (last === null || start > last)) last = start;
    }
    return last;
  }

  /** Goes back to the last step that set the gauge, to what is known, or to a pause longer than its life. */
  function carriedInto(series: SeriesName, startMs: number): Carry | null {
    const shard = shardOf(series);
    const candidates = [known[shard]!.get(series), bases[shard]!.get(series)];
    const from = candidates.find((each) => each && each.atMs <= startMs);
    const chain: [touchedMs: number, GaugeValue][] = [];
    let carry: Carry | null = null;
    let newerMs = startMs;
    for (let at = lastStart(series, startMs); ; at = lastStart(series, at)) {
      if (from && (at === null || at < from.atMs)) {
        carry = carryForward(from.carry, newerMs, gaugeTtlMs);
        break;
      }
      if (at === null || newerMs - at > gaugeTtlMs) break;
      const value = mergedAt(series, "gauges", at);
      if (value?.kind !== "gauges") continue;
      chain.push([at, value]);
      newerMs = at;
      if (value.set) break;
    }
    for (const [touchedMs, value] of chain.reverse()) {
      const base = carryForward(carry, touchedMs, gaugeTtlMs)?.value ?? Number.NaN;
      carry = { value: gaugeAtEnd(value, base), touchedMs };
    }
    known[shard]!.set(series, { atMs: startMs, carry });
    knownUntilMs[shard] = Math.max(knownUntilMs[shard]!, startMs);
    return carry;
  }

  function foldGaugeStep(series: SeriesName, startMs: number): Columns {
    const columns = emptyColumns(series, startMs, flushMs, 1);
    const stored = emptyStored("gauges", { startMs, stepMs: flushMs, length: 1 });
    if (columns.kind !== "gauges" || stored.kind !== "gauges") return columns;
    const carry = carriedInto(series, startMs);
    const value = mergedAt(series, "gauges", startMs);
    if (value?.kind === "gauges") {
      const base = carryForward(carry, startMs, gaugeTtlMs)?.value ?? Number.NaN;
      stored.last[0] = gaugeAtEnd(value, base);
      stored.touchedMs[0] = startMs;
      stored.min[0] = value.min;
      stored.max[0] = value.max;
    }
    return { ...columns, ...carryGauge(stored, gaugeTtlMs, carry) };
  }

  return {
    step(series, startMs) {
      const plan = planOf(series);
      const entries = log(plan.own.shard).at(startMs);
      const coverage = entries.length > 0 ? covered : uncovered;
      if (plan.kind === "counters" && plan.isWhole) {
        const sum = Float64Array.of(sumAt(entries, plan.own.id, plan.cursor));
        return { series, startMs, stepMs: flushMs, coverage, kind: "counters", sum };
      }
      const columns = emptyColumns(series, startMs, flushMs, 1);
      if (columns.kind === "gauges") return { ...foldGaugeStep(series, startMs), coverage };
      columns.coverage = coverage;
      for (const { shard, id } of partsAt(series, startMs))
        foldFrames(columns, [{ startMs, entries: log(shard).at(startMs) }], id, gaugeTtlMs, plan.cursor);
      return columns;
    },
    valueAt: (series, startMs) => mergedAt(series, planOf(series).kind, startMs),
    setBase: (series, base) => void bases[shardOf(series)]!.set(series, base),
    hasBase: (series) => bases[shardOf(series)]!.has(series),
    touched(shard, startMs) {
      if (startMs >= knownUntilMs[shard]!) return;
      known[shard]!.clear();
      knownUntilMs[shard] = 0;
    },
    trimming(shard, ms) {
      for (const series of new Set([...bases[shard]!.keys(), ...known[shard]!.keys()])) {
        const base = bases[shard]!.get(series);
        if (!base || base.atMs < ms) bases[shard]!.set(series, { atMs: ms, carry: carriedInto(series, ms) });
      }
    },
    forget(shard) {
      plans.clear();
      for (const [i, each] of known.entries()) {
        if (shard !== undefined && shard !== i) continue;
        each.clear();
        bases[i]!.clear();
        knownUntilMs[i] = 0;
      }
    },
  };
}

function holds(part: Part, startMs: number): boolean {
  return startMs >= part.fromMs && (part.untilMs === null || startMs < part.untilMs);
}
