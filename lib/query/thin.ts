import { type Aggregate, findAggregate, gather } from "./aggregations";
import type { Consolidation } from "./lines";

/** `peaks`: two values for each span, its least and its greatest, in the order in which they came. */
export type Thinning = Consolidation | "peaks";

export const thinnings = ["average", "sum", "min", "max", "first", "last", "peaks"] as const;

interface Points {
  startMs: number;
  stepMs: number;
  values: Float64Array;
}

/** At most `most` points: those of each span become one, spans being aligned to the epoch. */
export function thinLine(points: Points, most: number, asked: Thinning): Points {
  // There is no room for two.
  const how = asked === "peaks" && most < 2 ? "max" : asked;
  const isPeaks = how === "peaks";
  const spans = Math.max(1, isPeaks ? Math.floor(most / 2) : most);
  const { startMs, stepMs, values } = points;
  let each = Math.max(1, Math.ceil(values.length / spans));
  if (isPeaks && each % 2 === 1) each++;
  while (countSpans(points, each) > spans && each <= values.length) each += isPeaks ? 2 : 1;
  const spanMs = each * stepMs;
  // One span for everything cannot be aligned: it would have to be two.
  const isOne = each > values.length;
  const firstMs = isOne ? startMs : Math.floor(startMs / spanMs) * spanMs;
  const count = isOne ? 1 : countSpans(points, each);
  const perSpan = isPeaks ? 2 : 1;
  const out = new Float64Array(count * perSpan).fill(Number.NaN);
  const scratch = new Float64Array(each);
  const aggregate = isPeaks ? null : aggregateOf(how);
  for (let span = 0; span < count; span++) {
    const from = Math.round((firstMs + span * spanMs - startMs) / stepMs);
    const until = Math.min(values.length, from + each);
    if (aggregate === null) putPeaks(values, Math.max(0, from), until, out, span * 2);
    else {
      const found = gather(values, from, until, scratch);
      if (found > 0) out[span] = how === "avg_zero" ? sum(scratch, found) / each : aggregate(scratch, found);
    }
  }
  return { startMs: firstMs, stepMs: spanMs / perSpan, values: out };
}

const sum = findAggregate("sum");

function aggregateOf(how: Exclude<Thinning, "peaks">): Aggregate {
  return how === "first" ? (values) => values[0]! : findAggregate(how);
}

function countSpans({ startMs, stepMs, values }: Points, each: number): number {
  const spanMs = each * stepMs;
  const endMs = startMs + values.length * stepMs;
  return Math.ceil((endMs - Math.floor(startMs / spanMs) * spanMs) / spanMs);
}

function putPeaks(values: Float64Array, from: number, until: number, out: Float64Array, at: number): void {
  let least = -1;
  let greatest = -1;
  for (let i = from; i < until; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (least < 0 || value < values[least]!) least = i;
    if (greatest < 0 || value >= values[greatest]!) greatest = i;
  }
  if (least < 0) return;
  out[at] = values[Math.min(least, greatest)]!;
  out[at + 1] = values[Math.max(least, greatest)]!;
}
