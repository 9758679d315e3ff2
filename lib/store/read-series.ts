import type { Columns } from "@/lib/metric/columns";
import { type SeriesName, kindOf } from "@/lib/metric/series";
import type { StoreArchive } from "./archives";
import { carryGauge } from "./gauge-carry";
import type { Span } from "./port";
import type { Reader } from "./reader";
import type { Part } from "./sources";
import type { StoredColumns } from "./stored-columns";

interface ReadSeriesOptions {
  reader: Reader;
  partsOf(series: SeriesName): readonly Part[];
  gaugeTtlMs: number;
}

/** What the port's `read` answers: stored columns under their names, gauges carried forward. */
export async function readSeries(
  { reader, partsOf, gaugeTtlMs }: ReadSeriesOptions,
  series: readonly SeriesName[],
  range: Span,
  options: { stepMs: number; rich: boolean },
): Promise<Columns[]> {
  const wanted = series.map((each) => ({ kind: kindOf(each), parts: partsOf(each) }));
  const stored = await reader.read(wanted, range, options);
  const startMs = Math.floor(range.fromMs / options.stepMs) * options.stepMs;
  return stored.map((columns, i) => toColumns(series[i]!, columns, startMs, gaugeTtlMs));
}

/** The step really used: the asked one, or the next coarser that is still kept at the range's beginning. */
export function pickKeptStep(
  archives: readonly StoreArchive[],
  fromMs: number,
  nowMs: number,
  stepMs: number,
): number {
  const isKept = (archive: StoreArchive) => nowMs - fromMs <= archive.keptMs + archive.spanMs;
  const finer = archives.filter((archive) => stepMs % archive.stepMs === 0);
  if (finer.length === 0 || finer.some(isKept)) return stepMs;
  const coarser = archives.find((archive) => archive.stepMs > stepMs && isKept(archive));
  return coarser ? Math.ceil(stepMs / coarser.stepMs) * coarser.stepMs : stepMs;
}

function toColumns(series: SeriesName, stored: StoredColumns, startMs: number, gaugeTtlMs: number): Columns {
  if (stored.kind !== "gauges") return { series, ...stored };
  const { last, min, max } = carryGauge(stored, gaugeTtlMs, null);
  const skipped = (startMs - stored.startMs) / stored.stepMs;
  return {
    series,
    startMs,
    stepMs: stored.stepMs,
    coverage: stored.coverage.subarray(skipped),
    kind: "gauges",
    last: last.subarray(skipped),
    min: min.subarray(skipped),
    max: max.subarray(skipped),
  };
}
