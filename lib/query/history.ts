import type { Columns } from "@/lib/metric/columns";
import { printDuration } from "@/lib/metric/duration";
import { kindOf, type SeriesName } from "@/lib/metric/series";
import type { MetricStore, Span } from "@/lib/store/port";
import { buildTarget } from "./build";
import type { Grid, Line } from "./lines";
import { maxLookBackSteps } from "./limits";
import { Fault, isFault } from "./reader";
import { createLeaves, type HeldLeaves } from "./leaves";
import { type Need, type Needs, needsOf } from "./needs";
import type { Matches } from "./resolve";
import type { Run } from "./scene";
import { needsSketch } from "./statistics";
import type { Reference, Target } from "./syntax";

export interface ResolvedTarget {
  target: Target;
  matches: Matches;
}

/** Lines over a range, and what goes on from there: see `buildTarget`. */
export interface Evaluated {
  lines: Line[];
  runs: Run[];
  /** The steps the target was evaluated over; lines of longer steps have grids of their own. */
  grid: Grid;
  /** How many of its steps stand before the range. */
  first: number;
  columns: Columns[];
  /** What live steps are written into. */
  leaves: HeldLeaves;
}

export interface HistoryOptions extends Span {
  stepMs: number;
  nowMs: number;
  /** Steps beyond the range that are still to come. */
  spareSteps?: number;
  live?: boolean;
  /** Also when the store has only coarser steps: then nothing is evaluated. */
  exact?: boolean;
}

/**
 * Evaluates targets over a range of whole steps. Where the store keeps nothing as fine it is done in the
 * step the store has; the lines' grids say which. Equal reads are made once.
 */
export async function evaluateHistory(
  store: Pick<MetricStore, "read">,
  targets: readonly ResolvedTarget[],
  options: HistoryOptions,
): Promise<Evaluated[]> {
  let { stepMs } = options;
  for (;;) {
    const reads = createReads(store, stepMs, options.spareSteps ?? 0);
    const needs = targets.map(({ target }) => needsOf(target, stepMs, options.live ?? false));
    const span = alignSpan(options, stepMs);
    targets.forEach(({ target }, i) => refuseLongLookBack(target, needs[i]!, { stepMs, targetIndex: i }));
    targets.forEach(({ matches }, i) => {
      for (const need of needs[i]!.leaves) reads.want(need, matches, span);
    });
    const found = await reads.read();
    if (found.stepMs > stepMs && options.exact) return [];
    if (found.stepMs <= stepMs)
      return targets.map((each, i) => {
        try {
          return evaluateOne(each, needs[i]!, found, { ...options, ...span, stepMs });
        } catch (error) {
          throw isFault(error) ? Object.assign(error, { targetIndex: i }) : error;
        }
      });
    stepMs = found.stepMs;
  }
}

const attempts = 12;

/**
 * Evaluates in steps of exactly `stepMs`: as far back as the store keeps them, if it does not keep them
 * over the whole range. Null: not at all.
 */
export async function evaluateKept(
  store: Pick<MetricStore, "read">,
  targets: readonly ResolvedTarget[],
  options: HistoryOptions,
): Promise<Evaluated[] | null> {
  const { untilMs, stepMs } = options;
  let { fromMs } = options;
  for (let attempt = 0; attempt < attempts && fromMs < untilMs; attempt++) {
    const found = await evaluateHistory(store, targets, { ...options, fromMs, exact: true });
    if (found.length === targets.length) return found;
    fromMs = Math.ceil((untilMs - (untilMs - fromMs) * 0.8) / stepMs) * stepMs;
  }
  return null;
}

function refuseLongLookBack(
  target: Target,
  { beforeMs }: Needs,
  { stepMs, targetIndex }: { stepMs: number; targetIndex: number },
): void {
  const steps = Math.ceil(beforeMs / stepMs);
  if (steps <= maxLookBackSteps) return;
  const message = `it looks back at ${steps} steps of ${printDuration(stepMs)}: at most ${maxLookBackSteps}`;
  throw Object.assign(new Fault(target.position, message), { targetIndex });
}

function alignSpan({ fromMs, untilMs }: Span, stepMs: number): Span {
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, untilMs: Math.floor(untilMs / stepMs) * stepMs };
}

function evaluateOne(
  { target, matches }: ResolvedTarget,
  needs: Needs,
  found: Found,
  options: HistoryOptions,
): Evaluated {
  const { fromMs, untilMs, stepMs, nowMs, spareSteps = 0, live = false } = options;
  const beforeMs = Math.ceil(needs.beforeMs / stepMs) * stepMs;
  const startMs = fromMs - beforeMs;
  const length = Math.max(0, Math.round((untilMs - startMs) / stepMs)) + spareSteps;
  const grid = { startMs, stepMs, length };
  const first = beforeMs / stepMs;
  const runs: Run[] = [];
  const needOf = new Map<string, Need>();
  for (const need of needs.leaves) {
    const key = `${need.reference.position} ${need.shiftMs}`;
    const known = needOf.get(key);
    if (!known || known.beforeMs < need.beforeMs) needOf.set(key, need);
  }
  const columnsOf = (reference: Reference, shiftMs: number) => {
    const need = needOf.get(`${reference.position} ${shiftMs}`);
    return need ? found.columnsOf(need, { fromMs, untilMs }) : none;
  };
  const leaves = createLeaves(matches, grid, columnsOf);
  const lines = buildTarget(target, { grid, first, end: length - spareSteps, nowMs, live, leaves, runs });
  const own = needs.leaves.filter((need) => need.shiftMs === 0);
  const columns = own.flatMap((need) => {
    const read = found.columnsOf(need, { fromMs, untilMs });
    return (matches.get(need.reference) ?? []).flatMap(({ series }) => read.get(series) ?? []);
  });
  return { lines, runs, grid, first, columns, leaves };
}

const none: ReadonlyMap<SeriesName, Columns> = new Map();

interface Found {
  /** The coarsest step that came. */
  stepMs: number;
  columnsOf(need: Need, span: Span): ReadonlyMap<SeriesName, Columns>;
}

/** Collects what is wanted, and reads each span once: with sketches only what cannot do without. */
function createReads(store: Pick<MetricStore, "read">, stepMs: number, spareSteps: number) {
  const groups = new Map<
    string,
    { span: Span; plain: Set<SeriesName>; sketched: Set<SeriesName>; columns: Map<SeriesName, Columns> }
  >();
  const spanOf = ({ beforeMs, shiftMs }: Need, { fromMs, untilMs }: Span): Span => ({
    fromMs: fromMs - Math.ceil(beforeMs / stepMs) * stepMs - shiftMs,
    // Of another time, what is to come is known already.
    untilMs: untilMs - shiftMs + (shiftMs > 0 ? spareSteps * stepMs : 0),
  });
  const keyOf = ({ fromMs, untilMs }: Span) => `${fromMs} ${untilMs}`;
  return {
    want(need: Need, matches: Matches, range: Span): void {
      const span = spanOf(need, range);
      if (span.fromMs >= span.untilMs) return;
      const key = keyOf(span);
      let group = groups.get(key);
      if (!group)
        groups.set(key, (group = { span, plain: new Set(), sketched: new Set(), columns: new Map() }));
      for (const { series, statistic } of matches.get(need.reference) ?? []) {
        const isSketched = need.sketch || needsSketch(kindOf(series), statistic);
        (isSketched ? group.sketched : group.plain).add(series);
      }
    },
    async read(): Promise<Found> {
      let coarsestMs = 0;
      for (const { span, plain, sketched, columns } of groups.values()) {
        for (const name of sketched) plain.delete(name);
        for (const [names, sketches] of [
          [plain, false],
          [sketched, true],
        ] as const) {
          if (names.size === 0) continue;
          for (const each of await store.read([...names], span, stepMs, sketches)) {
            columns.set(each.series, each);
            coarsestMs = Math.max(coarsestMs, each.stepMs);
          }
        }
      }
      return {
        stepMs: coarsestMs,
        columnsOf: (need, span) => groups.get(keyOf(spanOf(need, span)))?.columns ?? none,
      };
    },
  };
}
