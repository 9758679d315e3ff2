import type { Archive } from "@/lib/metric/retention";
import { type Bins, type Left, type Window, fillBins, targetOf } from "./bins";
import type { AnyBins, GaugeStep } from "./columns";
import { readFileLines } from "./disk";
import {
  type BatsdRetention,
  type Datapoint,
  type Point,
  keyOf,
  parseLine,
  parseMember,
  pathOf,
} from "./layout";
import { type StoredTimer, mergeTimerSteps, toTimerStep } from "./timers";

/** batsd's Redis. */
export interface BatsdRedis {
  /** Members of `datapoints`, and keys that look like metrics; some at a time, some of them twice. */
  names(): AsyncIterable<string[]>;
  /** A zset's members, oldest first; none when the key is something else. */
  members(key: string): AsyncIterable<string[]>;
}

export interface ReadOptions {
  redis: BatsdRedis;
  /** Null: nothing on disk. */
  diskRoot: string | null;
  retentions: readonly BatsdRetention[];
  archives: readonly Archive[];
  window: Window;
  counts: ReadCounts;
}

export interface ReadCounts extends Left {
  points: number;
  /** Without a value: batsd stores such after its first flush. */
  empty: number;
  /** Neither member nor line of batsd's. */
  bad: number;
}

const timerStatistics = ["mean", "count", "min", "max", "stddev"] as const;

/** Everything batsd has of one metric, in the steps of our archives, finest first. */
export async function readBins(options: ReadOptions, datapoint: Datapoint): Promise<AnyBins[]> {
  if (datapoint.kind === "counters") return readCounter(options, datapoint);
  if (datapoint.kind === "gauges") return readGauge(options, datapoint);
  return readTimer(options, datapoint);
}

/** Coarse retentions first: they are whole where finer ones end. */
function retentionsInto(options: ReadOptions, archive: Archive): [BatsdRetention, number][] {
  return options.retentions
    .map((each, i): [BatsdRetention, number] => [each, i])
    .filter(([each]) => targetOf(each, options.archives) === archive)
    .toReversed();
}

async function readCounter(options: ReadOptions, datapoint: Datapoint): Promise<AnyBins[]> {
  const read: AnyBins[] = [];
  for (const archive of options.archives) {
    const bins: Bins<number> = { archive, steps: new Map() };
    for (const [retention, index] of retentionsInto(options, archive)) {
      const points = await readPoints(options, keyOf(datapoint, null, retention, index));
      fillBins(bins, points.map(toPair), (a, b) => a + b, options.window, options.counts);
    }
    if (bins.steps.size > 0) read.push({ kind: "counters", bins });
  }
  return read;
}

async function readTimer(options: ReadOptions, datapoint: Datapoint): Promise<AnyBins[]> {
  const read: AnyBins[] = [];
  for (const archive of options.archives) {
    const bins: AnyBins = { kind: "timers", bins: { archive, steps: new Map() } };
    for (const [retention, index] of retentionsInto(options, archive)) {
      const stored = new Map<number, StoredTimer>();
      const lists = await Promise.all(
        timerStatistics.map((each) => readPoints(options, keyOf(datapoint, each, retention, index))),
      );
      lists.forEach((points, i) => {
        for (const { atS, value } of points) {
          const step = stored.get(atS) ?? {};
          step[timerStatistics[i]!] = value;
          stored.set(atS, step);
        }
      });
      const steps = [...stored].flatMap(([atS, each]) => {
        const step = toTimerStep(each);
        return step ? [[atS * 1_000, step] as const] : [];
      });
      fillBins(bins.bins, steps, mergeTimerSteps, options.window, options.counts);
    }
    if (bins.bins.steps.size > 0) read.push(bins);
  }
  return read;
}

/** The file of a gauge holds every value in its own second: it fills every archive, and fills it first. */
async function readGauge(options: ReadOptions, datapoint: Datapoint): Promise<AnyBins[]> {
  const { archives, retentions, window, diskRoot } = options;
  const all = archives.map((archive): Bins<GaugeStep> => ({ archive, steps: new Map() }));
  const name = keyOf(datapoint, null, retentions[0]!, 0);
  const lefts = all.map((): Left => ({ tooOld: 0, tooNew: 0 }));
  if (diskRoot !== null) {
    for await (const lines of readFileLines(pathOf(diskRoot, name))) {
      const points = parseAll(options, lines, parseLine).map(toGaugePair);
      for (const [i, bins] of all.entries()) mergeInto(bins, points, window, lefts[i]!);
    }
  }
  for (const [index, retention] of retentions.entries()) {
    const points = await readMembers(options, keyOf(datapoint, null, retention, index));
    const pairs = points.map(toGaugePair);
    for (const [i, bins] of all.entries())
      if (bins.archive.stepMs >= retention.stepS * 1_000)
        fillBins(bins, pairs, mergeGaugeSteps, window, lefts[i]!);
  }
  // Too old is what the coarsest archive has no place for, too new what the finest has none for.
  options.counts.tooOld += lefts[lefts.length - 1]!.tooOld;
  options.counts.tooNew += lefts[0]!.tooNew;
  return all.filter(({ steps }) => steps.size > 0).map((bins) => ({ kind: "gauges", bins }));
}

/** One file comes in several parts: a step that began in one part goes on in the next. */
function mergeInto(
  bins: Bins<GaugeStep>,
  points: (readonly [number, GaugeStep])[],
  window: Window,
  left: Left,
): void {
  const part: Bins<GaugeStep> = { archive: bins.archive, steps: new Map() };
  fillBins(part, points, mergeGaugeSteps, window, left);
  for (const [startMs, step] of part.steps) {
    const before = bins.steps.get(startMs);
    bins.steps.set(startMs, before ? mergeGaugeSteps(before, step) : step);
  }
}

/** Stock batsd has its first retention in Redis and the others on disk, the diskless one all in Redis. */
async function readPoints(options: ReadOptions, key: string): Promise<Point[]> {
  const points = await readMembers(options, key);
  if (points.length > 0 || options.diskRoot === null) return points;
  for await (const lines of readFileLines(pathOf(options.diskRoot, key)))
    for (const point of parseAll(options, lines, parseLine)) points.push(point);
  return points;
}

async function readMembers(options: ReadOptions, key: string): Promise<Point[]> {
  const points: Point[] = [];
  for await (const members of options.redis.members(key))
    for (const point of parseAll(options, members, parseMember)) points.push(point);
  return points;
}

function parseAll({ counts }: ReadOptions, texts: string[], parse: typeof parseLine): Point[] {
  const points: Point[] = [];
  for (const text of texts) {
    const point = parse(text);
    if (point === "") counts.empty++;
    else if (point === null) counts.bad += text === "" ? 0 : 1;
    else points.push(point);
  }
  counts.points += points.length;
  return points;
}

const toPair = ({ atS, value }: Point) => [atS * 1_000, value] as const;
const toGaugePair = ({ atS, value }: Point) =>
  [atS * 1_000, { last: value, min: value, max: value }] as const;

function mergeGaugeSteps(a: GaugeStep, b: GaugeStep): GaugeStep {
  return { last: b.last, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
