import { pickStep, type Retention } from "@/lib/metric/retention";
import { kindOf, type SeriesInfo, type SeriesName } from "@/lib/metric/series";
import type { StreamErrorEvent, Subscription } from "@/lib/live/frames";
import type { MetricStore } from "@/lib/store/port";
import type { PlanEntry } from "./arrange";
import { maxScalarSeries, maxSketchSeries, topLines } from "./limits";
import { type Needs, needsOf } from "./needs";
import { isFault } from "./reader";
import { type Matches, mayMatch, resolveTarget, seriesIn } from "./resolve";
import { createSignature } from "./signature";
import { needsSketch } from "./statistics";
import type { Target } from "./syntax";
import { parseTarget } from "./target";
import { keepGreatest } from "./top";

/** What a stream is made of at one moment. Its lines are known when its entries are opened. */
export interface Plan {
  entries: PlanEntry[];
  /** Every series it needs, in the order in which steps bring them. */
  selection: Set<SeriesName>;
  errors: StreamErrorEvent[];
  /** Equal for equal targets with equal matches. */
  signature: string;
}

export interface PlanOptions {
  retention: Retention;
  subscriptions: readonly Subscription[];
  nowMs: number;
  /** Keys that cost too much. */
  slow?: ReadonlySet<string>;
}

/** Parses and finds everything; what cannot be shown becomes an error of its key. */
export async function makePlan(
  store: Pick<MetricStore, "find" | "read">,
  { retention, subscriptions, nowMs, slow }: PlanOptions,
): Promise<Plan> {
  const entries: PlanEntry[] = [];
  const errors: StreamErrorEvent[] = [];
  const signatures: string[] = [];
  const find = rememberFound(store);
  const budget = { scalar: maxScalarSeries, sketch: maxSketchSeries };
  for (const { key, target: text, rangeMs, stepMs: asked } of subscriptions) {
    const badTarget = ({ position, message }: { position: number; message: string }) =>
      errors.push({ key, code: "bad_target", message: `character ${position}: ${message}` });
    const parsed = parseTarget(text);
    if ("fault" in parsed) {
      badTarget(parsed.fault);
      continue;
    }
    const { target } = parsed;
    const found = await resolveTarget({ find }, target);
    if (found.fault) badTarget(found.fault);
    for (const message of found.notices) errors.push({ key, code: "ambiguous_name", message });
    let stepMs: number;
    let needs: Needs;
    try {
      stepMs = pickReachingStep(retention, target, rangeMs, asked);
      needs = needsOf(target, stepMs, true);
    } catch (error) {
      if (!isFault(error)) throw error;
      badTarget(error);
      continue;
    }
    signatures.push(`${key} ${createSignature(found.matches, stepMs)(target)}`);
    const isSlow = slow?.has(key) ?? false;
    const isTooMany = !takeFrom(budget, found.matches, needs);
    const matches =
      isSlow || isTooMany ? await keepGreatest(store, found.matches, { stepMs, nowMs }) : found.matches;
    if (isSlow || isTooMany)
      errors.push({
        key,
        code: isTooMany ? "too_many_series" : "too_slow",
        message: `${found.series.length} series match: the ${topLines} with the greatest values are shown`,
      });
    entries.push({ key, rangeMs, stepMs, target, matches, series: seriesIn(matches), needs });
  }
  return {
    entries,
    errors,
    selection: new Set(entries.flatMap((entry) => entry.series)),
    signature: signatures.join("\n"),
  };
}

/** Equal patterns are looked up once. */
function rememberFound(store: Pick<MetricStore, "find">): MetricStore["find"] {
  const found = new Map<string, ReturnType<MetricStore["find"]>>();
  return (pattern) => {
    const known = found.get(pattern) ?? store.find(pattern);
    found.set(pattern, known);
    return known;
  };
}

export function planTakesIn(plan: Plan, infos: readonly SeriesInfo[]): boolean {
  return plan.entries.some(({ target }) => infos.some((info) => mayMatch(target, info)));
}

/** The archive must also hold what a function looks back at. */
function pickReachingStep(
  retention: Retention,
  target: Target,
  rangeMs: number,
  asked: number | null,
): number {
  let stepMs = pickStep(retention, rangeMs, asked);
  for (let tries = 0; tries < 3; tries++) {
    const reachMs = rangeMs + needsOf(target, stepMs, true).reachMs;
    const reaching = retention.filter((archive) => archive.keptMs >= reachMs);
    const next = pickStep(reaching.length > 0 ? reaching : retention.slice(-1), rangeMs, asked);
    if (next <= stepMs) break;
    stepMs = next;
  }
  return stepMs;
}

/** Takes what a target matches from what a stream may match; false, and nothing taken, if it is too much. */
function takeFrom(budget: { scalar: number; sketch: number }, matches: Matches, needs: Needs): boolean {
  const merged = new Set(needs.leaves.flatMap((need) => (need.sketch ? [need.reference] : [])));
  const sizes = { scalar: 0, sketch: 0 };
  for (const [reference, of] of matches)
    for (const { series, statistic } of of)
      sizes[merged.has(reference) || needsSketch(kindOf(series), statistic) ? "sketch" : "scalar"]++;
  if (sizes.scalar > budget.scalar || sizes.sketch > budget.sketch) return false;
  budget.scalar -= sizes.scalar;
  budget.sketch -= sizes.sketch;
  return true;
}
