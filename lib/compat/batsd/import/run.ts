import type { Columns } from "@/lib/metric/columns";
import { type SeriesName, seriesName } from "@/lib/metric/series";
import { readBucket } from "@/lib/statsd/name";
import type { MetricStore } from "@/lib/store/port";
import { targetOf } from "./bins";
import { type AnyBins, toColumns } from "./columns";
import { type BatsdRetention, type Datapoint, parseDatapoint } from "./layout";
import { type ReadCounts, type ReadOptions, readBins } from "./read";

export interface ImportOptions extends Omit<ReadOptions, "counts"> {
  /** Null: everything is read and counted, and nothing written. */
  store: Pick<MetricStore, "importColumns"> | null;
  /** Now and then, and at the end. */
  progress(report: ImportReport): void;
}

export interface ImportReport extends ReadCounts {
  names: number;
  /** Names that are done. */
  done: number;
  /** Names of which there is anything to keep. */
  series: number;
  /** Steps written, of all archives. */
  steps: number;
  /** Names that cannot be one of ours, or that another one already became; the first of them. */
  refused: number;
  firstRefused: string | null;
  /** Retentions whose step fits into no archive's. */
  unfit: BatsdRetention[];
}

/** Series whose points say when batsd ran. */
const sampledNames = 300;
const stepsAtOnce = 50_000;

/**
 * Brings a batsd's history into the store, one metric after another; memory does not grow with their
 * number but for their names. Doing it again changes nothing. Source: the layout in layout.ts.
 */
export async function importBatsd({ store, progress, ...rest }: ImportOptions): Promise<ImportReport> {
  const report: ImportReport = {
    names: 0,
    done: 0,
    series: 0,
    steps: 0,
    points: 0,
    empty: 0,
    bad: 0,
    tooOld: 0,
    tooNew: 0,
    refused: 0,
    firstRefused: null,
    unfit: rest.retentions.filter((each) => targetOf(each, rest.archives) === null),
  };
  const datapoints = await listDatapoints(rest);
  report.names = datapoints.length;
  const covered = await findCovered(rest, datapoints);
  const written = new Set<SeriesName>();
  let waiting: Columns[] = [];
  let waitingSteps = 0;

  async function write(): Promise<void> {
    await store?.importColumns(waiting);
    report.steps += waitingSteps;
    waiting = [];
    waitingSteps = 0;
  }

  for (const datapoint of datapoints) {
    const bucket = readBucket(datapoint.bucket, undefined);
    const series = bucket === null ? null : seriesName(datapoint.kind, bucket);
    if (series === null || written.has(series)) {
      report.refused++;
      report.firstRefused ??= `${datapoint.kind}:${datapoint.bucket}`;
    } else {
      written.add(series);
      const read = await readBins({ ...rest, counts: report }, datapoint);
      if (read.length > 0) report.series++;
      for (const bins of read) {
        const isCovered = (startMs: number) => covered.get(bins.bins.archive.stepMs)?.has(startMs) ?? false;
        for (const columns of toColumns(series, bins, isCovered)) {
          waiting.push(columns);
          waitingSteps += columns.coverage.length;
          if (waitingSteps >= stepsAtOnce) await write();
        }
      }
    }
    report.done++;
    progress(report);
  }
  await write();
  return report;
}

/** Each metric once, from what batsd lists and from the keys it has: counters are listed late. */
async function listDatapoints({ redis, retentions }: Omit<ReadOptions, "counts">): Promise<Datapoint[]> {
  const found = new Map<string, Datapoint>();
  for await (const names of redis.names()) {
    for (const name of names) {
      const datapoint = parseDatapoint(name, retentions);
      if (datapoint) found.set(`${datapoint.kind}:${datapoint.bucket}`, datapoint);
    }
  }
  return [...found.values()];
}

/**
 * The steps of each archive in which batsd ran, as far as some hundred metrics tell: it stores nothing of
 * an idle one, so that without this a zero could not be told from a hole.
 */
async function findCovered(
  options: Omit<ReadOptions, "counts">,
  datapoints: readonly Datapoint[],
): Promise<Map<number, Set<number>>> {
  const covered = new Map<number, Set<number>>();
  const every = Math.max(1, Math.ceil(datapoints.length / sampledNames));
  const counts: ReadCounts = { points: 0, empty: 0, bad: 0, tooOld: 0, tooNew: 0 };
  for (let i = 0; i < datapoints.length; i += every)
    for (const each of await readBins({ ...options, counts }, datapoints[i]!)) noteCovered(covered, each);
  return covered;
}

function noteCovered(covered: Map<number, Set<number>>, { bins }: AnyBins): void {
  const starts = covered.get(bins.archive.stepMs) ?? new Set<number>();
  covered.set(bins.archive.stepMs, starts);
  for (const start of bins.steps.keys()) starts.add(start);
}
