import { addToDistinct, emptyDistinct } from "@/lib/metric/distinct";
import { type PackedValues, createValuePacker } from "@/lib/metric/packed-values";
import type { Sample } from "@/lib/metric/sample";
import { type SeriesName, seriesName } from "@/lib/metric/series";
import { addToSketch } from "@/lib/metric/sketch";
import type { GaugeValue, TimerValue, Value } from "@/lib/metric/value";

export interface Aggregator {
  /** `atMs` is the moment of arrival. */
  add(sample: Sample, atMs: number): void;
  /** What came since the last flush; the aggregator starts again, but for what it knows of gauges. */
  flush(): PackedValues;
  /** What gauges were before this process began; a value set since then wins. */
  restoreGauges(gauges: ReadonlyMap<SeriesName, number>): void;
}

/** `rooted`: an absolute value is known, not only deltas on an assumed 0. */
interface KnownGauge {
  value: number;
  rooted: boolean;
}

/** Above it the gauges touched longest ago are forgotten: their next delta starts from 0. */
const maxKnownGauges = 500_000;

/** A series with its number. Looked up once a sample, so that a flush looks nothing up. */
interface Entry {
  number: number;
  /** Null: nothing came in this step. */
  value: Value | null;
}

/** Numbers begin again when so many more names are known than are in use. */
const spareNames = 100_000;

export function createAggregator(): Aggregator {
  let entries = new Map<SeriesName, Entry>();
  let series: SeriesName[] = [];
  let touched: Entry[] = [];
  const packer = createValuePacker();
  const known = new Map<SeriesName, KnownGauge>();

  return {
    add(sample, atMs) {
      const name = seriesName(sample.kind, sample.bucket);
      const entry = entries.get(name) ?? insert(name);
      const value = entry.value ?? begin(entry, name, sample);
      if (sample.kind === "counters" && value.kind === "counters") {
        value.sum += sample.value / sample.sampleRate;
      } else if (sample.kind === "timers" && value.kind === "timers") {
        addToTimer(value, sample.value, 1 / sample.sampleRate);
      } else if (sample.kind === "sets" && value.kind === "sets") {
        value.members = addToDistinct(value.members, sample.member);
      } else if (sample.kind === "gauges" && value.kind === "gauges") {
        addToGauge(value, known.get(name)!, sample, atMs);
      }
    },
    flush() {
      for (const entry of touched) {
        packer.add(entry.number, entry.value!);
        entry.value = null;
      }
      const flushed = packer.take(series);
      if (series.length > 2 * touched.length + spareNames) {
        entries = new Map();
        series = [];
      }
      touched = [];
      return flushed;
    },
    restoreGauges(gauges) {
      for (const [name, value] of gauges) restoreGauge(name, value);
    },
  };

  function insert(name: SeriesName): Entry {
    const entry = { number: series.push(name) - 1, value: null };
    entries.set(name, entry);
    return entry;
  }

  function begin(entry: Entry, name: SeriesName, { kind }: Sample): Value {
    touched.push(entry);
    return (entry.value = kind === "gauges" ? beginGauge(name) : emptyValue(kind));
  }

  function beginGauge(name: SeriesName): GaugeValue {
    const gauge = known.get(name);
    // Taken out and put back, so that the map's order is the order of use.
    known.delete(name);
    known.set(name, gauge ?? { value: 0, rooted: false });
    if (known.size > maxKnownGauges) known.delete(known.keys().next().value!);
    const carried = gauge?.value ?? null;
    return {
      kind: "gauges",
      set: null,
      delta: 0,
      deltaAtMs: null,
      carried,
      min: Infinity,
      max: -Infinity,
    };
  }

  function restoreGauge(name: SeriesName, value: number): void {
    const gauge = known.get(name);
    if (gauge?.rooted) return;
    known.set(name, { value: value + (gauge?.value ?? 0), rooted: true });
    const open = entries.get(name)?.value;
    if (open?.kind !== "gauges") return;
    open.carried = value + (open.carried ?? 0);
    open.min += value;
    open.max += value;
  }
}

function emptyValue(kind: "counters" | "timers" | "sets"): Value {
  if (kind === "counters") return { kind, sum: 0 };
  if (kind === "sets") return { kind, members: emptyDistinct() };
  return {
    kind,
    count: 0,
    sum: 0,
    sumOfSquares: 0,
    min: Infinity,
    max: -Infinity,
    sketch: new Map(),
  };
}

function addToTimer(timer: TimerValue, value: number, weight: number): void {
  timer.count += weight;
  timer.sum += value * weight;
  timer.sumOfSquares += value * value * weight;
  timer.min = Math.min(timer.min, value);
  timer.max = Math.max(timer.max, value);
  addToSketch(timer.sketch, value, weight);
}

function addToGauge(
  gauge: GaugeValue,
  known: KnownGauge,
  sample: { value: number; delta: boolean },
  atMs: number,
): void {
  if (sample.delta) {
    gauge.delta += sample.value;
    gauge.deltaAtMs ??= atMs;
    known.value += sample.value;
  } else {
    gauge.set = { value: sample.value, atMs };
    gauge.delta = 0;
    gauge.deltaAtMs = null;
    known.value = sample.value;
    known.rooted = true;
  }
  gauge.min = Math.min(gauge.min, known.value);
  gauge.max = Math.max(gauge.max, known.value);
}
